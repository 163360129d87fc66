"""How long shards take to move when a replica of the portfolio is added, and when one is killed.

    python -m bench.replicas [--rounds 3] [--accounts 2000] [--watched 200] [--rate 500]

PostgreSQL and Valkey are started for the run, and the service as processes of its own, as
`./thor up` starts it. Every account holds ten positions, quotes come all the time, and somebody
watches some of the accounts. In each round a second replica is started, and when it shows its
half of them, it is killed with SIGKILL.

- `started`: from the start of the process to the moment at which it asks for its share.
- `added`: from there to the first update of the last watched account that moved to it. The one
  that gives its shards away looks for newcomers every 1.5 seconds.
- `killed`: from the signal to the first update, by the replica that is left, of the last watched
  account that had been the other's. A lease runs five seconds, and is looked at every 1.5.
- `wrong`: updates, of all there were meanwhile, whose cash is not the book's, or whose equity is
  not cash and positions.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from time import perf_counter, time
from typing import Any, NamedTuple
from uuid import UUID

from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.frames import SECRET, stories
from bench.market import feed
from bench.rebuild import ROOT, write_log
from bench.services import a_service, free_port, until_ready
from deploy.local.servers import PostgresServer, ValkeyServer
from shared.bus.connect import connect
from shared.contracts.executions import AccountEvent
from shared.contracts.portfolio import WATCHED, PortfolioUpdate
from shared.contracts.streams import SHARDS, Stream, shard_key, shard_of, stream_key
from shared.db.engine import create_engine
from shared.db.migrate import migrate

SECONDS_MAX = 10.0
GIVES_UP_SECONDS = 120.0
LOOK_SECONDS = 0.01
SYMBOLS = 500
USER = UUID(int=1)
OWNERS = text("""
    SELECT owner, shard FROM bus.lease WHERE grp = 'portfolio:fills.v1' AND lease_until > now()
""")
MEMBERS = text("SELECT count(*) FROM bus.member WHERE grp = 'portfolio:fills.v1'")
BEHIND = text("""
    SELECT count(*) FROM bus.head h LEFT JOIN bus.position p
      ON p.grp = 'portfolio' AND p.stream = h.stream AND p.shard = h.shard
    WHERE h.stream = 'fills.v1' AND coalesce(p.seq, 0) < h.seq
