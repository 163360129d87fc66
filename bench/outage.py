"""What market data keeps while Redis is away, and what it says when it is back.

    python -m bench.outage [--seconds 60] [--rate 20000]

A real Valkey is started for the run, and killed while quotes of 2,000 symbols go on coming through
the gate, with bars built and quotes recorded as in the service. Then it is started again.

- `memory`: resident memory of this process before, half-way through the outage and at its end. It
  may grow while the first quote of each symbol waits, and not after that: the limit is what a
  twentieth of the quotes of the second half would need.
- `back`: from the first answer of the server until it has the newest quote of every symbol.
- `announced`: shards whose batches begin a new epoch, by which every reader knows of the gap.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import NoReturn, cast

import psutil
from redis.asyncio import Redis
from redis.exceptions import RedisError
from rich.console import Console
from rich.table import Table

from bench.livedata import BATCH, SYMBOLS, Bench
from deploy.local.servers import ValkeyServer
from shared.bus.connect import connect
from shared.clock import SystemClock
from shared.contracts.market_data import LAST_QUOTES, QUOTES_TYPE, decode_batch, decode_quote
from shared.contracts.streams import SHARDS, Stream, shard_key, stream_key

WARM_UP_SECONDS = 5.0
LOOK_SECONDS = 0.02
QUOTE_BYTES = 1_000
"""A quote with its eleven figures, roughly: what keeping every one of them would need."""
Row = tuple[str, str, str]


async def feed(bench: Bench, rate: int, seconds: float) -> int:
    """Let quotes come, and return how many."""
    clock, began, said = SystemClock(), perf_counter(), 0
    while (passed := perf_counter() - began) < seconds:
        while said < rate * passed:
            bench.desk.observe("bench", bench.observations(), at=clock.now())
            said += BATCH
        await asyncio.sleep(LOOK_SECONDS)
    return said


async def epochs(redis: Redis) -> dict[int, str]:
    """By shard, the epoch of the newest batch."""
    found: dict[int, str] = {}
    for shard in range(SHARDS):
        entries = await redis.xrevrange(stream_key(Stream.QUOTES, shard), count=10)
        for _, fields in cast("list[tuple[bytes, dict[bytes, bytes]]]", entries):
            if fields[b"t"].decode() == QUOTES_TYPE:
                found[shard] = decode_batch(fields[b"e"]).epoch
                break
    return found


async def is_current(redis: Redis, bench: Bench) -> bool:
    """Whether the server has what the desk knows."""
    known: dict[str, object] = {}
    for shard in range(SHARDS):
        kept = cast("list[bytes]", await redis.hvals(shard_key(shard, LAST_QUOTES)))
        for body in kept:
            quote = decode_quote(body)
            known[quote.symbol] = quote.last
    return known == {name: quote.values.last for name, quote in bench.desk.quotes.items()}


def memory() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6


@asynccontextmanager
async def publishing(bench: Bench) -> AsyncGenerator[None]:
    publisher = asyncio.create_task(bench.publisher.run())
    saving = asyncio.create_task(save(bench))
    try:
        async with bench.company():
            yield
    finally:
        for task in (publisher, saving):
            task.cancel()
        await asyncio.gather(publisher, saving, return_exceptions=True)


async def save(bench: Bench) -> NoReturn:
    """What is saved is the database's to keep, not this process's."""
    while True:
        await bench.bars.save()
        bench.disk.kept.clear()
        await asyncio.sleep(1)


async def until_current(redis: Redis, bench: Bench) -> None:
    while True:
        with contextlib.suppress(RedisError, OSError):
            if await is_current(redis, bench):
                return
        await asyncio.sleep(LOOK_SECONDS)


async def measure(valkey: ValkeyServer, folder: Path, seconds: float, rate: int) -> list[Row]:
    redis = connect(valkey.url)
    try:
        bench = Bench(redis, folder, seconds, company=True)
        await bench.open()
        async with publishing(bench):
            await feed(bench, rate, WARM_UP_SECONDS)
            await until_current(redis, bench)
            before, resident = await epochs(redis), [memory()]
            valkey.kill()
            said = 0
            for _ in range(2):
                said += await feed(bench, rate, seconds / 2)
                resident.append(memory())
            await asyncio.to_thread(valkey.start)
            began = perf_counter()
            await until_current(redis, bench)
            back = perf_counter() - began
            after = await epochs(redis)
    finally:
        await redis.aclose()
    first, half, end = resident
    announced = sum(after[shard] != epoch for shard, epoch in before.items())
    limit = said / 2 / 20 * QUOTE_BYTES / 1e6
    return [
        ("away", f"{seconds:.0f} s, {said:,} quotes", ""),
        ("memory before", f"{first:.0f} MB", ""),
        ("in the first half", f"{half - first:+.1f} MB", ""),
        ("in the second half", f"{end - half:+.1f} MB", f"≤ {limit:.0f} MB"),
        ("back", f"{back:.1f} s", ""),
        ("announced", f"{announced} of {len(before)} shards", "all"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="how long Redis is away")
    parser.add_argument("--rate", type=int, default=20_000, help="quotes a second")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="thor-bench-"))
    valkey = ValkeyServer(folder / "valkey")
    try:
        valkey.start()
        rows = asyncio.run(measure(valkey, folder, given.seconds, given.rate))
    finally:
        valkey.kill()
        shutil.rmtree(folder, ignore_errors=True)
    table = Table("", "measured", "limit", title=f"Quotes of {SYMBOLS:,} symbols without Redis")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    main()
