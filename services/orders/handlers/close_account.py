"""Close an account for good. It stays readable, and takes no order any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.orders.domain.account import Account
from services.orders.domain.account_commands import CloseAccount
from services.orders.domain.changes import Cancelled
from services.orders.domain.errors import AccountNotFlat, NoSuchAccount
from services.orders.handlers.announce_account import account_closed
from services.orders.handlers.open_accounts import cancel_pending
from services.orders.ports import Work
from shared.kernel.money import ZERO

WHY = Cancelled("account_closed", "The account was closed.")


async def close_account(command: CloseAccount, work: Work, *, at: datetime) -> Account:
    """The closed account; as it is, where it was closed before.

    Raises `NoSuchAccount`, or `AccountNotFlat` with what it still holds.
    """
    account = await work.accounts.lock(command.account_id, command.user_id)
    if account is None:
        raise NoSuchAccount
    if not account.is_open:
        return account
    holdings = await work.holdings.of_account(account.account_id)
    if held := [holding for holding in holdings if holding.quantity]:
        raise AccountNotFlat(held)

    await cancel_pending(work, account, WHY, at=at)
    for holding in holdings:
        await work.holdings.save(replace(holding, held_quantity=ZERO))
    closed = account.closed()
    await work.accounts.rewrite(closed)
    work.outbox.append(account_closed(closed, at=at))
    return closed
