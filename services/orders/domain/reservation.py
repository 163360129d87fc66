"""How much cash an order sets aside for each unit it may still trade.

An order without a limit is reckoned at what it would cost now plus a collar; what it did not
need is released when it fills. Sells set shares aside, not cash, unless they sell short.
"""

from __future__ import annotations

from decimal import Decimal

from services.orders.domain.terms import Terms
from shared.kernel.enums import OrderType, Side
from shared.kernel.money import ZERO

COLLAR = Decimal("1.05")
_PERCENT = Decimal(100)


def reference_price(terms: Terms, market: Decimal | None) -> Decimal | None:
    """What a unit is reckoned at where an order is for an amount of money."""
    return terms.limit_price or terms.stop_price or market


def reserve_price(
    side: Side, order_type: OrderType, terms: Terms, market: Decimal | None
) -> Decimal | None:
    """Cash per unit and point of multiplier; `None` where no price is known to reckon with.

    `market` is what a unit costs now, where that is known.
    """
    if side is Side.SELL:
        return ZERO
    if terms.limit_price is not None:
        return terms.limit_price
    if order_type is OrderType.STOP and terms.stop_price is not None:
        return max(terms.stop_price, market or ZERO) * COLLAR
    if market is None:
        return None
    return (market + _trail(terms, market)) * COLLAR


def _trail(terms: Terms, market: Decimal) -> Decimal:
    """How far above the market a trailing stop may trigger; nothing for other orders."""
    if terms.trail_amount is not None:
        return terms.trail_amount
    if terms.trail_percent is not None:
        return market * terms.trail_percent / _PERCENT
    return ZERO
