"""The first beat of whatever changes an account: it is there, it is locked, and it is open."""

from __future__ import annotations

from datetime import datetime

from services.orders.domain.account import Account
from services.orders.domain.changes import Cancelled
from services.orders.domain.errors import AccountIsClosed, NoSuchAccount
from services.orders.domain.lifecycle import Change
from services.orders.handlers.announce import order_event
from services.orders.ports import Work
from shared.kernel.ids import AccountId, UserId


async def lock_open(work: Work, account_id: AccountId, user_id: UserId) -> Account:
    """Raises `NoSuchAccount` or `AccountIsClosed`."""
    account = await work.accounts.lock(account_id, user_id)
    if account is None:
        raise NoSuchAccount
    if not account.is_open:
        raise AccountIsClosed
    return account


async def cancel_pending(work: Work, account: Account, why: Cancelled, *, at: datetime) -> None:
    """Cancel every pending order of a locked account. What they had set aside is the caller's
    to give back: it knows what becomes of the account and of what it holds."""
    for order in await work.orders.lock_pending(account.account_id):
        cancelled = order.apply(why, at=at)
        await work.orders.save(cancelled)
        work.outbox.append(order_event(cancelled, Change.CANCELLED))
