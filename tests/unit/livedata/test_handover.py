"""What arrives at one process of market data and concerns the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from services.livedata.domain.instrument import Description
from services.livedata.domain.quality import Rules
from services.livedata.handlers import handover as handing_over
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.directory import Directory
from services.livedata.handlers.handover import Handover
from services.livedata.handlers.ingest import push_quotes
from services.livedata.ports import Accepted, StreamAway
from services.livedata.sources.pushed import Patience, PushedSource
from shared.contracts.market_data import Instrument
from tests.support.clock import FrozenClock
from tests.support.livedata import MemoryInstruments


@dataclass
class Wire:
    """Between two processes; while `cut` is set, nothing passes."""

    cut: bool = False
    told: list[tuple[Sequence[Accepted], Sequence[Instrument]]] = field(default_factory=list)
    passed: asyncio.Event = field(default_factory=asyncio.Event)

    async def tell(self, pushed: Sequence[Accepted], instruments: Sequence[Instrument]) -> None:
        if self.cut:
            raise StreamAway("connection refused")
        self.told.append((pushed, instruments))
        self.passed.set()


class Process:
    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self.alone = False
        self.wire = Wire()
        self.desk = MarketDesk(Rules(), clock)
        self.directory = Directory(MemoryInstruments())
        self.source = PushedSource(clock, Patience())
        self.source.attach(self.desk)
        self.handover = Handover(self.wire, self.directory, self.source, alone=lambda: self.alone)

    def push(self, *rows: dict[str, Any]) -> None:
        push_quotes(rows, self.source, at=self.clock.now())

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        task = asyncio.create_task(self.handover.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def until_told(self) -> None:
        async with asyncio.timeout(5):
            await self.wire.passed.wait()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_over, "RETRY_SECONDS", 0.001)


@pytest.fixture
def here(clock: FrozenClock) -> Process:
    return Process(clock)


@pytest.fixture
def there(clock: FrozenClock) -> Process:
    return Process(clock)


async def test_the_desk_of_a_colleague_judges_a_push_as_ours_does(
    here: Process, there: Process
) -> None:
    async with here.running():
        here.push({"symbol": "META", "bid": 612.76, "ask": 612.78, "last": "612.77"})
        await here.until_told()
    there.clock.advance(seconds=1)
    there.handover.hear(*here.wire.told[0])

    assert there.desk.quotes == here.desk.quotes
    assert there.desk.feeds["pushed"].state == "live"
    assert there.wire.told == []  # nothing comes back


async def test_what_waits_for_a_broken_wire_is_the_newest_of_each_symbol_and_keeps_its_time(
    here: Process, there: Process
) -> None:
    here.wire.cut = True
    async with here.running():
        for price in range(100, 200):
            here.push({"symbol": "META", "last": price}, {"symbol": "AAPL", "last": price})
        came_at = here.clock.now()
        here.clock.advance(seconds=10)
        await here.directory.describe("META", Description(name="Meta"))
        here.wire.cut = False
        await here.until_told()

    (pushed, instruments), *_ = here.wire.told
    assert [(each.quote.observation.symbol, each.at) for each in pushed] == [
        ("META", came_at),
        ("AAPL", came_at),
    ]
    there.handover.hear(pushed, instruments)
    assert {str(quote.values.last) for quote in there.desk.quotes.values()} == {"199"}
    assert {quote.as_of for quote in there.desk.quotes.values()} == {came_at}
    described = there.directory.find("META")
    assert described is not None
    assert described.name == "Meta"


async def test_an_older_push_that_comes_late_changes_nothing(here: Process, there: Process) -> None:
    async with here.running():
        here.push({"symbol": "META", "last": 100})
        await here.until_told()
    there.clock.advance(seconds=1)
    there.push({"symbol": "META", "last": 101})
    there.handover.hear(*here.wire.told[0])

    assert str(there.desk.quotes["META"].values.last) == "101"


async def test_who_publishes_every_shard_hands_no_quote_over_but_every_instrument(
    here: Process,
) -> None:
    here.alone = True
    async with here.running():
        here.push({"symbol": "META", "last": 100})
        await here.directory.describe("META", Description(name="Meta"))
        await here.until_told()

    ((pushed, instruments),) = here.wire.told
    assert pushed == []
    assert [each.name for each in instruments] == ["Meta"]
