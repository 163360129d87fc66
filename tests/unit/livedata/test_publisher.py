from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest

from services.livedata.domain.quality import Rules, judge
from services.livedata.domain.quote import Observation, Values
from services.livedata.handlers import publisher as publishing
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.directory import Directory
from services.livedata.handlers.publisher import Publisher, as_published
from shared.contracts.streams import SHARDS, shard_of
from tests.support.clock import FrozenClock
from tests.support.livedata import MemoryInstruments, MemoryStream, seen


class Desk:
    """A desk, its publisher, and a stream in memory."""

    def __init__(self, clock: FrozenClock, stream: MemoryStream) -> None:
        self.clock = clock
        self.stream = stream
        self.desk = MarketDesk(Rules(), clock)
        self.directory = Directory(MemoryInstruments())
        self.publisher = Publisher(self.desk, self.directory, stream, clock)

    def say(self, symbol: str, last: str) -> None:
        self.desk.observe(
            "excel", [seen(symbol, last=last, bid=last, ask=last)], at=self.clock.now()
        )

    @asynccontextmanager
    async def running(self, shards: range = range(SHARDS)) -> AsyncGenerator[None]:
        await self.directory.load()
        for shard in shards:
            await self.publisher.acquired(shard)
        task = asyncio.create_task(self.publisher.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def published(self, symbol: str) -> list[str]:
        return [str(quote.last) for quote in self.stream.quotes if quote.symbol == symbol]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "FLUSH_SECONDS", 0.001)
    monkeypatch.setattr(publishing, "CHECK_SECONDS", 0.02)
    monkeypatch.setattr(publishing, "RETRY_SECONDS", 0.01)


@pytest.fixture
def at_desk(clock: FrozenClock) -> Desk:
    return Desk(clock, MemoryStream())


async def a_moment() -> None:
    await asyncio.sleep(0.08)


async def test_quotes_reach_the_stream_with_their_shards_and_growing_sequences(
    at_desk: Desk,
) -> None:
    async with at_desk.running():
        at_desk.say("AAPL", "100")
        at_desk.say("META", "600")
        await a_moment()
        at_desk.say("AAPL", "101")
        await a_moment()

    assert at_desk.published("AAPL") == ["100", "101"]
    assert at_desk.published("META") == ["600"]
    first, second = (each.sequence for each in at_desk.stream.quotes if each.symbol == "AAPL")
    assert second == first + 1
    for batch in at_desk.stream.batches:
        for shard, quotes in batch.items():
            assert {shard_of(quote.symbol) for quote in quotes} == {shard}


async def test_what_comes_between_two_flushes_travels_as_its_newest(at_desk: Desk) -> None:
    async with at_desk.running():
        await a_moment()
        for last in range(100, 110):
            at_desk.say("AAPL", str(last))
        await a_moment()

    assert at_desk.published("AAPL") == ["109"]


async def test_while_the_stream_is_away_only_the_newest_is_kept_and_goes_out_later(
    at_desk: Desk,
) -> None:
    async with at_desk.running():
        at_desk.say("AAPL", "100")
        await a_moment()
        at_desk.stream.away = True
        for last in range(100, 115):
            at_desk.say("AAPL", str(last))
            await asyncio.sleep(0.002)
        assert not at_desk.publisher.publishing
        openings = len(at_desk.stream.openings)
        at_desk.stream.away = False
        await a_moment()

    assert at_desk.published("AAPL") == ["100", "114"]
    assert len(at_desk.stream.openings) == openings + 1  # a new epoch: the gap is announced


async def test_however_much_is_said_while_the_stream_is_away_memory_holds_the_newest_of_each(
    at_desk: Desk,
) -> None:
    symbols = [f"S{number}" for number in range(50)]
    held: list[int] = []
    async with at_desk.running():
        at_desk.stream.away = True
        tracemalloc.start()
        for last in range(1_000, 1_400):  # as much as a minute brings: 20,000 quotes
            for symbol in symbols:
                at_desk.say(symbol, str(last))
            if last in (1_100, 1_399):
                held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        at_desk.stream.away = False
        await a_moment()

    early, late = held
    assert late < 1.2 * early  # three times as many quotes later
    assert {symbol: at_desk.published(symbol) for symbol in symbols} == {
        symbol: ["1399"] for symbol in symbols
    }


