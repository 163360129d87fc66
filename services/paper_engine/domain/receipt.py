"""The figures of a fill, worked out from the order and the quote alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from services.paper_engine.domain.matching import Wait, price_terms
from services.paper_engine.domain.order import WorkingOrder
from services.paper_engine.domain.quote import Quote
from services.paper_engine.domain.reason import Rule
from shared.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Figures:
    """Price and improvement per unit, fees by kind for the whole quantity; all exact."""

    price: Decimal
    rule: Rule
    price_improvement: Decimal
    fees: tuple[tuple[str, Decimal], ...]

    @property
    def commission(self) -> Decimal:
        return sum((amount for _, amount in self.fees), ZERO)


class NotFillable(ValueError):
    def __init__(self, order: WorkingOrder, quote: Quote, waiting: Wait) -> None:
        super().__init__(
            f"order {order.order_id} version {order.version} does not fill on quote "
            f"{quote.sequence} of {quote.symbol}: {waiting.detail}"
        )


def recompute(order: WorkingOrder, quote: Quote, quantity: Decimal) -> Figures:
    """What `quantity` of `order` costs on `quote`: when it is proposed, and whenever somebody
    asks again with what the receipt recorded. Raises `NotFillable` where it costs nothing
    because it does not fill."""
    terms = price_terms(order, quote)
    if isinstance(terms, Wait):
        raise NotFillable(order, quote, terms)
    fees = order.fee_model.parts(
        quantity, terms.price, order.multiplier, first=order.filled_quantity == ZERO
    )
    return Figures(terms.price, terms.rule, terms.price_improvement, fees)
