"""What splits and dividends make of holdings and of pending orders: by example and by law."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.account import Holding
from services.orders.domain.changes import Cancelled, Executed, Rebased
from services.orders.domain.corporate_action import NoPriceForFraction, adjust
from services.orders.domain.entry import accepted
from services.orders.domain.order import Order
from services.orders.domain.proposal import Approval
from services.orders.domain.split_orders import rebased
from shared.kernel.enums import Side
from tests.support.clock import MONDAY
from tests.support.orders import AAPL, INSTRUMENTS, a_split, an_account, an_order, d

ONE, FINEST = d("1"), d("0.000000001")


def held(quantity: str | Decimal) -> Holding:
    return Holding(account_id=an_account().account_id, symbol=AAPL, quantity=Decimal(quantity))


@pytest.mark.parametrize(
    ("quantity", "ratio", "step", "after", "cash"),
    [
        ("10", "4:1", ONE, "40", "0"),
        ("7", "3:2", ONE, "10", "50"),  # half a unit at 100
        ("7", "1:10", ONE, "0", "70"),
        ("-7", "3:2", ONE, "-10", "-50"),  # who is short pays
        ("7", "3:2", FINEST, "10.5", "0"),
        ("1", "1:3", FINEST, "0.333333333", "0.000000033"),  # a third of the finest step at 100
    ],
)
def test_a_split_of_a_holding(
    quantity: str, ratio: str, step: Decimal, after: str, cash: str
) -> None:
    split = a_split(ratio, price="100")
    done = adjust(held(quantity), split, 1, multiplier=ONE, step=step, at=MONDAY)

    assert (done.quantity_after, done.amount) == (d(after), d(cash))


def test_a_fraction_without_a_price_is_no_guess() -> None:
    with pytest.raises(NoPriceForFraction):
        adjust(held("7"), a_split("3:2"), 1, multiplier=ONE, step=ONE, at=MONDAY)


@given(
    quantity=st.integers(-(10**9), 10**9),
    numerator=st.integers(1, 1000),
    denominator=st.integers(1, 1000),
    price=st.decimals("0.01", "10000", places=2),
)
def test_what_is_held_and_what_is_paid_make_up_the_exact_ratio(
    quantity: int, numerator: int, denominator: int, price: Decimal
) -> None:
    split = a_split(f"{numerator}:{denominator}", price=str(price))
    done = adjust(held(Decimal(quantity)), split, 1, multiplier=ONE, step=ONE, at=MONDAY)

    exact = Fraction(quantity * numerator, denominator)
    cut = exact - Fraction(done.quantity_after)
    assert abs(cut) < 1
    assert cut * quantity >= 0
    assert abs(Fraction(done.amount) - cut * Fraction(price)) <= Fraction(1, 2 * 10**9)


def pending(side: Side, quantity: str, *, symbol: str = "AAPL", **prices: str) -> Order:
    command = an_order(side, quantity, symbol=symbol, **prices)  # type: ignore[arg-type]  # prices
    approval = Approval(command.terms.limit_price or d("0"), command.terms)
    return accepted(
        command, an_account(), approval, INSTRUMENTS[symbol], at=MONDAY, expires_at=None
    )


def test_limits_round_to_the_side_of_the_trader_and_stops_away_from_the_market() -> None:
    def prices(side: Side, **given_prices: str) -> tuple[Decimal | None, Decimal | None]:
        change = rebased(pending(side, "3", **given_prices), a_split("3:1"), INSTRUMENTS["AAPL"])
        assert isinstance(change, Rebased)
        return change.terms.limit_price, change.terms.stop_price

    third = {"limit_price": "100", "stop_price": "100"}  # 33.333…
    assert prices(Side.BUY, **third) == (d("33.33"), d("33.34"))
    assert prices(Side.SELL, **third) == (d("33.34"), d("33.33"))


def test_an_order_that_cannot_be_put_into_new_units_ends() -> None:
    aapl = INSTRUMENTS["AAPL"]
    begun = pending(Side.BUY, "10", limit_price="100").apply(Executed(d("4"), d("100")), at=MONDAY)
    odd = pending(Side.BUY, "7", limit_price="100")
    penny = pending(Side.BUY, "1000", limit_price="0.0001")

    assert isinstance(rebased(begun, a_split("2:1"), aapl), Cancelled)
    assert isinstance(rebased(odd, a_split("1:2"), aapl), Cancelled)
    assert isinstance(rebased(penny, a_split("2:1"), aapl), Cancelled)


@given(
    quantity=st.integers(1, 10**6),
    cents=st.integers(1, 10**7),
    numerator=st.integers(1, 50),
    denominator=st.integers(1, 50),
    side=st.sampled_from(Side),
)
def test_a_split_order_never_sets_aside_more_nor_holds_more_than_its_share(
    quantity: int, cents: int, numerator: int, denominator: int, side: Side
) -> None:
    limit = str(Decimal(cents) / 100)
    order = pending(side, str(quantity), limit_price=limit)
    order = replace(order, reserve_price=d(limit) if side is Side.BUY else d("0"))
    split = a_split(f"{numerator}:{denominator}")
    after = order.apply(rebased(order, split, INSTRUMENTS["AAPL"]), at=MONDAY)

    assert after.reserved_cash <= order.reserved_cash
    assert after.held_shares * denominator in (order.held_shares * numerator, 0)
