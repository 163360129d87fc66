"""An order and what happens to it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.changes import (
    Cancelled,
    Executed,
    Expired,
    OrderChange,
    Rebased,
    Rejected,
    Replaced,
    Trailed,
    Triggered,
)
from services.orders.domain.entry import accepted
from services.orders.domain.lifecycle import IllegalTransition
from services.orders.domain.order import Order, Overfill
from services.orders.domain.proposal import Approval
from services.orders.domain.terms import Terms
from shared.kernel.enums import OrderStatus, Side
from tests.support.clock import MONDAY
from tests.support.orders import an_account, an_instrument, an_order, d, ds

LATER = MONDAY + timedelta(seconds=1)


def pending(
    side: Side = Side.BUY,
    quantity: str = "10",
    *,
    limit_price: str | None = "100",
    stop_price: str | None = None,
) -> Order:
    command = an_order(side, quantity, limit_price=limit_price, stop_price=stop_price)
    approval = Approval(command.terms.limit_price or d("0"), command.terms)
    return accepted(
        command, an_account(), approval, an_instrument("AAPL"), at=MONDAY, expires_at=None
    )


EVENTS: list[OrderChange] = [
    Replaced(Terms(quantity=d("5")), d("1"), None, None),
    Rebased(Terms(quantity=d("20")), d("25"), None),
    Triggered(),
    Trailed(d("101")),
    Executed(d("4"), d("100")),
    Executed(d("10"), d("100")),
    Cancelled(),
    Expired(),
    Rejected("code", "reason"),
]


@pytest.mark.parametrize("event", EVENTS, ids=str)
def test_a_pending_order_takes_every_change_and_is_one_version_on(event: OrderChange) -> None:
    order = pending().apply(event, at=LATER)

    assert order.version == 2
    assert order.updated_at == LATER
    assert order.submitted_at == MONDAY


@pytest.mark.parametrize("event", EVENTS, ids=str)
@pytest.mark.parametrize(
    "ending", [Executed(d("10"), d("1")), Cancelled(), Expired(), Rejected("c", "r")], ids=str
)
def test_a_final_order_takes_no_change(ending: OrderChange, event: OrderChange) -> None:
    order = pending().apply(ending, at=MONDAY)

    with pytest.raises((IllegalTransition, Overfill)):
        order.apply(event, at=LATER)


def test_a_partial_fill_leaves_the_rest_pending() -> None:
    order = pending().apply(Executed(d("4"), d("99")), at=LATER)

    assert order.status is OrderStatus.PENDING
    assert (order.filled_quantity, order.remaining_quantity) == ds(4, 6)
    assert order.average_price == 99


def test_the_average_price_weighs_each_fill_by_its_quantity() -> None:
    order = pending().apply(Executed(d("4"), d("99")), at=MONDAY)
    order = order.apply(Executed(d("6"), d("100")), at=LATER)

    assert order.status is OrderStatus.FILLED
    assert order.average_price == d("99.6")


def test_more_than_remains_cannot_be_filled() -> None:
    with pytest.raises(Overfill):
        pending().apply(Executed(d("11"), d("100")), at=LATER)


def test_a_buy_reserves_cash_for_what_remains_until_it_is_final() -> None:
    order = pending(limit_price="100")
    assert order.reserved_cash == 1000

    order = order.apply(Executed(d("4"), d("90")), at=LATER)
    assert order.reserved_cash == 600

    assert order.apply(Cancelled(), at=LATER).reserved_cash == 0


def test_a_sell_holds_shares_and_reserves_no_cash() -> None:
    command = an_order(Side.SELL, "10", limit_price="100")
    order = accepted(
        command,
        an_account(),
        Approval(d("0"), command.terms),
        an_instrument("AAPL"),
        at=MONDAY,
        expires_at=None,
    )

    assert (order.held_shares, order.reserved_cash) == ds(10, 0)
    assert order.apply(Executed(d("4"), d("100")), at=LATER).held_shares == 6
    assert order.apply(Expired(), at=LATER).held_shares == 0


def test_a_stop_that_fills_has_been_triggered() -> None:
    order = pending(stop_price="100").apply(Executed(d("4"), d("100")), at=LATER)

    assert order.triggered_at == LATER


def test_replacing_restarts_the_time_from_which_quotes_count() -> None:
    order = pending().apply(Replaced(Terms(quantity=d("5")), d("90"), None, None), at=LATER)

    assert order.working_since == LATER
    assert order.reserved_cash == 450


def test_in_the_hold_until_the_very_second_it_ends() -> None:
    command = an_order(limit_price="100", hold_seconds=30)
    order = accepted(
        command,
        an_account(),
        Approval(d("1"), command.terms),
        an_instrument("AAPL"),
        at=MONDAY,
        expires_at=None,
    )

    assert order.in_hold(MONDAY + timedelta(seconds=29.999))
    assert not order.in_hold(MONDAY + timedelta(seconds=30))


quantities = st.decimals("0.000000001", "1000000000", places=9)
prices = st.decimals("0.0001", "10000000", places=4)


@given(st.lists(st.tuples(quantities, prices), min_size=1, max_size=20))
def test_filled_and_remaining_add_up_and_no_digit_of_the_cost_is_lost(
    fills: list[tuple[Decimal, Decimal]],
) -> None:
    total = sum(quantity for quantity, _ in fills)
    order = pending(Side.BUY, str(total))
    for quantity, price in fills:
        order = order.apply(Executed(quantity, price), at=LATER)
        assert order.filled_quantity + order.remaining_quantity == total

    assert order.status is OrderStatus.FILLED
    exact = sum(Fraction(quantity) * Fraction(price) for quantity, price in fills)
    assert Fraction(order.filled_cost) == exact
