"""A watched account: a full update, then deltas that lead to the same figures as a fresh look."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

from redis.asyncio import Redis

from shared.contracts.portfolio import WATCHED, PortfolioData
from shared.contracts.streams import shard_key
from shared.kernel.enums import Verdict
from tests.integration.portfolio.rig import Gateway, MarketData, Orders, Replica, Service, timeless
from tests.support.bus import until
from tests.support.portfolio import BookOfRecord


def a_book() -> BookOfRecord:
    return BookOfRecord(at=datetime.now(UTC))


async def test_a_watcher_sees_ticks_and_fills_and_ends_where_a_fresh_look_does(
    service: Service, orders: Orders, market: MarketData, redis: Redis
) -> None:
    book = a_book()
    gateway = Gateway(redis, book)
    await market.tick("AAPL", "100")
    await market.tick("MSFT", "400")
    await orders.announce(book.opened(), book.buy("10", "100"))

    async with service.running() as portfolio:
        await gateway.shows(await _after_watching(gateway, portfolio, book))
        for step in range(30):
            await market.tick("AAPL", f"{100 + step}.25")
            await market.tick("MSFT", f"{400 - step}.75")
            if step % 10 == 0:
                await orders.announce(book.buy("3", "399", symbol="MSFT"))
            await asyncio.sleep(0.01)
        await orders.announce(book.sell("10", "130"))
        await portfolio.caught_up(book)
        await market.tick("MSFT", "405.5")
        await until(lambda: _marked(gateway, "MSFT", "405.5"), "the last tick on the screen")
        fresh = await portfolio.snapshot(book)

    assert fresh is not None
    assert timeless(gateway.screen.data) == timeless(fresh)
    assert [update.full for update in gateway.updates].count(True) == 1
    assert [trip.verdict for trip in gateway.screen.closed] == [Verdict.WORKED]
    assert any(update.gone == ["AAPL"] for update in gateway.updates)
    assert all(len(update.positions) <= 2 for update in gateway.updates)


async def test_each_ring_is_answered_with_everything(
    service: Service, orders: Orders, redis: Redis
) -> None:
    book = a_book()
    gateway = Gateway(redis, book)
    await orders.announce(book.opened())

    async with service.running() as portfolio:
        await gateway.shows(await _after_watching(gateway, portfolio, book))
        await gateway.watch()
        await until(lambda: _count(gateway, 2), "a second full update")

    assert [update.full for update in gateway.updates] == [True, True]
    assert gateway.updates[0].epoch == gateway.updates[1].epoch


async def test_interest_without_a_bell_is_found(
    service: Service, orders: Orders, redis: Redis
) -> None:
    book = a_book()
    gateway = Gateway(redis, book)
    await orders.announce(book.opened())
    ends_at = datetime.now(UTC).timestamp() + 60
    await redis.zadd(shard_key(gateway.shard, WATCHED), {str(book.account_id): ends_at})

    async with service.running():
        await until(lambda: _count(gateway, 1), "a full update")


async def test_junk_among_the_watched_harms_nobody(
    service: Service, orders: Orders, redis: Redis
) -> None:
    book = a_book()
    gateway = Gateway(redis, book)
    await redis.zadd(shard_key(gateway.shard, WATCHED), {"junk": 1e12})
    await orders.announce(book.opened())

    async with service.running() as portfolio:
        await gateway.shows(await _after_watching(gateway, portfolio, book))


async def test_whoever_watches_an_account_that_moves_to_another_replica_loses_nothing(
    service: Service, orders: Orders, market: MarketData, redis: Redis
) -> None:
    book = a_book()
    gateway = Gateway(redis, book)
    await market.tick("AAPL", "100")
    await orders.announce(book.opened(), book.buy("10", "100"))

    async with service.running() as second:
        async with service.running() as first:
            await gateway.shows(await _after_watching(gateway, first, book))
            await orders.announce(book.buy("5", "100"))
            await first.caught_up(book)
        await orders.announce(book.sell("15", "101"))
        expected = await second.caught_up(book)
        await gateway.shows(expected)

    assert expected.positions == []
    assert expected.account.realized_pnl == 15
    epochs = [update.epoch for update in gateway.updates]
    assert epochs == sorted(epochs)


async def _after_watching(
    gateway: Gateway, portfolio: Replica, book: BookOfRecord
) -> PortfolioData:
    data = await portfolio.caught_up(book)
    await gateway.watch()
    return data


async def _marked(gateway: Gateway, symbol: str, price: str) -> bool:
    held = (await gateway.look()).positions.get(symbol)
    return held is not None and held.mark == Decimal(price)


async def _count(gateway: Gateway, updates: int) -> bool:
    await gateway.look()
    return len(gateway.updates) >= updates
