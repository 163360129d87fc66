"""Order entry through the running product, beside a bare insert on the same PostgreSQL.

    python -m bench.orders [--orders 2000] [--seconds 20] [--rate 50]

Starts the whole product on data of its own, five services on this machine with this load, and
measures in one run:

- `insert`: one asyncpg connection inserts a row and commits, time after time; eight do so at
  once for the rate.
- `entry`: one client sends limit orders far from the market, one after the other, through the
  gateway; the answer says that the order is PENDING and durable. Limit: p50 at most 8 times
  that of the insert.
- `16 clients`: sixteen clients send such orders at once. Limit: 500 orders a second where the
  insert does 8,000, and in proportion.
- `entry to frame`: market orders at a steady rate over 50 accounts of one user, from the moment
  each is sent until the frame that shows its position arrives on the websocket. Limits at 50 a
  second: p50 20 ms, p99 80 ms.
- `CPU ms`: of each process for each order of the row, which other load on the machine does not
  change.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import uuid4

import aiohttp
import asyncpg
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
START_SECONDS_MAX = 300.0
CLIENTS = 16
ACCOUNTS = 50
SYMBOLS = ("AAPL", "MSFT", "NVDA", "META", "AMZN")
INSERTERS = 8
INSERT_SECONDS = 3.0
ENTRY_RATIO_MAX, RATE_SHARE_MIN = 8.0, 500 / 8_000
P50_MS_MAX, P99_MS_MAX = 20.0, 80.0
PATIENCE_SECONDS = 10.0
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Thor:
    """A running product."""

    url: str
    postgres_url: str
    pids: Mapping[str, int]

    def cpu_seconds(self) -> dict[str, float]:
        return {name: _cpu_seconds(pid) for name, pid in self.pids.items()}


@dataclass(slots=True)
class Row:
    name: str
    milliseconds: list[float] = field(default_factory=list)
    per_second: float = 0.0
    cpu_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def p50(self) -> float:
        return quantiles(self.milliseconds, n=100)[49]

    @property
    def p99(self) -> float:
        return quantiles(self.milliseconds, n=100)[98]


class Trader:
    """One user with a session of their own."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url
        self.accounts: list[str] = []

    async def register(self) -> None:
        body = {"email": f"{uuid4().hex}@example.com", "password": "correct horse battery"}
        await self.post("/auth/register", body)
        while not self.accounts:
            async with self._session.get(f"{self._url}/api/v1/accounts") as answer:
                found = (await answer.json())["accounts"]
            self.accounts = [each["account_id"] for each in found]

    async def open_accounts(self, count: int) -> None:
        while len(self.accounts) < count:
            self.accounts.append((await self.post("/accounts", {}))["account_id"])

    async def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - whatever JSON says
        async with self._session.post(f"{self._url}/api/v1{path}", json=body) as answer:
            found = await answer.json()
            if answer.status >= 300:
                raise RuntimeError(f"{path}: {answer.status} {found}")
            return found

    async def rest(self) -> float:
        """Send an order that will not fill; the seconds until the answer."""
        order = {"side": "BUY", "type": "LIMIT", "quantity": "1", "limit_price": "1.00"}
        started = time.perf_counter()
        body = {"account_id": self.accounts[0], "symbol": "AAPL", **order}
        answer = await self.post("/orders", body)
        seconds = time.perf_counter() - started
        assert answer["status"] == "PENDING", answer
        return seconds


async def insert_alone(thor: Thor, count: int) -> Row:
    connection = await asyncpg.connect(thor.postgres_url)
    await connection.execute("CREATE TABLE IF NOT EXISTS bench (id bigserial, body text)")
    row = Row("insert")
    statement = await connection.prepare("INSERT INTO bench (body) VALUES ($1)")
    for _ in range(count):
        started = time.perf_counter()
        await statement.fetch("an order")
        row.milliseconds.append((time.perf_counter() - started) * 1000)
    await connection.close()
    return row


