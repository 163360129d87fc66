"""The first beat of cancel and replace: the order, locked, and still free to change."""

from __future__ import annotations

from services.orders.domain.account import Account
from services.orders.domain.errors import NoSuchOrder, OrderNotPending
from services.orders.domain.order import Order
from services.orders.handlers.announce import state_of
from services.orders.ports import Work
from shared.kernel.ids import OrderId, UserId


async def lock_pending(work: Work, order_id: OrderId, user_id: UserId) -> tuple[Account, Order]:
    """The account first, then its order: whoever changes an order locks both in this order.

    Raises `NoSuchOrder`, or `OrderNotPending` with the order as it now is.
    """
    account = await work.accounts.lock_of_order(order_id, user_id)
    order = await work.orders.lock(order_id) if account else None
    if account is None or order is None:
        raise NoSuchOrder
    if not order.is_pending:
        raise OrderNotPending(f"The order is {order.status} already.", state_of(order))
    return account, order
