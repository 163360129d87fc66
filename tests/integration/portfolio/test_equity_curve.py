"""The equity curve: sampled by whoever owns the account, kept, thinned, and never invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.integration.portfolio.rig import MarketData, Orders, Replica, Service
from tests.support.bus import until
from tests.support.clock import MONDAY, FrozenClock
from tests.support.portfolio import BookOfRecord

CLOSE = datetime(2025, 6, 2, 20, 0, tzinfo=UTC)


async def curve(portfolio: Replica, book: BookOfRecord, period: str = "1D") -> dict[str, Any]:
    path = f"/accounts/{book.account_id}/equity?period={period}"
    answer = await portfolio.get(book.user_id, path)
    found: dict[str, Any] = answer.json() if answer.is_success else {"points": []}
    return found


async def sampled(
    portfolio: Replica, book: BookOfRecord, equity: str, clock: FrozenClock
) -> dict[str, Any]:
    """The curve, once it ends with this equity; time passes meanwhile."""
    found: dict[str, Any] = {}

    async def is_there() -> bool:
        nonlocal found
        clock.advance(seconds=1)
        found = await curve(portfolio, book)
        return bool(found["points"]) and found["points"][-1]["equity"] == equity

    await until(is_there, f"a point at {equity}")
    return found


async def test_the_curve_goes_on_after_a_restart_with_a_hole_where_nobody_looked(
    service: Service, orders: Orders, market: MarketData
) -> None:
    book = BookOfRecord(at=MONDAY)
    await market.tick("AAPL", "110")
    await orders.announce(book.opened(), book.buy("10", "100"))
    clock = FrozenClock(MONDAY + timedelta(minutes=1))
    async with service.running(clock=clock) as portfolio:
        await portfolio.caught_up(book)
        await sampled(portfolio, book, "100100.00", clock)
    clock.advance(seconds=3600)

    await market.tick("AAPL", "112")
    async with service.running(clock=clock) as portfolio:
        found = await sampled(portfolio, book, "100120.00", clock)

    assert [point["at"] for point in found["points"]] == sorted(
        {point["at"] for point in found["points"]}
    )
    moments = [datetime.fromisoformat(point["at"]) for point in found["points"]]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert max(gaps) >= timedelta(minutes=59)
    assert {point["cash"] for point in found["points"]} <= {"100000.00", "99000.00"}


async def test_at_the_close_every_account_gets_a_point_that_is_kept(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    book = BookOfRecord(at=MONDAY)
    await orders.announce(book.opened())
    clock = FrozenClock(CLOSE - timedelta(hours=3))
    async with service.running(clock=clock) as portfolio:
        await portfolio.caught_up(book)
        await sampled(portfolio, book, "100000.00", clock)
        clock.advance(seconds=(CLOSE - clock.now()).total_seconds())

        async def has_closed() -> bool:
            return (await curve(portfolio, book))["last_close"] is not None

        await until(has_closed, "a point at the close")
        clock.advance(seconds=timedelta(days=200).total_seconds())

        async def is_thin() -> bool:
            async with engine.connect() as connection:
                count: int | None = await connection.scalar(
                    text("SELECT count(*) FROM portfolio.equity_points WHERE at < :old"),
                    {"old": clock.now() - timedelta(days=150)},
                )
            return count == 1

        await until(is_thin, "only the close is left")
        found = await curve(portfolio, book, "ALL")

    assert found["last_close"]["equity"] == "100000.00"
    assert datetime.fromisoformat(found["points"][0]["at"]) == CLOSE
    assert found["points"][0]["is_close"]


async def test_a_position_without_a_price_makes_an_incomplete_point(
    service: Service, orders: Orders
) -> None:
    book = BookOfRecord(at=MONDAY)
    await orders.announce(book.opened(), book.buy("10", "100"))
    clock = FrozenClock(MONDAY + timedelta(minutes=1))
    async with service.running(clock=clock) as portfolio:
        await portfolio.caught_up(book)
        found = await sampled(portfolio, book, "100000.00", clock)

    assert not found["points"][-1]["complete"]
