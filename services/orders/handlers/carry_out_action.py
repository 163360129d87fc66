"""Carry out a split or a cash dividend: every account at one instant, all of them or none.

The book stands still meanwhile, so no order is accepted and no fill booked of which one could
not say whether it was before or after. A process that dies has done nothing, and the operator
sends the same action again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from services.orders.domain.account import Account, Holding
from services.orders.domain.changes import Cancelled, OrderChange
from services.orders.domain.corporate_action import (
    Adjustment,
    CorporateAction,
    NoPriceForFraction,
    Split,
    adjust,
)
from services.orders.domain.errors import ActionIdTaken, PriceNeeded, UnknownSymbol
from services.orders.domain.group import ENTRY_ENDED
from services.orders.domain.instrument import Instrument
from services.orders.domain.split_orders import rebased_all
from services.orders.handlers.announce import order_event
from services.orders.handlers.announce_account import (
    action_booked,
    funds_changed,
)
from services.orders.ports import MarketData, Work
from shared.kernel.money import ZERO

UNAFFORDABLE = Cancelled("split", "After the split, its fees would be more than there is to pay.")


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """`created` is False where the same action was carried out before."""

    created: bool
    accounts: int = 0
    """How many accounts held the symbol."""


async def carry_out_action(
    action: CorporateAction, work: Work, market: MarketData, *, at: datetime
) -> CarriedOut:
    """Raises `UnknownSymbol`, `ActionIdTaken`, `PriceNeeded` or `Unavailable`."""
    instrument = await market.instrument(action.symbol)
    if instrument is None:
        raise UnknownSymbol(action.symbol)
    await work.accounts.stand_still()
    if not await work.actions.add(action):
        await _expect_the_same(action, work)
        return CarriedOut(created=False)

    accounts = 0
    for account in await work.accounts.concerned(action.symbol):
        holding = await work.holdings.lock(account.account_id, action.symbol)
        adjustment = _adjustment(holding, action, account, instrument, at)
        reserved, held = account.reserved, holding.held_quantity
        if isinstance(action, Split):
            reserved, held = await _rebase_orders(account, action, instrument, work, at=at)
        await _settle(account, holding, action, adjustment, reserved, held, work, at=at)
        accounts += bool(adjustment)
    return CarriedOut(created=True, accounts=accounts)


async def _expect_the_same(action: CorporateAction, work: Work) -> None:
    known = await work.actions.find(action.action_id)
    if known is None or replace(action, effective_at=known.effective_at) != known:
        raise ActionIdTaken


def _adjustment(
    holding: Holding,
    action: CorporateAction,
    account: Account,
    instrument: Instrument,
    at: datetime,
) -> Adjustment | None:
    if not holding.quantity:
        return None
    try:
        return adjust(
            holding,
            action,
            account.era,
            multiplier=instrument.multiplier,
            step=instrument.quantity_step,
            at=at,
        )
    except NoPriceForFraction:
        raise PriceNeeded(action.symbol) from None


async def _rebase_orders(
    account: Account, split: Split, instrument: Instrument, work: Work, *, at: datetime
) -> tuple[Decimal, Decimal]:
    """Put the account's pending orders into new units. Returns what they then set aside: the
    account's reserved cash, and the shares of this symbol."""
    reserved, held = account.reserved, ZERO
    pending = await work.orders.lock_pending(account.account_id, split.symbol)
    without_entry: set[UUID] = set()
    for order, rebased in rebased_all(pending, split, instrument):
        change: OrderChange = rebased
        if order.group is not None and not order.active and order.group.group_id in without_entry:
            change = ENTRY_ENDED
        after = order.apply(change, at=at)
        if after.reserved_cash - order.reserved_cash > max(account.cash - reserved, ZERO):
            change = UNAFFORDABLE
            after = order.apply(change, at=at)
            if order.group is not None:
                without_entry.add(order.group.group_id)
        await work.orders.save(after)
        word = order.change_by(change)
        work.outbox.append(order_event(after, word, caused_by=split.action_id))
        reserved += after.reserved_cash - order.reserved_cash
        held += after.held_shares
    return reserved, held


async def _settle(
    account: Account,
    holding: Holding,
    action: CorporateAction,
    adjustment: Adjustment | None,
    reserved: Decimal,
    held: Decimal,
    work: Work,
    *,
    at: datetime,
) -> None:
    """Book what the action did to one account, and announce it: one event, or none."""
    quantity = adjustment.quantity_after if adjustment else holding.quantity
    moved = account.moved(
        cash=adjustment.amount if adjustment else ZERO, reserved=reserved - account.reserved
    )
    if (quantity, held) != (holding.quantity, holding.held_quantity):
        await work.holdings.save(replace(holding, quantity=quantity, held_quantity=held))
    if adjustment is not None:
        await work.actions.book(adjustment)
        await work.accounts.post([adjustment.entry(action.kind, account.cash)])
        await work.accounts.save(moved)
        work.outbox.append(action_booked(adjustment, action, moved))
    elif reserved != account.reserved:
        await work.accounts.save(moved)
        work.outbox.append(funds_changed(moved, at=at, caused_by=action.action_id))
