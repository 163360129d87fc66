"""What else must change because an order has changed: the others of its group, in the same
transaction, under the same lock of the account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.orders.domain.group import follow
from services.orders.handlers.announce import order_event
from services.orders.handlers.settle import Step
from services.orders.ports import Work


async def follow_group(
    step: Step, work: Work, *, at: datetime, caused_by: UUID | None = None
) -> list[Step]:
    """The steps of the others, saved and announced; to settle them is for the caller."""
    if step.before is None or step.after.group is None:
        return []
    group = await work.orders.lock_group(step.after.group.group_id)
    others = [order for order in group if order.order_id != step.after.order_id]
    steps: list[Step] = []
    for each in follow(step.before, step.after, others):
        after = each.order.apply(each.change, at=at)
        await work.orders.save(after)
        word = each.order.change_by(each.change)
        work.outbox.append(order_event(after, word, caused_by=caused_by))
        steps.append(Step(each.order, after))
    return steps
