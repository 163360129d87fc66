"""Open an account with its starting balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.orders.domain.account import Account, LedgerEntry
from services.orders.domain.commands import OpenAccount
from services.orders.handlers.announce import account_opened
from services.orders.ports import Work
from shared.kernel.enums import AccountKind, AccountStatus

CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Opened:
    """`created` is False where the same command had opened the account before."""

    account: Account
    created: bool


async def open_account(command: OpenAccount, work: Work, *, at: datetime) -> Opened:
    account = _account(command, at)
    if not await work.accounts.add(account):
        known = await work.accounts.opened_as(command.user_id, command.client_account_id)
        assert known is not None, "the id is taken, and accounts are never removed"
        return Opened(known, created=False)
    await work.accounts.post([_opening_entry(account)])
    work.outbox.append(account_opened(account))
    return Opened(account, created=True)


def _account(command: OpenAccount, at: datetime) -> Account:
    return Account(
        account_id=command.account_id,
        user_id=command.user_id,
        client_account_id=command.client_account_id,
        name=command.name,
        kind=AccountKind.CASH,
        currency=CURRENCY,
        status=AccountStatus.OPEN,
        starting_balance=command.starting_balance,
        cash=command.starting_balance,
        opened_at=at,
    )


def _opening_entry(account: Account) -> LedgerEntry:
    return LedgerEntry(
        account_id=account.account_id,
        kind="opening",
        amount=account.starting_balance,
        balance_after=account.cash,
        booked_at=account.opened_at,
    )
