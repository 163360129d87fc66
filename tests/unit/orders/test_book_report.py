"""What the book makes of the engine's proposals: booked, refused, seen before."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.commands import CancelOrder, SubmitOrder
from services.orders.domain.order import Order
from services.orders.handlers.book_report import RefusedReport, book_report
from services.orders.handlers.cancel_order import cancel_order
from services.orders.handlers.submit_order import submit_order
from shared.contracts.executions import ExecutionBooked
from shared.kernel.enums import OrderStatus, Side
from tests.support.clock import MONDAY
from tests.support.orders import (
    CLOSE,
    STRANGER,
    USER,
    BookInMemory,
    Kind,
    MarketInMemory,
    SessionsInMemory,
    a_book,
    a_report,
    an_order,
    d,
    ds,
    holding_shares,
)

LATER = MONDAY + timedelta(seconds=1)


@pytest.fixture
async def book() -> BookInMemory:
    return await a_book()


async def submit(book: BookInMemory, command: SubmitOrder) -> Order:
    market, sessions = MarketInMemory(), SessionsInMemory()
    submitted = await submit_order(command, book, market, sessions, at=MONDAY)
    book.words()
    return submitted.order


async def test_a_fill_moves_cash_shares_and_the_order_at_once(book: BookInMemory) -> None:
    order = await submit(book, an_order(quantity="10", limit_price="101"))
    await book_report(
        a_report(order, last_price=d("100"), commission=d("1")), book, MarketInMemory(), at=LATER
    )

    assert book.order.status is OrderStatus.FILLED
    assert book.order.average_price == 100
    assert (book.account.cash, book.account.reserved) == ds("98999", 0)
    assert book.held().quantity == 10
    assert book.words() == ["order.filled.v1", "execution.booked.v1"]


async def test_the_booked_execution_carries_receipt_cause_and_the_new_funds(
    book: BookInMemory,
) -> None:
    order = await submit(book, an_order(quantity="10", limit_price="100"))
    report = a_report(order)
    await book_report(report, book, MarketInMemory(), at=LATER)

    booked = book.announced[-1]
    assert isinstance(booked, ExecutionBooked)
    assert booked.receipt == report.receipt
    assert booked.caused_by == report.report_id
    assert (booked.notional, booked.funds.cash, booked.funds.reserved) == ds(1_000, 99_000, 0)
    assert booked.funds.version == book.account.version


async def test_a_partial_fill_keeps_the_rest_pending_and_reserved(book: BookInMemory) -> None:
    order = await submit(book, an_order(quantity="10", limit_price="100"))
    await book_report(
        a_report(order, last_quantity=d("4"), last_price=d("99")), book, MarketInMemory(), at=LATER
    )

    assert book.order.status is OrderStatus.PENDING
    assert (book.account.cash, book.account.reserved) == ds("99604", 600)
    assert book.words() == ["order.partially_filled.v1", "execution.booked.v1"]


async def test_selling_gives_cash_for_shares(book: BookInMemory) -> None:
    holding_shares(book, "10")
    order = await submit(book, an_order(Side.SELL, "10", limit_price="100"))
    await book_report(
        a_report(order, last_quantity=d("4"), last_price=d("101")), book, MarketInMemory(), at=LATER
    )

    assert (book.held().quantity, book.held().held_quantity) == ds(6, 6)
    assert book.account.cash == d("100404")


async def test_what_a_market_order_did_not_need_is_released(book: BookInMemory) -> None:
    order = await submit(book, an_order(quantity="10"))
    assert book.account.reserved == 1_050
    await book_report(a_report(order, last_price=d("99.5")), book, MarketInMemory(), at=LATER)

    assert (book.account.cash, book.account.reserved) == ds("99005", 0)


async def test_the_ledger_adds_up_to_the_cash(book: BookInMemory) -> None:
    buy = await submit(book, an_order(quantity="10"))
    await book_report(a_report(buy, commission=d("1.25")), book, MarketInMemory(), at=LATER)
    sell = await submit(book, an_order(Side.SELL, "10", client_order_id="2"))
    await book_report(
        a_report(sell, last_price=d("90"), commission=d("1.25")), book, MarketInMemory(), at=LATER
    )

    assert sum(entry.amount for entry in book.ledger) == book.account.cash == d("99897.50")
    assert book.ledger[-1].balance_after == book.account.cash
    kinds = [entry.kind for entry in book.ledger]
    assert kinds == ["opening", "trade", "commission", "trade", "commission"]


async def test_the_same_report_twice_changes_nothing(book: BookInMemory) -> None:
    order = await submit(book, an_order(quantity="10", limit_price="100"))
    report = a_report(order, last_quantity=d("4"))
    await book_report(report, book, MarketInMemory(), at=LATER)
    book.words()

    assert await book_report(report, book, MarketInMemory(), at=LATER) == RefusedReport(
        "stale_version"
    )
    assert book.account.cash == d("99600")
    assert book.words() == []


async def test_a_report_that_lost_against_a_cancel_is_refused(book: BookInMemory) -> None:
    order = await submit(book, an_order(limit_price="100"))
    await cancel_order(CancelOrder(user_id=USER, order_id=order.order_id), book, at=LATER)

    assert await book_report(a_report(order), book, MarketInMemory(), at=LATER) == RefusedReport(
        "order_not_pending"
    )
    assert book.order.status is OrderStatus.CANCELLED


@pytest.mark.parametrize("kind", ["fill", "cancel", "expire", "reject"])
async def test_in_the_hold_the_engine_may_not_touch_the_order(
    book: BookInMemory, kind: Kind
) -> None:
    order = await submit(book, an_order(limit_price="100", hold_seconds=30))
    report = a_report(order, kind)

    in_hold = await book_report(report, book, MarketInMemory(), at=MONDAY + timedelta(seconds=29))
    assert in_hold == RefusedReport("in_hold")


async def test_after_the_hold_it_may(book: BookInMemory) -> None:
    order = await submit(book, an_order(limit_price="100", hold_seconds=30))
    await book_report(a_report(order), book, MarketInMemory(), at=MONDAY + timedelta(seconds=30))

    assert book.order.status is OrderStatus.FILLED


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"last_quantity": d("11")}, "bad_quantity"),
        ({"last_quantity": d("0")}, "bad_quantity"),
        ({"last_quantity": d("-1")}, "bad_quantity"),
        ({"last_quantity": d("1.5")}, "bad_quantity"),
        ({"last_price": d("0")}, "bad_price"),
        ({"last_price": d("100000000")}, "bad_price"),
        ({"commission": d("-1")}, "bad_price"),
        ({"last_price": d("100.01")}, "beyond_limit"),
        ({"last_price": None}, "incomplete"),
        ({"receipt": None}, "incomplete"),
        ({"decided_at": CLOSE + timedelta(seconds=1)}, "expired"),
        ({"order_version": 2}, "stale_version"),
        ({"account_id": STRANGER}, "no_such_order"),
        ({"order_id": STRANGER}, "no_such_order"),
    ],
    ids=str,
)
async def test_a_fill_that_the_order_does_not_allow_is_refused_without_a_trace(
    book: BookInMemory, more: dict[str, Any], reason: str
) -> None:
    order = await submit(book, an_order(quantity="10", limit_price="100"))

    assert await book_report(
        a_report(order, **more), book, MarketInMemory(), at=LATER
    ) == RefusedReport(reason)
    assert book.order == order
    assert book.words() == []


async def test_a_fill_may_be_finer_than_a_tick(book: BookInMemory) -> None:
    order = await submit(book, an_order(quantity="10", limit_price="100"))
    await book_report(a_report(order, last_price=d("99.12345")), book, MarketInMemory(), at=LATER)

    assert book.account.cash == d("99008.7655")


async def test_a_fill_beyond_the_cash_is_booked_as_far_as_it_can_be_paid(
    book: BookInMemory,
) -> None:
    order = await submit(book, an_order(quantity="900"))
    await book_report(a_report(order, last_price=d("150")), book, MarketInMemory(), at=LATER)

    assert book.order.status is OrderStatus.REJECTED
    assert book.order.reason_code == "insufficient_cash"
    assert book.order.filled_quantity == 666
    assert (book.account.cash, book.account.reserved) == ds(100, 0)
    assert book.words() == [
        "order.partially_filled.v1",
        "order.rejected.v1",
        "execution.booked.v1",
    ]


async def test_a_fill_of_which_nothing_can_be_paid_rejects_the_order(book: BookInMemory) -> None:
    order = await submit(book, an_order(quantity="1"))
    await book_report(a_report(order, last_price=d("100001")), book, MarketInMemory(), at=LATER)

    assert book.order.status is OrderStatus.REJECTED
    assert (book.account.cash, book.account.reserved) == ds(100_000, 0)
    assert book.words() == ["order.rejected.v1", "account.funds_changed.v1"]


@pytest.mark.parametrize(
    ("kind", "at", "status", "word"),
    [
        ("cancel", LATER, OrderStatus.CANCELLED, "order.cancelled.v1"),
        ("expire", CLOSE, OrderStatus.EXPIRED, "order.expired.v1"),
        ("reject", LATER, OrderStatus.REJECTED, "order.rejected.v1"),
    ],
)
async def test_the_engine_may_end_an_order_with_a_reason(
    book: BookInMemory, kind: Kind, at: datetime, status: OrderStatus, word: str
) -> None:
    order = await submit(book, an_order(limit_price="100"))
    report = a_report(order, kind, reason_code="some_code", reason="Some sentence.")
    await book_report(report, book, MarketInMemory(), at=at)

    assert book.order.status is status
    assert (book.order.reason_code, book.order.reason) == ("some_code", "Some sentence.")
    assert book.account.reserved == 0
    assert book.words() == [word, "account.funds_changed.v1"]


async def test_an_order_does_not_expire_before_its_session_closes(book: BookInMemory) -> None:
    order = await submit(book, an_order(limit_price="100"))
    early = await book_report(
        a_report(order, "expire"), book, MarketInMemory(), at=CLOSE - timedelta(seconds=1)
    )

    assert early == RefusedReport("not_yet_expired")


async def test_a_stop_is_triggered_once_and_stays_pending(book: BookInMemory) -> None:
    order = await submit(book, an_order(stop_price="100"))
    await book_report(a_report(order, "trigger"), book, MarketInMemory(), at=LATER)

    assert book.order.triggered_at == LATER
    assert book.words() == ["order.triggered.v1"]
    again = await book_report(a_report(book.order, "trigger"), book, MarketInMemory(), at=LATER)
    assert again == RefusedReport("nothing_to_trigger")


async def test_a_trailing_stop_remembers_the_best_price_it_has_seen(book: BookInMemory) -> None:
    holding_shares(book, "10")
    order = await submit(book, an_order(Side.SELL, "10", trail_amount="2"))
    await book_report(
        a_report(order, "trail", trail_reference=d("105")), book, MarketInMemory(), at=LATER
    )

    assert book.order.trail_reference == 105
    assert book.words() == ["order.trailed.v1"]


@pytest.mark.parametrize(
    ("prices", "kind", "more"),
    [
        ({"limit_price": "100"}, "trigger", {}),
        ({"limit_price": "100"}, "trail", {"trail_reference": d("1")}),
        ({"trail_amount": "1"}, "trail", {}),
        ({"trail_amount": "1"}, "trail", {"trail_reference": d("0")}),
    ],
)
async def test_only_what_can_trigger_or_trail_does(
    book: BookInMemory, prices: dict[str, Any], kind: Kind, more: dict[str, Any]
) -> None:
    order = await submit(book, an_order(**prices))
    refused = await book_report(a_report(order, kind, **more), book, MarketInMemory(), at=LATER)

    assert isinstance(refused, RefusedReport)
    assert refused.reason.startswith("nothing_to_")


steps = st.tuples(
    st.sampled_from(["buy", "sell", "fill", "cancel"]),
    st.integers(1, 400),
    st.decimals("90", "110", places=2),
    st.decimals("0", "3", places=2),
)


@given(st.lists(steps, max_size=25))
async def test_whatever_happens_the_book_adds_up(
    history: list[tuple[str, int, Decimal, Decimal]],
) -> None:
    """Cash is the ledger, reservations are the pending orders, holdings are the executions."""
    book = await a_book("50000")
    for number, (act, quantity, price, commission) in enumerate(history):
        orders = [known.order for known in book.order_rows.values() if known.order.is_pending]
        if act in ("buy", "sell"):
            side = Side.BUY if act == "buy" else Side.SELL
            limit = str(price) if quantity % 2 else None
            await submit(
                book, an_order(side, str(quantity), client_order_id=str(number), limit_price=limit)
            )
        elif orders and act == "fill":
            order = orders[quantity % len(orders)]
            part = min(Decimal(quantity), order.remaining_quantity)
            report = a_report(order, last_quantity=part, last_price=price, commission=commission)
            await book_report(report, book, MarketInMemory(), at=LATER)
        elif orders:
            order = orders[quantity % len(orders)]
            await cancel_order(CancelOrder(user_id=USER, order_id=order.order_id), book, at=LATER)

    orders = [known.order for known in book.order_rows.values()]
    assert book.account.cash == sum(entry.amount for entry in book.ledger)
    assert book.account.reserved == sum(order.reserved_cash for order in orders)
    assert book.held().held_quantity == sum(order.held_shares for order in orders)
    assert book.held().quantity == sum(execution.shares_effect for execution in book.booked)
    for order in orders:
        fills = [each.quantity for each in book.booked if each.order_id == order.order_id]
        assert sum(fills) == order.filled_quantity
