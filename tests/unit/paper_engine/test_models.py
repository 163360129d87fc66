"""Specifications of fill and fee models, and the figures of a receipt."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from services.paper_engine.domain.order import models_of
from services.paper_engine.domain.reason import Ending
from services.paper_engine.domain.receipt import NotFillable, recompute
from shared.kernel.enums import OrderType, Side
from shared.kernel.fee_model import UnknownFeeModel, fee_model
from shared.kernel.fill_model import UnknownFillModel, fill_model
from tests.support.paper_engine import a_quote, an_order


@pytest.mark.parametrize(
    ("spec", "fee"),
    [
        ("none", "0"),
        ("per_share:0.005", "0.5"),  # 100 × 0.005
        ("flat:1.00", "1"),
        ("percent:0.1", "500"),  # 100 × 100 × 50 × 0.1 %
        ("percent:0", "0"),
    ],
)
def test_a_fee_is_exact(spec: str, fee: str) -> None:
    model = fee_model(spec)

    commission = model.commission(Decimal(100), Decimal(100), Decimal(50), first=True)

    assert commission == Decimal(fee)


def test_a_flat_fee_is_taken_once_an_order() -> None:
    later = fee_model("flat:1").commission(Decimal(1), Decimal(1), Decimal(1), first=False)

    assert later == 0


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "free",
        "per_share",
        "per_share:",
        "flat:-1",
        "flat:NaN",
        "flat:Infinity",
        "cent:1",
        "x:1:2",
    ],
)
def test_a_fee_specification_that_means_nothing_is_refused_with_those_that_do(spec: str) -> None:
    with pytest.raises(UnknownFeeModel, match=r"per_share:0\.005"):
        fee_model(spec)


@pytest.mark.parametrize("spec", ["quote", "touch", "strict"])
def test_a_fill_model_has_a_version(spec: str) -> None:
    assert (fill_model(spec).name, fill_model(spec).version) == (spec, 1)


def test_a_fill_model_may_slip_by_a_percentage() -> None:
    model = fill_model("strict+slippage:0.05")

    assert (model.name, model.slippage) == ("strict+slippage:0.05", Decimal("0.0005"))
    assert model.trades_through


@pytest.mark.parametrize(
    "spec",
    ["", "perfect", "quote+", "quote+luck:1", "quote+slippage:", "quote+slippage:-1",
     "quote+slippage:11", "quote+slippage:NaN"],
)  # fmt: skip
def test_a_fill_specification_that_means_nothing_is_refused_with_those_that_do(spec: str) -> None:
    with pytest.raises(UnknownFillModel, match="quote, touch, strict"):
        fill_model(spec)


@pytest.mark.parametrize(
    ("fills", "fees", "code"),
    [
        ("perfect", "none", Ending.UNKNOWN_FILL_MODEL),
        ("quote", "free", Ending.UNKNOWN_FEE_MODEL),
        ("quote", "none", None),
    ],
)
def test_an_order_with_an_unknown_model_has_a_defect_and_stops_nobody_else(
    fills: str, fees: str, code: Ending | None
) -> None:
    _, _, defect = models_of(fills, fees)

    assert (defect.code if defect else None) is code


def test_a_receipt_is_worked_out_again_from_the_quote_alone() -> None:
    order = replace(
        an_order(Side.BUY, OrderType.LIMIT, limit="100.10"),
        fee_model=fee_model("per_share:0.01"),
    )

    figures = recompute(order, a_quote(), Decimal(40))

    assert figures.price == Decimal("100.01")
    assert figures.price_improvement == Decimal("0.09")
    assert figures.commission == Decimal("0.4")


def test_a_fill_that_the_quote_does_not_support_cannot_be_worked_out() -> None:
    with pytest.raises(NotFillable, match="does not fill"):
        recompute(an_order(Side.BUY, OrderType.LIMIT, limit="99"), a_quote(), Decimal(1))
