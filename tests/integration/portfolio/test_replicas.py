"""Replicas come and are killed: their shards move, and nobody is ever shown a wrong sum."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from decimal import Decimal

from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.integration.portfolio.rig import Gateway, MarketData, Orders, Service
from tests.integration.portfolio.test_faults import a_process
from tests.support.bus import until
from tests.support.portfolio import BookOfRecord

ACCOUNTS = 8
OWNERS = text("""
    SELECT count(DISTINCT owner) FROM bus.lease
    WHERE grp = 'portfolio:fills.v1' AND lease_until > now()
""")


async def test_a_killed_replica_s_accounts_are_shown_by_the_other_and_never_wrongly(
    service: Service, orders: Orders, market: MarketData, engine: AsyncEngine, redis: Redis
) -> None:
    books = [BookOfRecord(at=datetime.now(UTC)) for _ in range(ACCOUNTS)]
    gateways = [Gateway(redis, book) for book in books]
    await market.tick("AAPL", "110")
    await orders.announce(
        *(book.opened() for book in books), *(book.buy("10", "100") for book in books)
    )

    async def owners(count: int) -> bool:
        async with engine.connect() as connection:
            found: int | None = await connection.scalar(OWNERS)
        return found == count

    async def show(equity: str) -> bool:
        screens = [await gateway.look() for gateway in gateways]
        return all(each.account and each.account.equity == Decimal(equity) for each in screens)

    async with service.running() as portfolio:
        for gateway in gateways:
            await portfolio.caught_up(gateway.book)
            await gateway.watch(seconds=300)
        await until(lambda: show("100100"), "everybody is shown what is held")
        with a_process(service) as other:
            await until(lambda: owners(2), "the other has its share", seconds=90)
            await market.tick("AAPL", "111")
            await until(lambda: show("100110"), "both show the tick")
            other.send_signal(signal.SIGKILL)
            other.wait()
        asked = [await portfolio.snapshot(book) for book in books]
        await market.tick("AAPL", "112")
        await until(lambda: show("100120"), "the one that is left shows the tick to everybody")

    assert [each.account.equity if each else None for each in asked] == [100_110] * ACCOUNTS
    told = [update.account for gateway in gateways for update in gateway.updates]
    assert {account.equity for account in told} <= {100_100, 100_110, 100_120}
    assert all(account.equity == account.cash + account.positions_value for account in told)
