"""The equity curve: sampled by whoever owns the account, kept, thinned, and never invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.portfolio.domain.equity import Grade
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


POINTS = {
    "12 hours": (timedelta(hours=12), Grade.MINUTE),
    "2 days": (timedelta(days=2), Grade.MINUTE),
    "4 days, a minute": (timedelta(days=4), Grade.MINUTE),
    "4 days, the fifth": (timedelta(days=4, minutes=1), Grade.FIVE_MINUTES),
    "11 days, the fifth": (timedelta(days=11), Grade.FIVE_MINUTES),
    "11 days, an hour": (timedelta(days=11, minutes=1), Grade.HOUR),
    "80 days, an hour": (timedelta(days=80), Grade.HOUR),
    "101 days, an hour": (timedelta(days=101), Grade.HOUR),
    "101 days, a close": (timedelta(days=101, minutes=1), Grade.CLOSE),
    "390 days, a close": (timedelta(days=390), Grade.CLOSE),
}
THINNED = {"4 days, a minute", "11 days, the fifth", "101 days, an hour"}
SHOWN = {
    "1D": ["12 hours"],
    "1W": ["4 days, the fifth"],
    "1M": ["11 days, an hour"],
    "3M": ["80 days, an hour", "11 days, an hour"],
    "1Y": ["101 days, a close"],
    "ALL": ["390 days, a close", "101 days, a close"],
}
"""Beside the newest point, which every period ends with."""


async def test_points_thin_out_with_age_and_each_period_shows_what_all_of_it_still_has(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    book = BookOfRecord(at=MONDAY - timedelta(days=400))
    await orders.announce(book.opened())
    names = {MONDAY - age: name for name, (age, _) in POINTS.items()}
    rows = [
        {"id": book.account_id, "at": MONDAY - age, "grade": grade}
        for age, grade in POINTS.values()
    ]
    async with engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO portfolio.equity_points VALUES (:id, :at, 1, 1, true, :grade)"), rows
        )
    clock = FrozenClock(MONDAY)
    async with service.running(clock=clock) as portfolio:
        await portfolio.caught_up(book)
        await sampled(portfolio, book, "100000.00", clock)

        async def is_thin() -> bool:
            async with engine.connect() as connection:
                found = await connection.scalars(text("SELECT at FROM portfolio.equity_points"))
            return names.keys() & set(found) == {
                moment for moment, name in names.items() if name not in THINNED
            }

        await until(is_thin, "the old points of the lower grades are gone")
        shown = {period: (await curve(portfolio, book, period))["points"] for period in SHOWN}

    for period, points in shown.items():
        moments = [datetime.fromisoformat(point["at"]) for point in points]
        assert [names[at] for at in moments if at in names] == SHOWN[period], period
        assert points[-1]["equity"] == "100000.00"


async def test_the_day_after_counts_from_the_last_close_though_nobody_saw_it_begin(
    service: Service, orders: Orders, market: MarketData
) -> None:
    """The service is away from the close until the market has moved on the next morning, and
    quotes do not tell of the close."""
    book = BookOfRecord(at=MONDAY)
    await market.tick("AAPL", "110")
    await orders.announce(book.opened(), book.buy("10", "100"))
    clock = FrozenClock(CLOSE - timedelta(minutes=1))
    async with service.running(clock=clock) as portfolio:
        await portfolio.caught_up(book)

        async def has_closed() -> bool:
            clock.advance(seconds=1)
            return (await curve(portfolio, book))["last_close"] is not None

        await until(has_closed, "a point at the close")
    clock.advance(seconds=timedelta(hours=18).total_seconds())
    book.at = clock.now()
    await market.tick("AAPL", "112", at=clock.now())
    await orders.announce(book.sell("4", "113"))

    async with service.running(clock=clock) as portfolio:
        found = (await portfolio.caught_up(book)).account
        last_close = (await curve(portfolio, book))["last_close"]

    assert (last_close["equity"], last_close["is_close"]) == ("100100.00", True)
    # 4 × (113 − 110) sold, 6 × (112 − 110) still held.
    assert found.day_pnl == found.equity - Decimal(last_close["equity"]) == 24
