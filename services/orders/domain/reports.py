"""May the book follow what the engine proposes? One question a function, first no wins."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from services.orders.domain.checks import PRICE_MAX
from services.orders.domain.order import STOPS, Order
from shared.kernel.enums import OrderType
from shared.kernel.ids import AccountId
from shared.kernel.money import ZERO, notional


def unfit_change(
    order: Order, kind: str, trail_reference: Decimal | None, at: datetime
) -> str | None:
    """Why a proposal that moves no money does not fit the order."""
    if kind == "trigger" and (order.type not in STOPS or order.triggered_at is not None):
        return "nothing_to_trigger"
    if kind == "trail":
        trails = order.type is OrderType.TRAILING_STOP and order.triggered_at is None
        if not trails or trail_reference is None or trail_reference <= ZERO:
            return "nothing_to_trail"
    if kind == "expire" and order.expires_at is not None and at < order.expires_at:
        return "not_yet_expired"
    return None


def out_of_date(order: Order, account_id: AccountId, version: int, at: datetime) -> str | None:
    """Why a proposal about `order` is not for the order as it now is; `None` if it is."""
    if order.account_id != account_id:
        return "wrong_account"
    if not order.is_pending:
        return "order_not_pending"
    if order.version != version:
        return "stale_version"
    if order.in_hold(at):
        return "in_hold"
    return None


def _too_much(order: Order, quantity: Decimal, price: Decimal) -> bool:
    money = order.remaining_notional
    if money is None:
        return quantity > order.remaining_quantity
    return notional(quantity, price, order.multiplier) > money


def unfit_fill(
    order: Order,
    quantity: Decimal,
    price: Decimal,
    commission: Decimal,
    *,
    decided_at: datetime,
) -> str | None:
    """Why a fill is not one that the order allows, whatever the engine thought."""
    if not ZERO < price <= PRICE_MAX or commission < ZERO:
        return "bad_price"
    if quantity <= ZERO or quantity % order.quantity_step or _too_much(order, quantity, price):
        return "bad_quantity"
    if order.expires_at is not None and decided_at > order.expires_at:
        return "expired"
    limit = order.terms.limit_price
    if limit is not None and (price - limit) * order.side.sign > 0:
        return "beyond_limit"
    return None
