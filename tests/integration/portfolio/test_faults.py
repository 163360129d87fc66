"""Killed, restarted, doubled or deprived of Redis: every fill counts once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal

from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.executions import ExecutionBooked
from shared.kernel.money import ZERO
from tests.integration.portfolio.rig import SECRET, Orders, Service
from tests.support.bus import until
from tests.support.portfolio import BookOfRecord

ACCOUNTS = 8


def fills(books: list[BookOfRecord], rounds: int) -> list[ExecutionBooked]:
    """Every account buys, sells some, and goes short, over and over."""
    return [
        book.trade(quantity, price, fee="0.35", symbol=symbol)
        for number in range(rounds)
        for book in books
        for symbol in ("AAPL", "MSFT")
        for quantity, price in (("7", Decimal(100) + number), ("-3", "101"), ("-5", "99"))
    ]


async def is_exact(engine: AsyncEngine, books: list[BookOfRecord], executions: int) -> bool:
    """Whether all of it has arrived. Too much of anything fails at once."""
    async with engine.connect() as connection:
        booked = await connection.scalar(
            text("SELECT count(DISTINCT event_id) FROM portfolio.position_events")
        )
        assert booked is not None
        assert booked <= executions
        rows = await connection.execute(
            text(
                "SELECT a.account_id, a.cash, a.version,"
                " a.starting_balance + a.realized_pnl - a.fees - sum(p.cost),"
                " a.realized_pnl - sum(p.realized_pnl), sum(p.quantity)"
                " FROM portfolio.accounts a JOIN portfolio.positions p USING (account_id)"
                " GROUP BY a.account_id"
            )
        )
        found = {account_id: figures for account_id, *figures in rows}
        entries = await connection.scalar(
            text("SELECT sum(realized_pnl) FROM portfolio.position_events")
        )
        trips = await connection.scalar(text("SELECT sum(realized_pnl) FROM portfolio.round_trips"))
    if booked < executions:
        return False
    for book in books:
        cash, version, cash_by_law, difference, quantity = found[book.account_id]
        assert (cash, version) == (book.cash, book.version)
        assert cash_by_law == book.cash
        assert difference == ZERO
        assert quantity == -executions // ACCOUNTS // 3  # each three fills leave −1
    assert entries == trips
    return True


async def test_a_restart_in_the_middle_of_the_fills_loses_and_doubles_nothing(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    books = [BookOfRecord(at=datetime.now(UTC)) for _ in range(ACCOUNTS)]
    await orders.announce(*(book.opened() for book in books), *fills(books, 3))
    async with service.running():
        await orders.announce(*fills(books, 3))
    await orders.announce(*fills(books, 3))

    async with service.running() as portfolio:
        await until(lambda: is_exact(engine, books, 9 * 6 * ACCOUNTS), "every fill once")
        for book in books[:2]:
            assert (await portfolio.caught_up(book)).account.cash == book.cash


async def test_replicas_that_come_and_go_share_the_fills(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    books = [BookOfRecord(at=datetime.now(UTC)) for _ in range(ACCOUNTS)]
    await orders.announce(*(book.opened() for book in books))

    async with service.running():
        await orders.announce(*fills(books, 2))
        async with service.running():
            for _ in range(5):
                await orders.announce(*fills(books, 1))
                await asyncio.sleep(0.2)
        await orders.announce(*fills(books, 2))
        await until(lambda: is_exact(engine, books, 9 * 6 * ACCOUNTS), "every fill once")


async def test_a_redis_that_forgets_everything_changes_nothing(
    service: Service, orders: Orders, engine: AsyncEngine, redis: Redis
) -> None:
    books = [BookOfRecord(at=datetime.now(UTC)) for _ in range(ACCOUNTS)]
    await orders.announce(*(book.opened() for book in books), *fills(books, 2))

    async with service.running():
        await until(lambda: is_exact(engine, books, 2 * 6 * ACCOUNTS), "the first fills")
        await redis.flushall()
        await orders.announce(*fills(books, 2))
        await until(lambda: is_exact(engine, books, 4 * 6 * ACCOUNTS), "every fill once")


async def test_a_process_killed_at_any_moment_leaves_exact_books(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    books = [BookOfRecord(at=datetime.now(UTC)) for _ in range(ACCOUNTS)]
    await orders.announce(*(book.opened() for book in books))
    with a_process(service) as process:
        for _ in range(4):
            await orders.announce(*fills(books, 1))
            await until(lambda: has_begun(engine), "the process has booked", seconds=90)
        process.send_signal(signal.SIGKILL)
        process.wait()
    await orders.announce(*fills(books, 2))

    async with service.running():
        await until(
            lambda: is_exact(engine, books, 6 * 6 * ACCOUNTS), "every fill once", seconds=40
        )


async def has_begun(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        return bool(await connection.scalar(text("SELECT 1 FROM portfolio.positions LIMIT 1")))


@contextmanager
def a_process(service: Service) -> Generator[subprocess.Popen[bytes]]:
    """The service as it is started in earnest."""
    process = subprocess.Popen(
        [sys.executable, "-m", "services.portfolio"],
        env={
            **os.environ,
            "THOR_POSTGRES_URL": service.postgres_url,
            "THOR_REDIS_URL": service.redis_url,
            "THOR_INTERNAL_SECRET": SECRET,
            "THOR_LOG_LEVEL": "error",
        },
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
