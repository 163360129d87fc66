"""A recorded fill worked out again: the same figures, or the difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from services.paper_engine.domain.matching import Fill
from services.paper_engine.domain.proposal import Proposal
from services.paper_engine.handlers.translate import report_of
from services.paper_engine.handlers.verify import NotRecorded, Recorded, differences
from shared.kernel.enums import OrderType, Side
from shared.kernel.fee_model import fee_model
from shared.kernel.fill_model import fill_model
from tests.support.clock import MONDAY
from tests.support.paper_engine import a_quote, an_order, decided

QUOTE = a_quote("99.90", "100.10", "100.00", ask_size=500, bid_size=400)

# Model, side, limit; at what price a hundred units fill: a market order, and a limit that rests.
CASES = [
    ("quote", Side.BUY, None, "100.10", "market"),
    ("quote", Side.SELL, None, "99.90", "market"),
    ("quote", Side.BUY, "100.10", "100.10", "limit"),
    ("quote", Side.BUY, "100.05", None, None),
    ("touch", Side.BUY, "100.05", "100.05", "limit_touched"),
    ("touch", Side.SELL, "99.95", "99.95", "limit_touched"),
    ("touch", Side.BUY, None, "100.10", "market"),
    ("touch", Side.BUY, "99.99", None, None),
    ("strict", Side.BUY, None, "100.10", "market"),
    ("strict", Side.BUY, "100.10", None, None),
    ("strict", Side.BUY, "100.11", "100.10", "limit"),
    ("strict", Side.SELL, "99.90", None, None),
    ("quote+slippage:0.1", Side.BUY, None, "100.2001", "market"),
    ("quote+slippage:0.1", Side.SELL, None, "99.8001", "market"),
    ("quote+slippage:0.1", Side.BUY, "100.10", "100.10", "limit"),
]


def recorded(
    model: str = "quote",
    side: Side = Side.BUY,
    limit: str | None = None,
    *,
    fees: str = "per_share:0.01",
) -> Recorded | None:
    """What the book would keep of the fill; `None` where there is none."""
    kind = OrderType.LIMIT if limit else OrderType.MARKET
    order = replace(
        an_order(side, kind, limit=limit), fill_model=fill_model(model), fee_model=fee_model(fees)
    )
    fill = decided(order, QUOTE)
    if not isinstance(fill, Fill):
        return None
    report = report_of(Proposal(order, fill, QUOTE, MONDAY))
    assert report.last_price is not None
    assert report.commission is not None
    assert report.receipt is not None
    return Recorded(
        symbol=order.symbol,
        quantity=fill.quantity,
        price=report.last_price,
        commission=report.commission,
        receipt=report.receipt,
    )


@pytest.mark.parametrize(("model", "side", "limit", "price", "rule"), CASES)
def test_each_model_fills_by_its_rule_and_is_named_on_the_receipt(
    model: str, side: Side, limit: str | None, price: str | None, rule: str | None
) -> None:
    found = recorded(model, side, limit)
    if price is None:
        assert found is None
        return

    assert found is not None
    assert (found.price, found.receipt.rule) == (Decimal(price), rule)
    assert (found.receipt.model, found.receipt.model_version) == (model, 1)
    assert differences(found) == []


@pytest.mark.parametrize(
    ("fees", "parts"),
    [
        ("none", []),
        ("per_share:0.005", [("per_share", "0.5")]),
        ("flat:1.25", [("flat", "1.25")]),
        ("percent:0.1", [("percent", "10.01")]),
    ],
)
def test_the_commission_is_split_by_the_fee_model(fees: str, parts: list[tuple[str, str]]) -> None:
    found = recorded(fees=fees)

    assert found is not None
    assert found.receipt.fee_model == fees
    assert [(fee.kind, fee.amount) for fee in found.receipt.fees] == [
        (kind, Decimal(amount)) for kind, amount in parts
    ]
    assert differences(found) == []


def _with(**changes: Decimal) -> Callable[[Recorded], Recorded]:
    def change(found: Recorded) -> Recorded:
        figures = {"price": found.price, "commission": found.commission, **changes}
        return replace(found, price=figures["price"], commission=figures["commission"])

    return change


def _with_receipt(**changes: object) -> Callable[[Recorded], Recorded]:
    return lambda found: replace(found, receipt=found.receipt.model_copy(update=changes))


@pytest.mark.parametrize(
    ("tamper", "figure"),
    [
        (_with(price=Decimal(99)), "price"),
        (_with(commission=Decimal(0)), "commission"),
        (_with_receipt(ask=Decimal("100.11")), "price"),
        (_with_receipt(rule="limit"), "rule"),
        (_with_receipt(price_improvement=Decimal(1)), "price_improvement"),
        (_with_receipt(model_version=2), "model"),
        (_with_receipt(model="perfect"), "model"),
        (_with_receipt(ask=None), "rule"),
        (_with_receipt(fees=[]), "fees"),
    ],
)
def test_whatever_was_changed_afterwards_is_found(
    tamper: Callable[[Recorded], Recorded], figure: str
) -> None:
    found = recorded()
    assert found is not None

    assert figure in [each.figure for each in differences(tamper(found))]


def test_what_the_book_could_not_pay_for_costs_its_share_of_the_commission() -> None:
    found = recorded()
    assert found is not None
    cut = replace(found, quantity=Decimal(40), commission=Decimal("0.4"))

    assert differences(cut) == []
    assert differences(replace(cut, commission=Decimal(1))) != []


def test_a_receipt_without_its_order_cannot_be_checked() -> None:
    found = recorded()
    assert found is not None
    with pytest.raises(NotRecorded):
        differences(_with_receipt(order=None)(found))
