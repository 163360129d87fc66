"""What a margin account must have and may do: by example and by law."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.margin import Exposure, margin_of, short_price


def d(number: str) -> Decimal:
    return Decimal(number)


def held(*positions: tuple[str, str]) -> list[Exposure]:
    return [Exposure(d(quantity), d(mark)) for quantity, mark in positions]


@pytest.mark.parametrize(
    ("cash", "reserved", "positions", "equity", "available", "buying_power", "remaining"),
    [
        # Nothing held: twice the cash.
        ("10000", "0", [], "10000", "10000", "20000", "10000"),
        # 20,000 bought with 10,000: all of it used, 5,000 above maintenance.
        ("-10000", "0", [("200", "100")], "10000", "0", "0", "5000"),
        # It falls to 70: equity 4,000, maintenance 3,500.
        ("-10000", "0", [("200", "70")], "4000", "-3000", "0", "500"),
        # And to 60: a margin call over 1,000.
        ("-10000", "0", [("200", "60")], "2000", "-4000", "0", "-1000"),
        # 100 sold short at 50: 150 % lies in the account, 2,500 of it our own.
        ("15000", "0", [("-100", "50")], "10000", "7500", "15000", "8500"),
        # At 10 the 5 $ a share count, which is more than 30 %.
        ("11000", "0", [("-100", "10")], "10000", "9500", "19000", "9500"),
        # An order that is pending has set 1,000 aside.
        ("10000", "1000", [], "10000", "9000", "18000", "10000"),
        # Below 2,000: what is paid for is spent, and nothing is lent.
        ("500", "100", [("10", "100")], "1500", "400", "400", "1250"),
        # … and the proceeds of a short are owed.
        ("2500", "0", [("-10", "100")], "1500", "1500", "1500", "1200"),
    ],
)
def test_what_an_account_must_have_and_may_do(
    cash: str,
    reserved: str,
    positions: list[tuple[str, str]],
    equity: str,
    available: str,
    buying_power: str,
    remaining: str,
) -> None:
    margin = margin_of(d(cash), d(reserved), held(*positions))

    assert margin.equity == d(equity)
    assert margin.available == d(available)
    assert margin.buying_power == d(buying_power)
    assert margin.remaining == d(remaining)
    assert margin.in_call is (d(remaining) < 0)


def test_shares_of_a_contract_count_by_its_multiplier() -> None:
    margin = margin_of(d("20000"), d("0"), [Exposure(d("-2"), d("10"), d("100"))])

    assert margin.short_value == d("-2000")
    assert margin.maintenance == d("1000")  # 200 shares at 5 $, more than 30 % of 2,000


def test_leverage_is_what_is_held_by_what_is_owned() -> None:
    assert margin_of(d("-10000"), d("0"), held(("200", "100"))).leverage == 2
    assert margin_of(d("15000"), d("0"), held(("-100", "50"))).leverage == d("0.5")
    assert margin_of(d("-10000"), d("0"), held(("100", "100"))).leverage is None


def test_a_short_is_reckoned_at_its_limit_or_above_the_ask() -> None:
    assert short_price(None, d("100")) == d("103")
    assert short_price(d("101"), d("100")) == d("103")
    assert short_price(d("120"), d("100")) == d("120")
    assert short_price(d("120"), None) == d("120")
    assert short_price(None, None) is None


amounts = st.decimals("0.01", "10000", places=2)
positions = st.lists(
    st.builds(Exposure, st.integers(-1000, 1000).map(Decimal), amounts, st.just(Decimal(1))),
    max_size=5,
)


@given(st.decimals("-100000", "1000000", places=2), positions)
def test_maintenance_never_asks_more_than_it_took_to_open_except_of_cheap_shorts(
    cash: Decimal, exposures: list[Exposure]
) -> None:
    margin = margin_of(cash, d("0"), exposures)

    cheap = [each for each in exposures if each.quantity < 0 and each.mark < 10]
    assert margin.maintenance <= margin.initial or cheap
    assert margin.equity == cash + margin.long_value + margin.short_value


@given(st.decimals("2000", "1000000", places=2), amounts, positions)
def test_using_all_the_buying_power_leaves_none_and_makes_no_call(
    cash: Decimal, price: Decimal, exposures: list[Exposure]
) -> None:
    before = margin_of(cash, d("0"), exposures)
    if not before.may_borrow:
        return
    quantity = before.buying_power // price
    after = margin_of(cash - quantity * price, d("0"), [*exposures, Exposure(quantity, price)])

    assert after.equity == before.equity
    if before.available >= 0:
        assert 0 <= after.available < price
