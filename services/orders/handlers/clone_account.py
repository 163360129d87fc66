"""Copy an account as it is at this instant: one transaction, told as if it had all happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from services.orders.domain.account import Account, Era, LedgerEntry
from services.orders.domain.account_commands import CloneAccount
from services.orders.domain.clone import History, copied
from services.orders.domain.errors import NoSuchAccount
from services.orders.domain.lifecycle import Change
from services.orders.domain.order import Order
from services.orders.handlers.announce import order_event
from services.orders.handlers.announce_account import (
    account_opened,
    action_booked,
    execution_booked,
)
from services.orders.handlers.open_account import Opened
from services.orders.ports import Work
from shared.contracts.executions import AccountEvent
from shared.kernel.enums import AccountStatus, OrderStatus
from shared.kernel.money import ZERO

NAME_CHARACTERS_MAX = 80
_FINAL = {
    OrderStatus.FILLED: Change.FILLED,
    OrderStatus.CANCELLED: Change.CANCELLED,
    OrderStatus.EXPIRED: Change.EXPIRED,
    OrderStatus.REJECTED: Change.REJECTED,
}


async def clone_account(command: CloneAccount, work: Work, *, at: datetime) -> Opened:
    """A new account with the cash, the holdings and the trades that the other has in its era.

    Pending orders stay with their own account, and so does what they had set aside. Readers of
    the stream see the opening and every trade with their own times, so whatever they derive
    from those is the same for both. Raises `NoSuchAccount`.
    """
    model = await work.accounts.lock(command.account_id, command.user_id)
    if model is None:
        raise NoSuchAccount
    era = await work.accounts.era(model)
    clone = _clone_of(model, era, command)
    if not await work.accounts.add(clone):
        known = await work.accounts.opened_as(command.user_id, command.client_account_id)
        assert known is not None, "the id is taken, and accounts are never removed"
        return Opened(known, created=False)

    history = copied(await work.histories.of(model), clone.account_id, at=at)
    await work.accounts.begin(Era.of(clone, era.began_at))
    await work.histories.record(history)
    for holding in await work.holdings.of_account(model.account_id):
        if holding.quantity:
            await work.holdings.save(
                replace(holding, account_id=clone.account_id, held_quantity=ZERO)
            )
    clone = _announce(clone, history, work)
    await work.accounts.save(clone)
    return Opened(clone, created=True)


def _clone_of(model: Account, era: Era, command: CloneAccount) -> Account:
    name = command.name or f"Copy of {model.name}"
    return replace(
        model,
        account_id=command.clone_id,
        client_account_id=command.client_account_id,
        name=name[:NAME_CHARACTERS_MAX],
        status=AccountStatus.OPEN,
        reserved=ZERO,
        version=1,
        era=1,
        opened_at=era.began_at,
        cloned_from=model.account_id,
    )


def _announce(clone: Account, history: History, work: Work) -> Account:
    """Tell the history step by step; the clone after the last of them."""
    account = clone
    for account, event in _told(clone, history):  # noqa: B007 - the last one is returned
        work.outbox.append(event)
    for traded in history.orders:
        work.outbox.append(order_event(traded.order, _final(traded.order)))
    return account


def _told(clone: Account, history: History) -> Iterator[tuple[Account, AccountEvent]]:
    trades = {each.execution.execution_id: each.execution for each in history.trades}
    adjustments = {each.adjustment_id: each for each in history.adjustments}
    for version, (_, group) in enumerate(groupby(history.entries, _cause), start=1):
        *_, entry = group
        account = replace(clone, cash=entry.balance_after, version=version)
        if entry.execution_id is not None:
            yield account, execution_booked(trades[entry.execution_id], account)
        elif entry.adjustment_id is not None:
            adjustment = adjustments[entry.adjustment_id]
            action = history.actions[adjustment.action_id]
            yield account, action_booked(adjustment, action, account)
        else:
            yield account, account_opened(account)


def _cause(entry: LedgerEntry) -> UUID | None:
    return entry.execution_id or entry.adjustment_id


def _final(order: Order) -> Change:
    return _FINAL[order.status]