""")


@dataclass
class Screens:
    """What is shown of every watched account: under which epoch, and when that began."""

    cash: dict[UUID, Decimal]
    epochs: dict[UUID, tuple[UUID, float]] = field(default_factory=dict)
    updates: int = 0
    wrong: int = 0

    async def read(self, redis: Redis) -> None:
        last = ["0-0"] * SHARDS
        while True:
            async with redis.pipeline(transaction=False) as pipeline:
                for shard in range(SHARDS):
                    pipeline.xrange(stream_key(Stream.PORTFOLIO, shard), min=f"({last[shard]}")
                replies = await pipeline.execute()
            for shard, entries in enumerate(replies):
                for entry_id, fields in entries:
                    last[shard] = entry_id.decode()
                    update = PortfolioUpdate.model_validate_json(fields[b"e"])
                    self.take(update, perf_counter())
            await asyncio.sleep(LOOK_SECONDS)

    def take(self, update: PortfolioUpdate, now: float) -> None:
        account = update.account
        self.updates += 1
        if (
            account.cash != self.cash[update.account_id]
            or account.equity != account.cash + account.positions_value
        ):
            self.wrong += 1
        known = self.epochs.get(update.account_id)
        if known is None or update.epoch > known[0]:
            self.epochs[update.account_id] = update.epoch, now

    async def show_all(self) -> bool:
        return self.epochs.keys() == self.cash.keys()

    async def shown_since(self, moment: float, accounts: Sequence[UUID]) -> float:
        """When the last of these accounts was first shown by whoever took it over since."""

        async def all_are() -> bool:
            return all(self.epochs[each][1] >= moment for each in accounts)

        await until(all_are, "all are shown by their new owner")
        return max(self.epochs[each][1] for each in accounts)


async def until(holds: Callable[[], Awaitable[bool]], what: str) -> None:
    deadline = perf_counter() + GIVES_UP_SECONDS
    while not await holds():
        if perf_counter() > deadline:
            raise TimeoutError(what)
        await asyncio.sleep(LOOK_SECONDS)


async def owners(engine: AsyncEngine) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    async with engine.connect() as connection:
        for owner, shard in await connection.execute(OWNERS):
            found.setdefault(owner, set()).add(shard)
    return found


class Round(NamedTuple):
    """Seconds."""

    started: float
    added: float
    killed: float


async def one_round(engine: AsyncEngine, screens: Screens, shared: dict[str, str]) -> Round:
    """Add a replica and kill it."""
    [first] = await owners(engine)
    its: set[int] = set()

    async def is_member() -> bool:
        async with engine.connect() as connection:
            return bool(await connection.scalar(MEMBERS) == 2)

    async def has_half() -> bool:
        nonlocal its
        held = await owners(engine)
        its = set().union(*(shards for owner, shards in held.items() if owner != first))
        return len(its) == SHARDS // 2

    began = perf_counter()
    with a_service("portfolio", free_port(), shared) as other:
        await until(is_member, "the new replica asks for its share")
        joined = perf_counter()
        await until(has_half, "it has its half")
        moved = [each for each in screens.cash if shard_of(str(each)) in its]
        shown = await screens.shown_since(began, moved)
        killed = perf_counter()
        other.kill()
        again = await screens.shown_since(killed, moved)
    return Round(joined - began, shown - joined, again - killed)


@asynccontextmanager
async def watching(redis: Redis, screens: Screens, rate: int) -> AsyncGenerator[None]:
    ends_at = time() + 3600
    for account_id in screens.cash:
        key = shard_key(shard_of(str(account_id)), WATCHED)
        await redis.zadd(key, {str(account_id): ends_at})
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(screens.read(redis)),
        asyncio.create_task(feed(redis, rate, SYMBOLS, GIVES_UP_SECONDS * 10)),
    ]
    try:
        await until(screens.show_all, "all are shown")
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def measure(
    shared: dict[str, str], told: list[AccountEvent], given: argparse.Namespace, url: str
) -> list[tuple[str, str, str]]:
    engine = create_engine(shared["THOR_POSTGRES_URL"], application="bench", pool_size=1)
    redis = connect(shared["THOR_REDIS_URL"])
    try:
        await until_ready(url)
        await until(partial(_caught_up, engine), "all of the log is carried in")
        cash = {event.account_id: event.funds.cash for event in told}  # the last one of each
        screens = Screens(dict(list(cash.items())[: given.watched]))
        async with watching(redis, screens, given.rate):
            moves = [await one_round(engine, screens, shared) for _ in range(given.rounds)]
    finally:
        await redis.aclose()
        await engine.dispose()
    limit = f"≤ {SECONDS_MAX:.0f} s"
    return [
        ("started", _worst(each.started for each in moves), ""),
        ("added", _worst(each.added for each in moves), limit),
        ("killed", _worst(each.killed for each in moves), limit),
        ("wrong", f"{screens.wrong} of {screens.updates:,} updates", "none"),
    ]


async def _caught_up(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        return not await connection.scalar(BEHIND)


def _worst(seconds: Iterable[float]) -> str:
    rounds = list(seconds)
    return f"{max(rounds):.1f} s, the longest of {len(rounds)}"


def run(given: argparse.Namespace, folder: Path) -> list[tuple[str, str, str]]:
    postgres, valkey = PostgresServer(folder / "postgres"), ValkeyServer(folder / "valkey")
    try:
        postgres.start()
        valkey.start()
        database = postgres.url_of("postgres")
        migrate(database, ROOT / "shared/bus/migrations", "bus")
        migrate(database, ROOT / "services/portfolio/migrations", "portfolio")
        _, told = stories(USER, given.accounts, SYMBOLS)
        asyncio.run(write(database, told))
        shared = {
            "THOR_POSTGRES_URL": database,
            "THOR_REDIS_URL": valkey.url,
            "THOR_INTERNAL_SECRET": SECRET,
            "THOR_LOG_LEVEL": "error",
        }
        port = free_port()
        with a_service("portfolio", port, shared):
            return asyncio.run(measure(shared, told, given, f"http://127.0.0.1:{port}"))
    finally:
        valkey.kill()
        postgres.kill()


async def write(database: str, told: list[AccountEvent]) -> None:
    engine = create_engine(database, application="bench", pool_size=1)
    await write_log(engine, iter(told), consumed=False)
    await engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--accounts", type=int, default=2000)
    parser.add_argument("--watched", type=int, default=200)
    parser.add_argument("--rate", type=int, default=500, help="quotes a second")
    folder = Path(tempfile.mkdtemp(prefix="thor-bench-"))
    try:
        rows = run(parser.parse_args(), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    table = Table("", "measured", "limit", title="Shards that move between replicas")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    main()
