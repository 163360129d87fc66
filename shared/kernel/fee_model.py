"""Fee models: what an execution costs. Exact, never rounded here.

A specification is `none`, `per_share:0.005` (a unit), `flat:1.00` (an order, taken with its
first execution) or `percent:0.1` (of the notional; 0.1 is a tenth of a percent).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from shared.kernel.money import ZERO, notional

_PERCENT = Decimal("0.01")
_KINDS = ("per_share", "flat", "percent")


@dataclass(frozen=True, slots=True)
class FeeModel:
    """At most one of the three is above zero."""

    spec: str
    per_share: Decimal = ZERO
    flat: Decimal = ZERO
    percent: Decimal = ZERO

    def commission(
        self, quantity: Decimal, price: Decimal, multiplier: Decimal, *, first: bool
    ) -> Decimal:
        """The fee for one execution, in the instrument's currency. `first`: nothing of the
        order has been executed before."""
        return sum(
            (amount for _, amount in self.parts(quantity, price, multiplier, first=first)), ZERO
        )

    def parts(
        self, quantity: Decimal, price: Decimal, multiplier: Decimal, *, first: bool
    ) -> tuple[tuple[str, Decimal], ...]:
        """What the fee is made of: the kind of each part that is not zero, and its amount."""
        amounts = (
            self.per_share * quantity,
            self.flat if first else ZERO,
            self.percent * _PERCENT * notional(quantity, price, multiplier),
        )
        return tuple((kind, each) for kind, each in zip(_KINDS, amounts, strict=True) if each)


class UnknownFeeModel(ValueError):
    def __init__(self, spec: str) -> None:
        super().__init__(
            f"{spec!r} is no fee model: use none, per_share:0.005, flat:1.00 or percent:0.1 "
            "with an amount of zero or more."
        )


NO_FEES = FeeModel("none")


def fee_model(spec: str) -> FeeModel:
    """The model that `spec` describes. Raises `UnknownFeeModel`."""
    if spec == NO_FEES.spec:
        return NO_FEES
    kind, _, text = spec.partition(":")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise UnknownFeeModel(spec) from None
    if kind not in _KINDS or not amount.is_finite() or amount < 0:
        raise UnknownFeeModel(spec)
    return FeeModel(spec, **{kind: amount})
