"""Thrown away and made again from the log: the result is the same, row by row."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.portfolio.app import rebuild_all
from services.portfolio.consumers.rebuilding import Rebuilt
from tests.integration.portfolio.rig import Orders, Service
from tests.integration.portfolio.test_faults import ACCOUNTS, fills, is_exact
from tests.support.bus import until
from tests.support.portfolio import BookOfRecord


async def rebuilt(service: Service) -> list[Rebuilt]:
    return [shard async for shard in rebuild_all(service.settings)]


async def test_a_rebuild_gives_the_same_rows_while_the_service_goes_on(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    books = [BookOfRecord(at=datetime.now(UTC)) for _ in range(ACCOUNTS)]
    await orders.announce(*(book.opened() for book in books), *fills(books, 4))

    async with service.running():
        await until(lambda: is_exact(engine, books, 4 * 6 * ACCOUNTS), "the first fills")
        shards = await rebuilt(service)
        await orders.announce(*fills(books, 2))
        await until(lambda: is_exact(engine, books, 6 * 6 * ACCOUNTS), "every fill once")

    assert sum(shard.events for shard in shards) == ACCOUNTS + 4 * 6 * ACCOUNTS
    assert [shard.different for shard in shards] == [[]] * len(shards)


async def test_a_rebuild_repairs_what_somebody_changed_and_says_so(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    books = [BookOfRecord(at=datetime.now(UTC)) for _ in range(ACCOUNTS)]
    await orders.announce(*(book.opened() for book in books), *fills(books, 1))
    async with service.running():
        await until(lambda: is_exact(engine, books, 6 * ACCOUNTS), "the fills")
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE portfolio.positions SET realized_pnl = 1e6"))

    shards = await rebuilt(service)

    assert {name for shard in shards for name in shard.different} == {"positions"}
    assert await is_exact(engine, books, 6 * ACCOUNTS)
