"""Cancel every pending order of an account at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.orders.domain.changes import Cancelled
from services.orders.domain.commands import CancelAll
from services.orders.domain.errors import NoSuchAccount
from services.orders.domain.lifecycle import Change
from services.orders.domain.order import Order
from services.orders.handlers.announce import order_event
from services.orders.handlers.settle import Step, settle
from services.orders.ports import Work


async def cancel_all(command: CancelAll, work: Work, *, at: datetime) -> Sequence[Order]:
    """The orders that were pending, cancelled: all of them, or none where this fails."""
    account = await work.accounts.lock(command.account_id, command.user_id)
    if account is None:
        raise NoSuchAccount
    pending = await work.orders.lock_pending(command.account_id, command.symbol)
    steps = await cancel_these(pending, work, at=at)
    if steps:
        await settle(work, account, steps)
    return [step.after for step in steps]


async def cancel_these(pending: Iterable[Order], work: Work, *, at: datetime) -> list[Step]:
    """Cancel locked orders. What that does to their account is for the caller to settle."""
    steps = [Step(order, order.apply(Cancelled(), at=at)) for order in pending]
    for step in steps:
        await work.orders.save(step.after)
        work.outbox.append(order_event(step.after, Change.CANCELLED))
    return steps