async def test_a_stream_that_was_emptied_is_filled_again(at_desk: Desk) -> None:
    async with at_desk.running():
        at_desk.say("AAPL", "100")
        at_desk.desk.report("excel", "live", "All is well.", symbols=1)
        await a_moment()
        at_desk.stream.empty()
        await a_moment()

    assert at_desk.published("AAPL") == ["100", "100"]
    assert "AAPL" in at_desk.stream.last
    assert "MSFT" in at_desk.stream.instruments
    assert len(at_desk.stream.feeds) >= 2


async def test_sequences_go_on_where_an_earlier_publisher_stopped(
    at_desk: Desk, clock: FrozenClock
) -> None:
    async with at_desk.running():
        at_desk.say("AAPL", "100")
        await a_moment()
    before = at_desk.stream.last["AAPL"].sequence
    clock.advance(seconds=-1_000_000)  # even where time is not what it was
    successor = Desk(clock, at_desk.stream)

    async with successor.running():
        await a_moment()
        successor.say("AAPL", "101")
        await a_moment()

    sequences = [quote.sequence for quote in at_desk.stream.quotes]
    assert sequences == sorted(set(sequences))
    assert sequences[0] == before


async def test_a_successor_shows_what_was_left_although_its_source_is_silent(
    at_desk: Desk, clock: FrozenClock
) -> None:
    async with at_desk.running():
        at_desk.say("AAPL", "100")
        await a_moment()
    clock.advance(seconds=60)
    successor = Desk(clock, at_desk.stream)

    async with successor.running():
        await a_moment()
        successor.desk.sweep()
        await a_moment()

    assert at_desk.stream.last["AAPL"].quality == "stale"
    assert str(at_desk.stream.last["AAPL"].last) == "100"


async def test_only_owned_shards_are_published(at_desk: Desk) -> None:
    aapl = shard_of("AAPL")
    assert aapl != shard_of("META")

    async with at_desk.running(range(aapl, aapl + 1)):
        at_desk.say("AAPL", "100")
        at_desk.say("META", "600")
        await a_moment()
        await at_desk.publisher.lost(aapl)
        at_desk.say("AAPL", "101")
        await at_desk.publisher.acquired(shard_of("META"))
        await a_moment()

    assert at_desk.published("AAPL") == ["100"]
    assert at_desk.published("META") == ["600"]


async def test_a_symbol_nobody_has_described_is_added_and_marked_so(at_desk: Desk) -> None:
    async with at_desk.running():
        await a_moment()
        at_desk.say("ZZQX", "5")
        await a_moment()

    assert not at_desk.stream.instruments["ZZQX"].known
    assert at_desk.stream.instruments["AAPL"].known


async def test_how_the_feed_is_goes_out_at_once_and_only_when_it_changes(at_desk: Desk) -> None:
    async with at_desk.running():
        at_desk.desk.report("excel", "live", "All is well.", symbols=1)
        await a_moment()
        at_desk.desk.report("excel", "live", "All is well.", symbols=1)
        at_desk.desk.report("excel", "down", "It is gone.", symbols=1)
        await a_moment()

    assert [[each.state for each in feeds] for feeds in at_desk.stream.feeds] == [
        ["live"],
        ["down"],
    ]


def test_every_figure_is_published_under_its_own_name(clock: FrozenClock) -> None:
    figures = Values(*(Decimal(100 + place) for place, _ in enumerate(Values._fields)))
    gated = judge(None, Observation("AAPL", figures), source="excel", at=clock.now(), rules=Rules())

    quote = as_published(gated, 7)

    assert [getattr(quote, name) for name in Values._fields] == list(figures)
    assert (quote.symbol, quote.sequence, quote.source) == ("AAPL", 7, "excel")
    assert (quote.as_of, quote.changed_at, quote.since) == (clock.now(),) * 3
