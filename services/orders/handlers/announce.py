"""What the book tells of orders: domain values in, events of the contracts out.

The id of an event follows from what it tells, so doing the same thing twice announces the same
event.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid5

from services.orders.domain.lifecycle import Change
from services.orders.domain.order import Order
from shared.contracts.orders import (
    OrderCancelled,
    OrderEvent,
    OrderExpired,
    OrderFilled,
    OrderPartiallyFilled,
    OrderRejected,
    OrderReplaced,
    OrderResized,
    OrderState,
    OrderSubmitted,
    OrderTrailed,
    OrderTriggered,
)

EVENTS: Mapping[Change, type[OrderEvent]] = {
    Change.SUBMITTED: OrderSubmitted,
    Change.REPLACED: OrderReplaced,
    Change.RESIZED: OrderResized,
    Change.TRIGGERED: OrderTriggered,
    Change.TRAILED: OrderTrailed,
    Change.PARTIALLY_FILLED: OrderPartiallyFilled,
    Change.FILLED: OrderFilled,
    Change.CANCELLED: OrderCancelled,
    Change.EXPIRED: OrderExpired,
    Change.REJECTED: OrderRejected,
}


def order_event(order: Order, change: Change, *, caused_by: UUID | None = None) -> OrderEvent:
    return EVENTS[change].model_validate(
        {
            "event_id": uuid5(order.order_id, f"order.{change}:{order.version}"),
            "occurred_at": order.updated_at,
            "caused_by": caused_by,
            "order": state_of(order),
        }
    )


def state_of(order: Order) -> OrderState:
    terms = order.terms
    return OrderState(
        order_id=order.order_id,
        client_order_id=order.client_order_id,
        account_id=order.account_id,
        symbol=order.symbol,
        side=order.side,
        type=order.type,
        time_in_force=terms.time_in_force,
        quantity=terms.quantity,
        limit_price=terms.limit_price,
        stop_price=terms.stop_price,
        trail_amount=terms.trail_amount,
        trail_percent=terms.trail_percent,
        extended_hours=order.extended_hours,
        status=order.status,
        filled_quantity=order.filled_quantity,
        remaining_quantity=order.remaining_quantity,
        notional=terms.notional,
        remaining_notional=order.remaining_notional if order.is_pending else None,
        average_price=order.average_price,
        reserved_cash=order.reserved_cash,
        version=order.version,
        reason_code=order.reason_code,
        reason=order.reason,
        hold_until=order.hold_until,
        expires_at=order.expires_at,
        submitted_at=order.submitted_at,
        working_since=order.working_since,
        updated_at=order.updated_at,
        triggered_at=order.triggered_at,
        trail_reference=order.trail_reference,
        group_id=order.group.group_id if order.group else None,
        group_role=order.group.role if order.group else None,
        parent_order_id=order.group.parent_order_id if order.group else None,
        active=order.active,
        fill_model=order.fill_model,
        fee_model=order.fee_model,
        multiplier=order.multiplier,
        era=order.era,
    )
