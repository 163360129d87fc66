"""How many quotes a second market data takes in, judges and publishes, and what a save costs.

    python -m bench.livedata [--seconds 5] [--profile]

A real Valkey is started for the run. Everything of market data runs in this one process on one
core; the server has its own. The machine may be busy with other things, so each figure is given
by the clock and by this process's own time on the core.

- `gate to stream`: observations of 2,000 symbols, 500 at a time, every one with new prices,
  through the desk, the gate and the publisher into the streams and the hashes beside them. Bars
  are built from all of them and published four times a second, and every quote is recorded.
- `push to stream`: the same from the JSON of a push on, as many rows as a request may have.
- `raw XADD`: the same quotes, one entry each, pipelined by hundreds, and nothing else. No gate,
  no batches, no hashes: it is what the server and its client can do, not a rival.
- `save to stream`: a workbook is saved with new prices in some or all of its rows, noticed, read,
  judged and published, beside what calamine needs alone to read the same file. Without bars and
  recording, whose cost is in the rates above. Time on this process's core only: the server that
  takes the quotes has a core of its own, and its time is in neither figure.

The limits are 20,000 quotes a second; three times calamine's own time for 500 rows; and 250 ms from
a save of 2,000 rows to the stream, of which the watch takes up to 50 ms to notice the save.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import pstats
import shutil
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time

import msgspec
from python_calamine import CalamineWorkbook
from redis.asyncio import Redis
from redis.typing import EncodableT, FieldT
from rich.console import Console
from rich.table import Table

from deploy.local.servers import ValkeyServer
from services.livedata.domain.quality import Rules
from services.livedata.domain.quote import Observation, Values
from services.livedata.handlers.bars import BarDesk
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.directory import Directory
from services.livedata.handlers.ingest import push_quotes
from services.livedata.handlers.publisher import Publisher, as_published
from services.livedata.schemas import PUSHED_MAX, PushBody
from services.livedata.sources.excel import ExcelSource, Habits, Watch
from services.livedata.sources.pushed import Patience, PushedSource
from services.livedata.sources.workbook import Workbook
from services.livedata.store.recordings import Recorder
from services.livedata.store.stream import RedisQuoteStream
from shared.bus.connect import connect
from shared.clock import SystemClock
from shared.contracts.market_data import QUOTES_TYPE, QuoteBatch, encode
from shared.contracts.streams import SHARDS, Stream, shard_of, stream_key
from tests.support.livedata import (
    MemoryBars,
    MemoryInstruments,
    quote_row,
    save_atomically,
    workbook_bytes,
)

SYMBOLS = 2000
BATCH = 500
SAVES = 30
QUOTES_LIMIT = 20_000
PUBLISHED_MS_LIMIT = 250
NOTICED_MS = 50
READING_LIMIT = 3.0
PIPELINE = 100
STREAM_LENGTH = 1024
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rate:
    """`quotes` in so many seconds by the clock and on the core."""

    quotes: int
    clock: float
    core: float


@dataclass(frozen=True, slots=True)
class Saves:
    """Milliseconds of each save: calamine alone and all of it on the core, and by the clock."""

    rows: int
    new: float
    alone: list[float]
    core: list[float]
    clock: list[float]


class Bench:
    def __init__(self, redis: Redis, folder: Path, seconds: float, *, company: bool) -> None:
        """With `company`, bars are built and quotes recorded, as in the service."""
        self._redis = redis
        self._folder = folder
        self._seconds = seconds
        self._random = Random(1)  # noqa: S311 - dice for prices
        self._clock = SystemClock()
        self.desk = MarketDesk(Rules(jump_band=Decimal(10)), self._clock)
        self._recorder = Recorder(folder, self._clock, keep=timedelta(days=1), bytes_max=10**10)
        published = self._recorder.published if company else None
        stream = RedisQuoteStream(redis, member=f"bench {company}", published=published)
        directory = Directory(MemoryInstruments())
        self.publisher = Publisher(self.desk, directory, stream, self._clock)
        self.disk = MemoryBars()
        self.bars = BarDesk(directory.calendar, stream, self.disk, self._clock)
        if company:
            self.desk.listeners.append(self.bars.take)
        self._inbox = PushedSource(self._clock, Patience())
        self._inbox.attach(self.desk)

    async def open(self) -> None:
        for shard in range(SHARDS):
            await self.publisher.acquired(shard)
            await self.bars.acquired(shard)
        opening = asyncio.create_task(self.publisher.run())
        while not self.publisher.publishing:  # noqa: ASYNC110 - a moment, once
            await asyncio.sleep(0.01)
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)

    async def gate_to_stream(self) -> Rate:
        batches = [self.observations() for _ in range(4 * SYMBOLS // BATCH)]

        async def work(number: int) -> int:
            batch = batches[number % len(batches)]
            self.desk.observe("bench", batch, at=self._clock.now())
            await self.publisher.flush()
            return len(batch)

        async with self.company():
            return await self._timed(work)

    async def push_to_stream(self) -> Rate:
        pushes = [self._push() for _ in range(2 * SYMBOLS // BATCH)]

        async def work(number: int) -> int:
            body = PushBody.model_validate_json(pushes[number % len(pushes)])
            taken = push_quotes(body.quotes, self._inbox, at=self._clock.now())
            await self.publisher.flush()
            return taken.accepted

        async with self.company():
            return await self._timed(work)

    @asynccontextmanager
    async def company(self) -> AsyncGenerator[None]:
        """Everything else that a quote causes, at the pace at which the service does it."""
        recording = asyncio.create_task(self._recorder.run())
        bars = asyncio.create_task(self.bars.publish_for_ever())
        try:
            yield
        finally:
            for task in (recording, bars):
                task.cancel()
            await asyncio.gather(recording, bars, return_exceptions=True)

    async def raw_xadd(self) -> Rate:
        quotes = [
            as_published(quote, sequence)
            for sequence, quote in enumerate(self.desk.quotes.values(), start=1)
        ][:PIPELINE]
        entries: list[tuple[str, dict[FieldT, EncodableT]]] = [
            (
                stream_key(Stream.QUOTES, shard_of(quote.symbol)),
                {"t": QUOTES_TYPE, "k": quote.symbol, "e": encode(QuoteBatch("raw", 1, [quote]))},
            )
            for quote in quotes
        ]

        async def work(_: int) -> int:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for key, fields in entries:
                    pipeline.xadd(key, fields, maxlen=STREAM_LENGTH, approximate=True)
                await pipeline.execute()
            return len(entries)

        return await self._timed(work)

    async def save_to_stream(self, rows: int, new: float) -> Saves:
        """`new` is the part of the rows that have a new price at each save."""
        book = self._folder / f"quotes-{rows}-{new:g}.xlsx"
        workbook = Workbook(book, None)
        watch = Watch(workbook, Habits())
        source = ExcelSource(workbook, self._clock, Habits())
        saves = Saves(rows, new, [], [], [])
        cells = [self._row(number) for number in range(rows)]
        for save in range(SAVES):
            for number in self._random.sample(range(rows), round(rows * new)):
                cells[number] = self._row(number)
            content = workbook_bytes(cells, sheet="LiveData")
            gc.collect()  # what has written the workbook leaves much behind; the service has none
            began = process_time()
            with CalamineWorkbook.from_filelike(BytesIO(content)) as reader:
                reader.get_sheet_by_name("LiveData").to_python()
            alone = (process_time() - began) * 1000
            save_atomically(book, content)
            began, core_began = perf_counter(), process_time()
            seen = watch.look(self._clock.now())
            assert seen is not None
            source.take(self.desk, seen)
            await self.publisher.flush()
            if save:  # the first one describes the instruments
                saves.alone.append(alone)
                saves.core.append((process_time() - core_began) * 1000)
                saves.clock.append((perf_counter() - began) * 1000)
        return saves

    async def _timed(self, work: Callable[[int], Awaitable[int]]) -> Rate:
        for number in range(20):
            await work(number)
        quotes, number = 0, 0
        began, core_began = perf_counter(), process_time()
        while perf_counter() - began < self._seconds:
            quotes += await work(number)
            number += 1
        return Rate(quotes, perf_counter() - began, process_time() - core_began)

    def observations(self) -> list[Observation]:
        first = self._random.randrange(SYMBOLS)
        return [self._observation((first + place) % SYMBOLS) for place in range(BATCH)]

    def _observation(self, number: int) -> Observation:
        mid = Decimal(self._random.randrange(9_000, 11_000)) * CENT
        size = Decimal(self._random.randrange(1, 50) * 100)
        return Observation(
            f"S{number}",
            Values(
                mid - CENT, mid + CENT, mid, size, size, size, Decimal(1_000_000) + size,
                Decimal(100), Decimal(120), Decimal(80), Decimal(99),
            ),
        )  # fmt: skip

    def _push(self) -> bytes:
        rows = [
            {"symbol": word.symbol}
            | {
                field: str(value)
                for field, value in word.values._asdict().items()
                if value is not None
            }
            for word in self.observations()[:PUSHED_MAX]
        ]
        return msgspec.json.encode({"quotes": rows})

    def _row(self, number: int) -> list[object]:
        return quote_row(
            f"R{number}", self._random.randrange(9_000, 11_000) / 100, Open=100.0, Close=99.0,
            Volume=self._random.randrange(10**7), BidSize=self._random.randrange(1, 50) * 100,
            **{"24High": 120.0, "24Low": 80.0},
        )  # fmt: skip


def rates(gate: Rate, push: Rate, raw: Rate) -> Table:
    table = Table("", "quotes/s by the clock", "quotes/s of core time", "limit")
    table.add_row(
        "gate to stream",
        f"{gate.quotes / gate.clock:,.0f}",
        f"{gate.quotes / gate.core:,.0f}",
        f"{QUOTES_LIMIT:,}",
    )
    table.add_row(
        "push to stream", f"{push.quotes / push.clock:,.0f}", f"{push.quotes / push.core:,.0f}", ""
    )
    table.add_row(
        "raw XADD, pipelined", f"{raw.quotes / raw.clock:,.0f}", f"{raw.quotes / raw.core:,.0f}", ""
    )
    return table


def reading(measured: Sequence[Saves]) -> Table:
    table = Table(
        "save to stream",
        "calamine alone, core ms",
        "all of it, core ms",
        f"× calamine (limit {READING_LIMIT:g})",
        "by the clock, median and worst ms",
        f"limit less {NOTICED_MS} ms to notice",
    )
    for saves in measured:
        alone, core = median(saves.alone), median(saves.core)
        table.add_row(
            f"{saves.rows} rows, {saves.new:.0%} new",
            f"{alone:.1f}",
            f"{core:.1f}",
            f"{core / alone:.1f}",
            f"{median(saves.clock):.1f}, {max(saves.clock):.1f}",
            str(PUBLISHED_MS_LIMIT - NOTICED_MS),
        )
    return table


async def run(seconds: float, profile: bool) -> None:
    folder = Path(tempfile.mkdtemp(prefix="thor-bench-"))
    valkey = ValkeyServer(folder / "valkey")
    await asyncio.to_thread(valkey.start)
    redis = connect(valkey.url)
    profiler = cProfile.Profile()
    try:
        bench = Bench(redis, folder, seconds, company=True)
        await bench.open()
        reader = Bench(redis, folder, seconds, company=False)
        await reader.open()
        if profile:
            profiler.enable()
        gate = await bench.gate_to_stream()
        profiler.disable()
        push = await bench.push_to_stream()
        saves = [
            await reader.save_to_stream(rows, new)
            for rows, new in ((500, 0.1), (500, 1.0), (2000, 1.0))
        ]
        raw = await bench.raw_xadd()
        Console().print(rates(gate, push, raw), reading(saves))
        if profile:
            pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
    finally:
        await redis.aclose()
        await asyncio.to_thread(valkey.kill)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--profile", action="store_true")
    chosen = parser.parse_args()
    asyncio.run(run(chosen.seconds, chosen.profile))
