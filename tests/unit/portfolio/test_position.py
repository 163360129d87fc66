"""Positions by example: the arithmetic that everybody expects of average cost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.portfolio.domain.position import Fill, Position, WrongInstrument, apply_fill
from tests.support.clock import MONDAY
from tests.support.portfolio import AAPL, MSFT, a_fill


def held(*fills: Fill) -> Position:
    position = Position(AAPL)
    for fill in fills:
        position = apply_fill(position, fill)
    return position


def buy(quantity: str, price: str) -> Fill:
    return a_fill(quantity, price)


def sell(quantity: str, price: str) -> Fill:
    return a_fill(f"-{quantity}", price)


LONG_60 = (buy("100", "10"), sell("40", "12"))
SHORT_40 = (*LONG_60, sell("100", "13"))


@pytest.mark.parametrize(
    ("fills", "quantity", "average", "realized"),
    [
        ((buy("10", "100"), buy("10", "120")), "20", "110", "0"),
        (LONG_60, "60", "10", "80"),  # 40 × (12 − 10)
        (SHORT_40, "-40", "13", "260"),  # 80 + 60 × (13 − 10), then 40 short at 13
        ((*SHORT_40, buy("40", "12")), "0", None, "300"),  # 260 + 40 × (13 − 12)
        ((sell("10", "100"), buy("10", "90")), "0", None, "100"),
        ((buy("10", "100"), sell("15", "110")), "-5", "110", "100"),
        ((buy("3", "10.01"), buy("3", "10.02"), sell("6", "10.03")), "0", None, "0.09"),
    ],
)
def test_the_agreed_vectors(
    fills: tuple[Fill, ...], quantity: str, average: str | None, realized: str
) -> None:
    position = held(*fills)

    assert position.quantity == Decimal(quantity)
    assert position.average_price == (None if average is None else Decimal(average))
    assert position.realized_pnl == Decimal(realized)


def test_a_flat_position_has_no_cost_and_no_opening_time() -> None:
    position = held(buy("3", "10.01"), buy("3", "10.02"), sell("6", "10.03"))

    assert position.cost == 0
    assert position.opened_at is None


def test_selling_part_of_a_long_keeps_the_entry_price_of_the_rest() -> None:
    assert held(buy("10", "100"), sell("4", "110")).average_price == 100


def test_a_multiplier_counts_in_the_cost_and_not_in_the_price() -> None:
    position = held(a_fill("2", "4000", multiplier="50"), a_fill("-1", "4010", multiplier="50"))

    assert position.average_price == 4000
    assert position.cost == 200_000
    assert position.realized_pnl == 500  # 1 × 10 × 50


def test_fees_are_kept_apart_from_cost_and_realized_pnl() -> None:
    position = held(a_fill("10", "100", fee="1.25"), a_fill("-10", "101", fee="0.75"))

    assert (position.realized_pnl, position.fees) == (10, 2)


def test_flipping_starts_the_new_side_at_the_time_of_the_fill() -> None:
    later = MONDAY.replace(hour=15)

    position = held(buy("10", "100"), a_fill("-15", "110", at=later))

    assert position.opened_at == later


def test_adding_keeps_the_time_of_opening() -> None:
    position = held(buy("10", "100"), a_fill("5", "110", at=MONDAY.replace(hour=15)))

    assert position.opened_at == MONDAY


@pytest.mark.parametrize("fill", [a_fill("1", "1", symbol=MSFT), a_fill("1", "1", multiplier="50")])
def test_a_fill_of_another_instrument_is_refused(fill: Fill) -> None:
    with pytest.raises(WrongInstrument, match="does not belong"):
        apply_fill(held(buy("10", "100")), fill)


def test_the_first_fill_of_a_day_keeps_what_the_position_was_before() -> None:
    tuesday = MONDAY.replace(day=3)

    position = held(
        buy("10", "100"), a_fill("5", "110", at=tuesday), a_fill("-15", "120", at=tuesday)
    )

    start = position.at_start_of(tuesday.date())
    assert (start.quantity, start.cost, start.realized_pnl) == (10, 1000, 0)
