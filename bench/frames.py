"""From a quote on the stream to a frame at a watching client, through portfolio and gateway.

    python -m bench.frames [--clients 200] [--rate 2000] [--symbols 500] [--seconds 10]

PostgreSQL, Valkey and both services are started for the run, each as its own process, as
`./thor up` starts them. Every client watches an account of its own with ten positions. Quotes
are appended to `quotes.v1` at the rate given, each carrying the moment of its append.

- `latency`: from the append of the newest quote that a frame contains to that frame at the
  client. Older quotes in a frame waited for the interval of the account as well
  (`THOR_UPDATE_INTERVAL_MS`): the interval says how often there is a frame.
- `a save`: what a workbook does. After a quiet second every symbol is quoted anew in one flush;
  the time from there to the first frame of half of the clients and of the last one, and how
  many of an account's ten positions are in that first frame.
- `frames`: delivered to all clients in a second, and the least there should be.
- `CPU a frame`: processor time of each service while the quotes came, by frames delivered.

The limits are 10 ms at the median and 50 ms at the 99th percentile with 200 clients and 2,000
quotes a second on two cores. The clients and the feed run on the same cores and are part of it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from uuid import UUID

import httpx
import psutil
from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as connect_websocket
from websockets.typing import Origin

from bench.market import feed, save
from bench.rebuild import ROOT, Story, write_log
from bench.services import READY_SECONDS_MAX, a_service, free_port, registered, until_ready
from deploy.local.servers import PostgresServer, ValkeyServer
from shared.bus.connect import connect
from shared.contracts.executions import AccountEvent
from shared.db.engine import create_engine
from shared.db.migrate import migrate

P50_MAX_MS, P99_MAX_MS = 10.0, 50.0
INTERVAL_MS = 250
HELD = 10
WARM_UP_SECONDS = 2.0
QUIET_SECONDS = 1.0
SERVICES = ("portfolio", "gateway")
SECRET = "a secret of the benchmark, long enough"  # noqa: S105 - for servers that die with it
_POSITION = b'"average_price":'
_MARKER = b'"newest_quote_at":"'


@dataclass
class Received:
    """What all clients were sent while `counting`."""

    counting: bool = False
    latencies: list[float] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)

    def take(self, frame: bytes) -> None:
        if not self.counting or b'"portfolio.delta"' not in frame:
            return
        now = datetime.now(UTC)
        start = frame.rfind(_MARKER) + len(_MARKER)
        newest = datetime.fromisoformat(frame[start : frame.index(b'"', start)].decode())
        self.latencies.append((now - newest).total_seconds() * 1000)
        self.positions.append(frame.count(_POSITION))


def stories(user_id: UUID, clients: int, symbols: int) -> tuple[list[UUID], list[AccountEvent]]:
    """Accounts of one user, each with positions in ten symbols."""
    told: list[AccountEvent] = []
    accounts = [Story(number) for number in range(clients)]
    for number, story in enumerate(accounts):
        told.append(story.opened().model_copy(update={"user_id": user_id}))
        for each in range(HELD):
            name = f"S{(number * 7 + each * symbols // HELD) % symbols:03d}"
            fill = story.traded(Random(number), symbols)  # noqa: S311 - the same every time
            told.append(fill.model_copy(update={"symbol": name}))
    return [story.account_id for story in accounts], told


async def read(socket_: ClientConnection, received: Received) -> None:
    async for frame in socket_:
        received.take(frame if isinstance(frame, bytes) else frame.encode())


async def until_carried_in(url: str, cookie: str, accounts: list[UUID]) -> None:
    """Wait until the portfolio has every account with all its positions out of the log."""
    deadline = perf_counter() + READY_SECONDS_MAX
    left = list(accounts)
    async with httpx.AsyncClient(base_url=url, headers={"cookie": cookie}) as http:
        while left and perf_counter() < deadline:
            answer = await http.get(f"/api/v1/accounts/{left[-1]}/positions")
            if answer.is_success and len(answer.json()["positions"]) == HELD:
                left.pop()
            else:
                await asyncio.sleep(0.2)
    if left:
        raise TimeoutError(f"{len(left)} accounts were not carried in")


async def measure(
    gateway: str,
    portfolio: str,
    postgres: str,
    valkey: str,
    processes: dict[str, psutil.Process],
    given: argparse.Namespace,
) -> list[tuple[str, str, str]]:
    await until_ready(portfolio)
    await until_ready(gateway)
    user_id, cookie = await registered(gateway)
    accounts, told = stories(user_id, given.clients, given.symbols)
    engine = create_engine(postgres, application="bench", pool_size=1)
    await write_log(engine, iter(told), consumed=False)
    await engine.dispose()
    received, redis = Received(), connect(valkey)
    sockets = [
        await connect_websocket(
            f"{gateway.replace('http', 'ws')}/api/v1/ws",
            additional_headers={"cookie": cookie},
            origin=Origin(gateway),
            compression=None,
        )
        for _ in accounts
    ]
    readers = [asyncio.create_task(read(each, received)) for each in sockets]
    await until_carried_in(gateway, cookie, accounts)
    for each, account_id in zip(sockets, accounts, strict=True):
        order = {"op": "sub", "ch": "portfolio", "account_id": str(account_id)}
        await each.send(json.dumps(order))
    await feed(redis, given.rate, given.symbols, WARM_UP_SECONDS)
    before = {name: sum(each.cpu_times()[:2]) for name, each in processes.items()}
    received.counting = True
    began = perf_counter()
    sent = await feed(redis, given.rate, given.symbols, given.seconds)
    took = perf_counter() - began
    received.counting = False
    latencies, received.latencies = received.latencies, []
    spent = {name: sum(each.cpu_times()[:2]) - before[name] for name, each in processes.items()}
    saved = await told_of_a_save(redis, received, given.symbols)
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*(each.close() for each in sockets), return_exceptions=True)
    await redis.aclose()
    return rows_of(latencies, sent, took, spent, given.clients) + saved


async def told_of_a_save(
    redis: Redis, received: Received, symbols: int
) -> list[tuple[str, str, str]]:
    await asyncio.sleep(2 * QUIET_SECONDS)
    received.positions, received.counting = [], True
    await save(redis, symbols)
    await asyncio.sleep(QUIET_SECONDS)
    received.counting = False
    told = sorted(received.latencies)
    whole = sum(each == HELD for each in received.positions)
    return [
        ("a save of all symbols, to half of the clients", f"{told[len(told) // 2]:.0f} ms", ""),
        ("the same, to the last one", f"{told[-1]:.0f} ms", ""),
        ("its frames", f"{len(told)}, of which {whole} with all positions", ""),
    ]


def rows_of(
    latencies: list[float], sent: int, took: float, spent: dict[str, float], clients: int
) -> list[tuple[str, str, str]]:
    frames = len(latencies)
    cuts = quantiles(latencies, n=100)
    wanted = clients * 1000 / INTERVAL_MS
    return [
        ("quotes", f"{sent / took:,.0f} a second", ""),
        ("frames", f"{frames / took:,.0f} a second", f"about {wanted:,.0f}"),
        ("interval of an account", f"{INTERVAL_MS} ms", ""),
        ("latency, median", f"{cuts[49]:.1f} ms", f"≤ {P50_MAX_MS:.0f} ms"),
        ("latency, 99th percentile", f"{cuts[98]:.1f} ms", f"≤ {P99_MAX_MS:.0f} ms"),
        *(
            (f"CPU a frame, {name}", f"{seconds / frames * 1e6:.0f} µs", "")
            for name, seconds in spent.items()
        ),
    ]


def run(given: argparse.Namespace, folder: Path) -> list[tuple[str, str, str]]:
    postgres, valkey = PostgresServer(folder / "postgres"), ValkeyServer(folder / "valkey")
    ports = {name: free_port() for name in SERVICES}
    urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    try:
        postgres.start()
        valkey.start()
        database = postgres.url_of("postgres")
        migrate(database, ROOT / "shared/bus/migrations", "bus")
        for name in SERVICES:
            migrate(database, ROOT / "services" / name / "migrations", name)
        shared = {
            "THOR_POSTGRES_URL": database,
            "THOR_REDIS_URL": valkey.url,
            "THOR_INTERNAL_SECRET": SECRET,
            "THOR_PORTFOLIO_URL": urls["portfolio"],
            "THOR_UPDATE_INTERVAL_MS": str(INTERVAL_MS),
            "THOR_LOG_LEVEL": "error",
        }
        with (
            a_service("portfolio", ports["portfolio"], shared) as portfolio,
            a_service("gateway", ports["gateway"], shared) as gateway,
        ):
            processes = {"portfolio": portfolio, "gateway": gateway}
            return asyncio.run(
                measure(urls["gateway"], urls["portfolio"], database, valkey.url, processes, given)
            )
    finally:
        valkey.kill()
        postgres.kill()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--rate", type=int, default=2000, help="quotes a second")
    parser.add_argument("--symbols", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=10.0)
    folder = Path(tempfile.mkdtemp(prefix="thor-bench-"))
    try:
        rows = run(parser.parse_args(), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    table = Table("", "measured", "limit", title="From a quote to a watching client")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    main()
