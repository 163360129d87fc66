"""A session that was recorded, played again: the same bars and the same fills, byte for byte.

Compared are the bars as they leave, with every state they went through, and the engine's reports
with their receipts. What a fill takes from time is the recording's time: when it was decided, how
old the quote was, whether it was stale. Order ids are given; everything else follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from services.livedata.domain.market import SimulatedMarket
from services.livedata.domain.quality import Rules
from services.livedata.handlers.bars import BarDesk
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.directory import Directory
from services.livedata.handlers.publisher import Publisher
from services.livedata.sources.replay import ReplayClock, ReplaySource
from services.livedata.store.recordings import Recorder
from services.paper_engine.domain.order import WorkingOrder
from services.paper_engine.domain.proposal import Proposal
from services.paper_engine.handlers.engine import Engine
from services.paper_engine.handlers.translate import quote_from, report_of
from shared.clock import Clock
from shared.contracts.market_data import Bar, BarBatch, encode
from shared.contracts.streams import SHARDS
from shared.kernel.enums import OrderType, Side
from tests.support.clock import MONDAY, FrozenClock
from tests.support.livedata import MemoryBars, MemoryInstruments, MemoryStream
from tests.support.paper_engine import an_order, booked

SECONDS = 75


@dataclass
class Floor:
    """Market data and the paper engine, moved on step by step."""

    clock: Clock
    rules: Rules = field(default_factory=Rules)
    orders: Sequence[tuple[float, WorkingOrder]] = ()
    stream: MemoryStream = field(default_factory=MemoryStream)
    engine: Engine = field(default_factory=lambda: Engine(stale_after=timedelta(seconds=15)))
    reports: list[bytes] = field(default_factory=list)
    fills: int = 0

    async def open(self) -> None:
        self.desk = MarketDesk(self.rules, self.clock)
        directory = Directory(MemoryInstruments())
        self.publisher = Publisher(self.desk, directory, self.stream, self.clock)
        self.bars = BarDesk(lambda _: "XNYS", self.stream, MemoryBars(), self.clock)
        self.desk.listeners.append(self.bars.take)
        for shard in range(SHARDS):
            await self.publisher.acquired(shard)
            await self.bars.acquired(shard)
        opening = asyncio.create_task(self.publisher.run())
        while not self.publisher.publishing:  # noqa: ASYNC110 - a moment, once
            await asyncio.sleep(0)
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)

    async def step(self) -> None:
        self.desk.sweep()
        known = len(self.stream.batches)
        await self.publisher.flush()
        now = self.clock.now()
        due = [order for at, order in self.orders if MONDAY + timedelta(seconds=at) <= now]
        self.orders = self.orders[len(due) :]
        for order in due:
            self._propose(self.engine.worked(order, now))
        for batch in self.stream.batches[known:]:
            for quotes in batch.values():
                for quote in quotes:
                    self._propose(self.engine.quoted(quote_from(quote), now))
        self._propose(self.engine.woken(now))
        await self.bars.publish()

    def _propose(self, proposals: Sequence[Proposal]) -> None:
        for proposal in proposals:
            self.reports.append(report_of(proposal).model_dump_json().encode())
            self.fills += proposal.kind == "fill"
            after = booked(proposal, at=self.clock.now())
            if after is None:
                self.engine.ended(proposal.order.order_id)
            else:
                self._propose(self.engine.worked(after, self.clock.now()))

    @property
    def bar_stream(self) -> bytes:
        return b"\n".join(encode(BarBatch(bars, missed)) for bars, missed in self.stream.bars)

    @property
    def ended_bars(self) -> list[Bar]:
        return [bar for bars, _ in self.stream.bars for bar in bars if bar.complete]


def orders() -> list[tuple[float, WorkingOrder]]:
    """What traders sent, and when: some fill at once, some in parts, some on a move, some never."""
    terms: list[tuple[float, Side, OrderType, str, dict[str, Any]]] = [
        (2.0, Side.BUY, OrderType.MARKET, "SPY", {}),
        (5.0, Side.BUY, OrderType.MARKET, "META", {"quantity": "50000"}),
        (8.0, Side.SELL, OrderType.TRAILING_STOP, "NVDA", {"trail": "0.05"}),
        (12.0, Side.BUY, OrderType.LIMIT, "TSLA", {"limit": "347.00"}),
        (20.0, Side.BUY, OrderType.LIMIT, "AAPL", {"limit": "1.00"}),
    ]
    return [
        (
            at,
            an_order(
                side, kind, more.pop("quantity", "100"), name=number, symbol=symbol,
                working_since=MONDAY + timedelta(seconds=at), **more,
            ),
        )
        for number, (at, side, kind, symbol, more) in enumerate(terms)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Bar]]:
    """A recorded session of the simulated market, and the bars it had while it lasted."""
    folder = tmp_path_factory.mktemp("recordings")
    bars = asyncio.run(_record(folder))
    (file,) = folder.iterdir()
    return file, bars


async def _record(folder: Path) -> list[Bar]:
    clock = FrozenClock()
    floor = Floor(clock)
    await floor.open()
    recorder = Recorder(folder, clock, keep=timedelta(days=1), bytes_max=10**9)
    market = SimulatedMarket(5)
    words = market.opening()
    for step in range(SECONDS * 20):
        floor.desk.observe("simulated", words, at=clock.now())
        await floor.step()
        for batch in floor.stream.batches[-1:]:
            recorder.published(encode(quote) for quotes in batch.values() for quote in quotes)
        floor.stream.batches.clear()
        if step % 200 == 0:
            recorder.flush()
        clock.advance(seconds=0.05)
        words = market.step(0.05)
    recorder.flush()
    return floor.ended_bars


async def play(file: Path, *, restless: bool = False) -> Floor:
    clock = ReplayClock(MONDAY)
    floor = Floor(clock, Rules(jump_band=Decimal("Infinity")), orders())
    await floor.open()
    dice = Random(1)

    async def step_done() -> None:
        await floor.step()
        for _ in range(dice.randrange(5) if restless else 0):
            await asyncio.sleep(0)

    await ReplaySource([file], clock, None, step_done).play(floor.desk)
    return floor


async def test_a_session_replayed_twice_gives_the_same_bars_and_fills_byte_for_byte(
    session: tuple[Path, list[Bar]],
) -> None:
    file, _ = session
    once = await play(file)
    again = await play(file, restless=True)

    assert once.bar_stream == again.bar_stream
    assert once.reports == again.reports
    assert once.fills > 3
    assert len(once.ended_bars) > 1_000


async def test_a_replay_builds_the_bars_that_the_session_built(
    session: tuple[Path, list[Bar]],
) -> None:
    file, live = session
    replayed = (await play(file)).ended_bars

    def last_states(bars: Sequence[Bar]) -> dict[object, Bar]:
        return {(bar.symbol, bar.resolution, bar.time): bar for bar in bars}

    assert last_states(replayed) == last_states(live)


@dataclass
class Played:
    """What a desk heard of a file, step by step."""

    steps: list[list[str]] = field(default_factory=lambda: [[]])
    reports: list[str] = field(default_factory=list)
    sleeps: list[float] = field(default_factory=list)

    def observe(self, source: str, seen: Sequence[object], *, at: object) -> None:
        self.steps[-1] += [f"{word[0]} {word[1].last}" for word in seen]  # type: ignore[index]

    def report(self, source: str, state: str, message: str, *, symbols: int) -> None:
        self.reports.append(f"{state}: {message}")

    async def step_done(self) -> None:
        self.steps.append([])


def a_file(folder: Path, *rows: tuple[float, str, str]) -> Path:
    file = folder / "ticks.csv"
    lines = [
        f"{(MONDAY + timedelta(seconds=at)).isoformat()},{symbol},{last}"
        for at, symbol, last in rows
    ]
    file.write_text("\n".join(["time,symbol,last", *lines]))
    return file


def a_source(
    file: Path, pace: Clock | None, done: Callable[[], Awaitable[None]]
) -> tuple[ReplaySource, ReplayClock]:
    clock = ReplayClock(MONDAY)
    return ReplaySource([file], clock, pace, done), clock


async def test_what_is_said_within_a_step_leaves_together(tmp_path: Path) -> None:
    file = a_file(tmp_path, (0, "A", "1"), (0.01, "B", "2"), (0.04, "A", "3"), (0.05, "A", "4"))
    heard = Played()
    source, clock = a_source(file, None, heard.step_done)

    await source.play(heard)

    # The first word also vouches for all that stands.
    assert heard.steps == [["A 1", "A 1", "B 2", "A 3"], ["A 4"], []]
    assert clock.now() == MONDAY + timedelta(seconds=0.05)


async def test_a_tick_stands_until_the_next_one(tmp_path: Path) -> None:
    file = a_file(tmp_path, (0, "A", "1"), (1, "B", "2"), (6, "B", "3"))
    heard = Played()
    source, _ = a_source(file, None, heard.step_done)

    await source.play(heard)

    assert heard.steps == [["A 1", "A 1"], ["B 2"], ["B 3", "A 1", "B 3"], []]


async def test_a_replay_waits_for_the_market_s_time(tmp_path: Path) -> None:
    file = a_file(tmp_path, (0, "A", "1"), (60, "A", "2"))
    heard = Played()
    pace = FrozenClock()
    source, clock = a_source(file, pace, heard.step_done)
    playing = asyncio.create_task(source.play(heard))

    await _until(lambda: heard.steps == [["A 1", "A 1"], []])
    assert clock.now() == MONDAY
    pace.advance(seconds=59)
    await asyncio.sleep(0.03)
    assert not playing.done()
    pace.advance(seconds=1)
    await playing

    assert heard.steps[1] == ["A 2", "A 2"]


async def test_the_end_of_a_recording_is_announced_and_its_prices_grow_old(
    tmp_path: Path,
) -> None:
    file = a_file(tmp_path, (0, "A", "1"))
    heard = Played()
    pace = FrozenClock()
    source, clock = a_source(file, pace, heard.step_done)
    playing = asyncio.create_task(source.run(heard))

    await _until(lambda: len(heard.reports) == 2)
    pace.advance(seconds=20)
    await _until(lambda: clock.now() == MONDAY + timedelta(seconds=20))
    playing.cancel()

    assert heard.reports == [
        "live: Replay of ticks.csv: prices of another day.",
        "down: The recording has ended; its last prices grow stale.",
    ]


async def test_a_recording_that_cannot_be_read_on_says_where(tmp_path: Path) -> None:
    file = a_file(tmp_path, (1, "A", "1"), (0, "A", "2"))
    heard = Played()
    source, _ = a_source(file, None, heard.step_done)
    playing = asyncio.create_task(source.run(heard))

    await _until(lambda: bool(heard.reports) and heard.reports[-1].startswith("down"))
    playing.cancel()

    assert "Row 2 of ticks.csv is older" in heard.reports[-1]


async def _until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not done():  # noqa: ASYNC110 - a look now and then is enough
            await asyncio.sleep(0.005)
