"""What a trader is told over HTTP, from fills and quotes that came on the streams."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from redis.asyncio import Redis

from shared.contracts.executions import AccountEvent
from shared.kernel.enums import AccountKind
from tests.integration.portfolio.rig import Gateway, MarketData, Orders, Service
from tests.support.bus import until
from tests.support.clock import FrozenClock
from tests.support.portfolio import BookOfRecord


def a_book() -> BookOfRecord:
    return BookOfRecord(at=datetime.now(UTC))


async def test_a_new_account_has_exactly_its_starting_balance(
    service: Service, orders: Orders
) -> None:
    book = a_book()
    await orders.announce(book.opened())

    async with service.running() as portfolio:
        found = await portfolio.caught_up(book)

    account = found.account.model_dump(mode="json")
    assert account["equity"] == account["cash"] == account["buying_power"] == "100000.00"
    assert account["day_pnl"] == account["total_pnl"] == "0.00"
    assert (found.positions, found.closed) == ([], [])


async def test_fills_and_a_quote_make_the_figures_of_the_banner(
    service: Service, orders: Orders, market: MarketData
) -> None:
    book = a_book()
    await market.tick("AAPL", "110")
    await orders.announce(
        book.opened(), book.trade("100", "100", fee="1.5"), book.trade("-40", "105", fee="0.5")
    )

    async with service.running() as portfolio:
        found = await portfolio.caught_up(book)

    [position] = found.positions
    assert (position.quantity, position.average_price) == (60, 100)
    assert (position.value, position.unrealized_pnl, position.realized_pnl) == (6600, 600, 200)
    assert position.mark_quality == "fresh"
    account = found.account
    assert account.cash == Decimal("94198.00")  # 100 000 − 10 000 + 4 200 − 2
    assert account.equity == Decimal("100798.00")
    assert account.unrealized_pnl + account.realized_pnl - account.fees == account.total_pnl
    assert account.day_pnl == account.total_pnl == Decimal("798.00")
    assert account.complete


async def test_a_reservation_shows_in_buying_power(service: Service, orders: Orders) -> None:
    book = a_book()
    await orders.announce(book.opened(), book.reserve("2500"))

    async with service.running() as portfolio:
        account = (await portfolio.caught_up(book)).account

    assert (account.cash, account.reserved) == (100_000, 2500)
    assert account.buying_power == account.margin_remaining == 97_500


async def test_a_margin_account_s_figures_move_with_the_marks_on_the_stream_and_over_http(
    service: Service, orders: Orders, market: MarketData, redis: Redis
) -> None:
    """Long 100 bought at 100, short 50 sold at 100, 5,000 of cash left of 10,000."""
    book = BookOfRecord(at=datetime.now(UTC), kind=AccountKind.MARGIN, cash=Decimal(10_000))
    gateway = Gateway(redis, book)
    await market.tick("AAPL", "110")
    await market.tick("MSFT", "90")
    await orders.announce(
        book.opened(), book.buy("100", "100"), book.sell("50", "100", symbol="MSFT")
    )

    async with service.running() as portfolio:
        calm = await portfolio.caught_up(book)
        path = f"/accounts/{book.account_id}/positions"
        listed = (await portfolio.get(book.user_id, path)).json()["positions"]
        await gateway.watch()
        await gateway.shows(calm)
        await market.tick("MSFT", "210")

        async def is_called() -> bool:
            screen = await gateway.look()
            return screen.account is not None and screen.account.margin_call

        await until(is_called, "a margin call")
        called = await portfolio.caught_up(book)
        await gateway.shows(called)

    assert listed == calm.model_dump(mode="json")["positions"]
    # Equity 5,000 + 11,000 − 4,500; half of 15,500 is used; 25 % and 30 % are needed.
    account = calm.account
    assert (account.equity, account.buying_power) == (11_500, 7_500)
    assert (account.maintenance_margin, account.margin_remaining) == (4_100, 7_400)
    assert (account.leverage, account.margin_call) == (Decimal("1.3478"), False)
    # At 210 the short takes 10,500, and 2,750 + 3,150 are needed of 5,500.
    account = called.account
    assert (account.equity, account.buying_power, account.margin_remaining) == (5_500, 0, -400)


async def test_a_held_symbol_without_a_quote_is_shown_as_missing(
    service: Service, orders: Orders
) -> None:
    book = a_book()
    await orders.announce(book.opened(), book.buy("10", "100"))

    async with service.running() as portfolio:
        found = await portfolio.caught_up(book)

    assert found.positions[0].mark is None
    assert found.positions[0].mark_quality == "missing"
    assert not found.account.complete
    assert found.account.equity == 100_000


async def test_somebody_elses_account_is_not_found(service: Service, orders: Orders) -> None:
    book, stranger = a_book(), uuid4()
    await orders.announce(book.opened())

    async with service.running() as portfolio:
        await portfolio.caught_up(book)
        for path in ("snapshot", "positions", "round-trips"):
            answer = await portfolio.get(stranger, f"/accounts/{book.account_id}/{path}")
            assert answer.status_code == 404
            assert answer.json()["code"] == "not_found"
        nameless = await portfolio.http.get(f"/api/v1/accounts/{book.account_id}/snapshot")

    assert nameless.status_code == 401


async def test_round_trips_come_in_pages_newest_first(service: Service, orders: Orders) -> None:
    book = a_book()
    events: list[AccountEvent] = [book.opened()]
    for number in range(5):
        events += [book.buy("1", "100"), book.sell("1", str(98 + number))]
    await orders.announce(*events)

    async with service.running() as portfolio:
        await portfolio.caught_up(book)
        pages, cursor = [], ""
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            path = f"/accounts/{book.account_id}/round-trips?limit=2{more}"
            page = (await portfolio.get(book.user_id, path)).json()
            pages.append([trip["net_pnl"] for trip in page["round_trips"]])
            cursor = page["next"]
        refused = await portfolio.get(
            book.user_id, f"/accounts/{book.account_id}/round-trips?cursor=nonsense"
        )

    assert pages == [["2.00", "1.00"], ["0.00", "-1.00"], ["-2.00"]]
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": "cursor", "reason": "unknown"}]


async def test_day_pnl_counts_from_the_first_price_of_the_day_through_restarts(
    service: Service, orders: Orders, market: MarketData
) -> None:
    clock = FrozenClock()
    book = BookOfRecord(at=clock.now())
    await market.tick("AAPL", "110")
    await orders.announce(book.opened(), book.buy("10", "100"))
    async with service.running(clock=clock) as portfolio:
        assert (await portfolio.caught_up(book)).account.day_pnl == 100

    clock.advance(seconds=timedelta(days=1).total_seconds())
    async with service.running(clock=clock) as portfolio:
        overnight = await portfolio.caught_up(book)
    await market.tick("AAPL", "112")
    async with service.running(clock=clock) as portfolio:
        today = await portfolio.caught_up(book)

    assert overnight.account.day_pnl == 0
    assert (today.account.day_pnl, today.account.total_pnl) == (20, 120)
    assert today.account.day_pnl_percent == Decimal("0.02")
    assert today.positions[0].day_pnl == 20
