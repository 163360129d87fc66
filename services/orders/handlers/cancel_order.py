"""Cancel a pending order. The answer is final: the row lock decided against any fill."""

from __future__ import annotations

from datetime import datetime

from services.orders.domain.changes import Cancelled
from services.orders.domain.commands import CancelOrder
from services.orders.domain.lifecycle import Change
from services.orders.domain.order import Order
from services.orders.handlers.announce import order_event
from services.orders.handlers.follow_group import follow_group
from services.orders.handlers.pending_order import lock_pending
from services.orders.handlers.settle import Step, settle
from services.orders.ports import Work


async def cancel_order(command: CancelOrder, work: Work, *, at: datetime) -> Order:
    account, order = await lock_pending(work, command.order_id, command.user_id)

    cancelled = order.apply(Cancelled(), at=at)

    await work.orders.save(cancelled)
    work.outbox.append(order_event(cancelled, Change.CANCELLED))
    step = Step(order, cancelled)
    await settle(work, account, [step, *await follow_group(step, work, at=at)])
    return cancelled
