"""Let an account start again: same account, same keys, a new era with nothing but cash."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.orders.domain.account import Account, Era, opening_entry
from services.orders.domain.account_commands import ResetAccount
from services.orders.domain.changes import Cancelled
from services.orders.handlers.announce_account import account_reset
from services.orders.handlers.open_accounts import cancel_pending, lock_open
from services.orders.ports import Work
from shared.kernel.money import ZERO

WHY = Cancelled("account_reset", "The account was reset.")


async def reset_account(command: ResetAccount, work: Work, *, at: datetime) -> Account:
    """The account in its new era; as it is now, where the same command was carried out before.

    Raises `NoSuchAccount` or `AccountIsClosed`.
    """
    account = await lock_open(work, command.account_id, command.user_id)
    balance = command.starting_balance
    reset = account.reset(account.starting_balance if balance is None else balance)
    if not await work.accounts.begin(Era.of(reset, at, command.client_reset_id)):
        return account

    await cancel_pending(work, account, WHY, at=at)
    for holding in await work.holdings.of_account(account.account_id):
        await work.holdings.save(replace(holding, quantity=ZERO, held_quantity=ZERO))
    await work.accounts.post([opening_entry(reset, at)])
    await work.accounts.rewrite(reset)
    work.outbox.append(account_reset(reset, at=at))
    return reset
