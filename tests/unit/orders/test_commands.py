"""When two commands ask for the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.orders.domain.commands import ReplaceOrder
from services.orders.domain.terms import Terms
from shared.kernel.enums import OrderType, Side, TimeInForce
from shared.kernel.ids import OrderId, Symbol
from tests.support.orders import USER, an_order, d

ORDER = an_order(quantity="10", limit_price="100")


def test_the_same_numbers_written_differently_are_the_same_command() -> None:
    written = an_order(quantity="10.0", limit_price="1.00E+2")

    assert written.fingerprint == ORDER.fingerprint
    assert written.order_id == ORDER.order_id


@pytest.mark.parametrize(
    "other",
    [
        {"symbol": Symbol("MSFT")},
        {"side": Side.SELL},
        {"type": OrderType.MARKET},
        {"extended_hours": True},
        {"hold_seconds": 1},
        {"terms": replace(ORDER.terms, quantity=d("11"))},
        {"terms": replace(ORDER.terms, limit_price=d("101"))},
        {"terms": replace(ORDER.terms, limit_price=None, stop_price=d("100"))},
        {"terms": replace(ORDER.terms, trail_amount=d("1"))},
        {"terms": replace(ORDER.terms, trail_percent=d("1"))},
        {"terms": replace(ORDER.terms, time_in_force=TimeInForce.GTC)},
    ],
    ids=str,
)
def test_any_other_content_is_another_command(other: dict[str, Any]) -> None:
    assert replace(ORDER, **other).fingerprint != ORDER.fingerprint


def test_another_client_order_id_is_another_order() -> None:
    assert replace(ORDER, client_order_id="order-2").order_id != ORDER.order_id


def test_what_a_replacement_leaves_out_stays() -> None:
    command = ReplaceOrder(user_id=USER, order_id=ORDER.order_id, quantity=d("12"))

    assert command.revise(ORDER.terms) == replace(ORDER.terms, quantity=d("12"))


def test_one_kind_of_trail_takes_the_place_of_the_other() -> None:
    terms = Terms(quantity=d("1"), trail_amount=d("2"))
    command = ReplaceOrder(user_id=USER, order_id=OrderId(ORDER.order_id), trail_percent=d("5"))

    assert command.revise(terms) == Terms(quantity=d("1"), trail_percent=d("5"))