async def insert_together(thor: Thor) -> float:
    """Commits a second of eight connections."""
    connections = [await asyncpg.connect(thor.postgres_url) for _ in range(INSERTERS)]
    until = time.perf_counter() + INSERT_SECONDS

    async def insert(connection: Any) -> int:  # noqa: ANN401 - the library has no types
        done = 0
        while time.perf_counter() < until:
            await connection.execute("INSERT INTO bench (body) VALUES ($1)", "an order")
            done += 1
        return done

    done = sum(await asyncio.gather(*map(insert, connections)))
    await asyncio.gather(*(connection.close() for connection in connections))
    return done / INSERT_SECONDS


async def enter_alone(thor: Thor, trader: Trader, count: int) -> Row:
    row = Row("entry, one client")
    before = thor.cpu_seconds()
    row.milliseconds = [await trader.rest() * 1000 for _ in range(count)]
    row.cpu_ms = _cpu_ms(before, thor.cpu_seconds(), count)
    return row


async def enter_together(thor: Thor, traders: Sequence[Trader], count: int) -> Row:
    row = Row(f"entry, {len(traders)} clients")
    before, started = thor.cpu_seconds(), time.perf_counter()

    async def enter(trader: Trader) -> list[float]:
        return [await trader.rest() * 1000 for _ in range(count // len(traders))]

    for each in await asyncio.gather(*map(enter, traders)):
        row.milliseconds += each
    row.per_second = len(row.milliseconds) / (time.perf_counter() - started)
    row.cpu_ms = _cpu_ms(before, thor.cpu_seconds(), len(row.milliseconds))
    return row


class Screen:
    """A websocket that knows which position it waits to see."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._awaited: dict[tuple[str, str], list[tuple[Decimal, float]]] = {}
        self.milliseconds: list[float] = []
        self.sent = 0
        self.all_shown = asyncio.Event()

    async def follow(self, accounts: Sequence[str]) -> None:
        for account in accounts:
            await self._socket.send_json({"op": "sub", "ch": "portfolio", "account_id": account})

    def expect(self, account: str, symbol: str, quantity: int) -> None:
        """From now on: until that account's position in the symbol has reached the quantity."""
        self.sent += 1
        self.all_shown.clear()
        waiting = self._awaited.setdefault((account, symbol), [])
        waiting.append((Decimal(quantity), time.perf_counter()))

    async def watch(self) -> None:
        async for message in self._socket:
            now, frame = time.perf_counter(), json.loads(message.data)
            if not str(frame.get("type", "")).startswith("portfolio."):
                continue
            for position in frame["data"].get("positions", []):
                waiting = self._awaited.get((frame["account_id"], position["symbol"]), [])
                while waiting and waiting[0][0] <= Decimal(position["quantity"]):
                    self.milliseconds.append((now - waiting.pop(0)[1]) * 1000)
            if len(self.milliseconds) == self.sent:
                self.all_shown.set()


async def entry_to_frame(
    thor: Thor, trader: Trader, socket: aiohttp.ClientWebSocketResponse, rate: float, seconds: float
) -> Row:
    row = Row(f"entry to frame, {rate:g}/s")
    screen = Screen(socket)
    await screen.follow(trader.accounts)
    watching = asyncio.create_task(screen.watch())
    await asyncio.sleep(1)
    before, started = thor.cpu_seconds(), time.perf_counter()
    sending: list[asyncio.Task[Any]] = []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        account = trader.accounts[number % len(trader.accounts)]
        symbol = SYMBOLS[number // len(trader.accounts) % len(SYMBOLS)]
        rounds = number // (len(trader.accounts) * len(SYMBOLS))
        screen.expect(account, symbol, rounds + 1)
        order = {"symbol": symbol, "side": "BUY", "type": "MARKET", "quantity": "1"}
        body = {"account_id": account, **order}
        sending.append(asyncio.create_task(trader.post("/orders", body)))
    answers = await asyncio.gather(*sending, return_exceptions=True)
    failed = sum(isinstance(answer, BaseException) for answer in answers)
    with suppress(TimeoutError):
        await asyncio.wait_for(screen.all_shown.wait(), PATIENCE_SECONDS)
    watching.cancel()
    row.milliseconds = screen.milliseconds
    row.per_second = rate
    row.cpu_ms = _cpu_ms(before, thor.cpu_seconds(), screen.sent)
    if len(screen.milliseconds) < screen.sent:
        row.name += f" ({failed} failed, {screen.sent - len(screen.milliseconds)} never shown)"
    return row


def _cpu_seconds(pid: int) -> float:
    """Of a process and of its children that have ended; PostgreSQL's live ones are added."""
    own = _times(pid)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_times(int(child)) for child in children)


def _times(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(ticks) for ticks in fields[11:15]) / TICK


def _cpu_ms(
    before: Mapping[str, float], after: Mapping[str, float], count: int
) -> Mapping[str, float]:
    return {name: (after[name] - before[name]) * 1000 / count for name in before}


@contextmanager
def running() -> Generator[Thor]:
    folder = Path(tempfile.mkdtemp(prefix="thor-bench-"))
    data = folder / "data"
    command = [str(ROOT / "thor"), "up", "--no-open", "--port", "0", "--data", str(data)]
    launcher = subprocess.Popen(
        command,
        env={**os.environ, "THOR_ORDER_RATE_PER_SECOND": "100000"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield _ready(data, launcher)
    finally:
        launcher.send_signal(signal.SIGINT)
        launcher.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _ready(data: Path, launcher: subprocess.Popen[bytes]) -> Thor:
    state, deadline = data / "run.json", time.monotonic() + START_SECONDS_MAX
    while not state.exists():
        if launcher.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("Thor did not start. Try ./thor up.")
        time.sleep(0.1)
    found = json.loads(state.read_text())
    postgres = json.loads((data / "postgres" / "server.pid").read_text())["pid"]
    pids = {**found["pids"], "postgres": postgres}
    return Thor(found["url"], found["postgres_url"].replace("+asyncpg", ""), pids)


async def measure(thor: Thor, orders: int, seconds: float, rate: float) -> list[Row]:
    jars = [aiohttp.CookieJar(unsafe=True) for _ in range(CLIENTS)]
    origin = {"origin": thor.url}
    sessions = [aiohttp.ClientSession(cookie_jar=jar, headers=origin) for jar in jars]
    traders = [Trader(session, thor.url) for session in sessions]
    try:
        for trader in traders:
            await trader.register()
        await enter_alone(thor, traders[0], 100)
        await enter_together(thor, traders, 20 * CLIENTS)
        insert = await insert_alone(thor, orders)
        insert.per_second = await insert_together(thor)
        alone = await enter_alone(thor, traders[0], orders)
        together = await enter_together(thor, traders, orders * 2)
        await traders[1].open_accounts(ACCOUNTS)
        async with sessions[1].ws_connect(f"{thor.url}/api/v1/ws", max_msg_size=0) as socket:
            frame = await entry_to_frame(thor, traders[1], socket, rate, seconds)
    finally:
        await asyncio.gather(*(session.close() for session in sessions))
    return [insert, alone, together, frame]


def show(rows: Sequence[Row]) -> None:
    insert, alone, together, frame = rows
    names = [name for name in together.cpu_ms if any(row.cpu_ms.get(name) for row in rows)]
    table = Table(title=f"Order entry on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for heading in ("", "p50 ms", "p99 ms", "a second", "CPU ms", *names):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            row.name,
            f"{row.p50:.2f}",
            f"{row.p99:.2f}",
            f"{row.per_second:,.0f}" if row.per_second else "",
            f"{sum(row.cpu_ms.values()):.2f}" if row.cpu_ms else "",
            *(f"{row.cpu_ms.get(name, 0):.2f}" if row.cpu_ms else "" for name in names),
        )
    needed = insert.per_second * RATE_SHARE_MIN
    table.caption = (
        f"Entry p50 is {alone.p50 / insert.p50:.1f} x the insert's (limit {ENTRY_RATIO_MAX:g}). "
        f"{CLIENTS} clients: {together.per_second:,.0f} a second (limit {needed:,.0f}). "
        f"To the frame: p50 {frame.p50:.0f}, p99 {frame.p99:.0f} ms (limits {P50_MS_MAX:g}, "
        f"{P99_MS_MAX:g})."
    )
    Console(width=160).print(table)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--orders", type=int, default=2_000)
    arguments.add_argument("--seconds", type=float, default=20.0)
    arguments.add_argument("--rate", type=float, default=50.0)
    options = arguments.parse_args()
    with running() as thor:
        rows = asyncio.run(measure(thor, options.orders, options.seconds, options.rate))
    show(rows)


if __name__ == "__main__":
    main()
