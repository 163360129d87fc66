from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from services.livedata.domain.quality import Rules
from services.livedata.handlers import bars as bar_desk
from services.livedata.handlers.bars import BarDesk
from services.livedata.handlers.desk import MarketDesk
from services.livedata.ports import StoreAway
from shared.contracts.market_data import Bar
from shared.contracts.streams import SHARDS
from shared.kernel.enums import Resolution
from tests.support.clock import MONDAY, FrozenClock
from tests.support.livedata import MemoryBars, MemoryStream, seen


class Desk:
    def __init__(self, clock: FrozenClock, disk: MemoryBars) -> None:
        self.clock, self.disk = clock, disk
        self.stream = MemoryStream()
        self.quotes = MarketDesk(Rules(), clock)
        self.bars = BarDesk(lambda _: "XNYS", self.stream, self.disk, clock)
        self.quotes.listeners.append(self.bars.take)

    async def own(self, *shards: int) -> None:
        for shard in shards or range(SHARDS):
            await self.bars.acquired(shard)

    def trade(self, price: str, volume: int, symbol: str = "AAPL") -> None:
        word = seen(symbol, bid=price, ask=price, last=price, volume=str(volume))
        self.quotes.observe("excel", [word], at=self.clock.now())

    async def seconds(self, limit: int = 100) -> list[Bar]:
        return await self.bars.read("AAPL", Resolution.SECOND, start=None, end=None, limit=limit)

    @property
    def told(self) -> list[Bar]:
        return [bar for bars, _ in self.stream.bars for bar in bars]


@pytest.fixture
async def desk(clock: FrozenClock) -> Desk:
    desk = Desk(clock, MemoryBars())
    await desk.own()
    desk.trade("100", 0)
    return desk


async def test_history_has_what_is_saved_what_waits_and_what_is_under_way(desk: Desk) -> None:
    desk.trade("101", 10)
    await desk.bars.save()
    desk.clock.advance(seconds=1)
    desk.trade("102", 20)
    desk.clock.advance(seconds=1)
    desk.trade("103", 30)

    found = await desk.seconds()

    assert [(str(bar.close), bar.complete) for bar in found] == [
        ("101", True),
        ("102", True),
        ("103", False),
    ]
    assert [str(bar.close) for bar in await desk.seconds(limit=2)] == ["102", "103"]


async def test_a_saved_bar_whose_time_is_not_over_is_still_under_way(desk: Desk) -> None:
    desk.trade("101", 10)
    await desk.bars.save()

    assert [bar.complete for bar in await desk.seconds()] == [False]


async def test_the_stream_is_told_what_grew_and_what_ended(desk: Desk) -> None:
    desk.trade("101", 10)
    await desk.bars.publish()
    await desk.bars.publish()
    desk.clock.advance(seconds=1)
    await desk.bars.publish()

    assert [(bar.resolution, bar.complete) for bar in desk.told] == [
        ("1s", False),
        ("1m", False),
        ("1d", False),
        ("1s", True),
    ]


async def test_only_the_bars_of_our_own_shards_leave(clock: FrozenClock) -> None:
    desk = Desk(clock, MemoryBars())
    await desk.own(3)
    desk.trade("100", 0)
    desk.trade("101", 1)
    await desk.bars.publish()
    await desk.bars.save()

    assert (desk.stream.bars, desk.disk.kept) == ([], {})


async def test_while_the_database_is_away_bars_wait_and_nothing_else_does(desk: Desk) -> None:
    desk.disk.away = True
    for number in range(1, 6):
        desk.trade(str(100 + number), number)
        desk.clock.advance(seconds=1)
        with pytest.raises(StoreAway):
            await desk.bars.save()
        await desk.bars.publish()
    desk.disk.away = False
    await desk.bars.save()

    assert [str(bar.close) for bar in await desk.seconds()] == ["101", "102", "103", "104", "105"]
    assert len([bar for bar in desk.told if bar.resolution == "1s" and bar.complete]) == 5


async def test_what_waits_for_the_database_is_bounded_and_the_oldest_goes_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bar_desk, "UNSAVED_MAX", 5)
    for number in range(1, 8):
        desk.trade("100", number)
        desk.clock.advance(seconds=1)
        desk.bars.collect()

    assert [str(bar.volume) for bar in await desk.seconds()] == ["1"] * 3


async def test_bars_that_the_stream_missed_are_announced(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bar_desk, "UNPUBLISHED_MAX", 4)
    desk.stream.away = True
    for number in range(1, 8):
        desk.trade("100", number)
        desk.clock.advance(seconds=1)
        await desk.bars.publish()
    desk.stream.away = False
    desk.trade("200", 9)
    await desk.bars.publish()
    desk.trade("201", 10)
    await desk.bars.publish()

    assert [missed for _, missed in desk.stream.bars] == [True, False]


async def test_a_restart_goes_on_with_the_bars_of_the_day_and_invents_none(
    desk: Desk, clock: FrozenClock
) -> None:
    desk.trade("101", 10)
    await desk.bars.save()
    clock.advance(seconds=20)
    again = Desk(clock, desk.disk)
    await again.bars.resume()
    await again.own()
    again.trade("105", 900)  # what it opened with is old news
    assert (await again.seconds(), again.told) == (await desk.seconds(), [])
    again.trade("103", 901)
    await again.bars.save()

    (daily,) = await again.bars.read("AAPL", Resolution.DAY, start=None, end=None, limit=9)
    assert (daily.open, daily.close, daily.volume, daily.trades) == (101, 103, Decimal(11), 2)
    assert [bar.time for bar in await again.seconds()] == [MONDAY, MONDAY + timedelta(seconds=20)]
