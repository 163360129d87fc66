"""What an order is likely to cost: an estimate from the newest quote, never a promise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from services.orders.domain.order import Order
from shared.kernel.enums import OrderType, Side
from shared.kernel.fee_model import fee_model
from shared.kernel.fill_model import fill_model
from shared.kernel.money import ZERO, notional

_ONE = Decimal(1)
_PERCENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The newest prices; `None` is unknown."""

    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None

    def far_side(self, side: Side) -> Decimal | None:
        """What an order of `side` trades at now."""
        price = self.ask if side is Side.BUY else self.bid
        return price if price is not None and price > ZERO else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """`price` is per unit, `value` what the whole quantity is worth at it, `fees` on top.
    `marketable`: the quote meets the order's terms now."""

    price: Decimal
    value: Decimal
    fees: Decimal
    marketable: bool


def estimate(order: Order, market: Market | None) -> Estimate | None:
    """`None` where neither the order nor the market names a price.

    A marketable order is reckoned at the far side of the quote, with the slippage of its fill
    model where it has no limit; one that waits, at the price it waits for.
    """
    far = None if market is None else market.far_side(order.side)
    last = None if market is None else market.last
    price = _price(order, far, last)
    if price is None:
        return None
    quantity = order.terms.quantity
    fees = fee_model(order.fee_model).commission(quantity, price, order.multiplier, first=True)
    value = notional(quantity, price, order.multiplier)
    return Estimate(price, value, fees, _marketable(order, far, last))


def _marketable(order: Order, far: Decimal | None, last: Decimal | None) -> bool:
    if far is None or order.type is OrderType.TRAILING_STOP:
        return False
    terms, sign = order.terms, order.side.sign
    watched = last or far
    if terms.stop_price is not None and (terms.stop_price - watched) * sign > 0:
        return False
    return terms.limit_price is None or (far - terms.limit_price) * sign <= 0


def _price(order: Order, far: Decimal | None, last: Decimal | None) -> Decimal | None:
    terms, sign = order.terms, order.side.sign
    if _marketable(order, far, last) or order.type is OrderType.MARKET:
        basis = far or last
    elif order.type is OrderType.TRAILING_STOP:
        watched = last or far
        trail = terms.trail_amount
        if watched is not None and trail is None:
            trail = watched * (terms.trail_percent or ZERO) * _PERCENT
        basis = None if watched is None or trail is None else watched + sign * trail
    else:
        basis = terms.limit_price or terms.stop_price
    if basis is None or terms.limit_price is not None:
        return basis
    return basis * (_ONE + sign * fill_model(order.fill_model).slippage)
