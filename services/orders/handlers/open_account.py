"""Open an account with its starting balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.orders.domain.account import Account, Era, opening_entry
from services.orders.domain.account_commands import OpenAccount
from services.orders.domain.errors import known_models
from services.orders.handlers.announce_account import account_opened
from services.orders.ports import Work
from shared.kernel.enums import AccountStatus

CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Opened:
    """`created` is False where the same command had opened the account before."""

    account: Account
    created: bool


async def open_account(command: OpenAccount, work: Work, *, at: datetime) -> Opened:
    """Raises `UnknownModel`."""
    known_models(command.settings)
    account = _account(command, at)
    if not await work.accounts.add(account):
        known = await work.accounts.opened_as(command.user_id, command.client_account_id)
        assert known is not None, "the id is taken, and accounts are never removed"
        return Opened(known, created=False)
    await work.accounts.begin(Era.of(account, at))
    await work.accounts.post([opening_entry(account, at)])
    work.outbox.append(account_opened(account))
    return Opened(account, created=True)


def _account(command: OpenAccount, at: datetime) -> Account:
    return Account(
        account_id=command.account_id,
        user_id=command.user_id,
        client_account_id=command.client_account_id,
        name=command.name,
        kind=command.kind,
        currency=CURRENCY,
        status=AccountStatus.OPEN,
        starting_balance=command.starting_balance,
        cash=command.starting_balance,
        opened_at=at,
        settings=command.settings,
    )
