"""Submit an order: accept it and set aside what it may cost, or refuse it and keep the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.orders.domain.commands import SubmitOrder
from services.orders.domain.entry import entered
from services.orders.domain.errors import DuplicateClientOrderId, NoSuchAccount
from services.orders.domain.exits import exits_of
from services.orders.domain.lifecycle import Change
from services.orders.domain.order import Order
from services.orders.handlers.announce import order_event, state_of
from services.orders.handlers.listing import expiry, look_up
from services.orders.handlers.means import standing
from services.orders.handlers.settle import Step, settle
from services.orders.ports import MarketData, Sessions, Work
from shared.kernel.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Submitted:
    """`created` is False where the same command had been carried out before. The order may be
    a refused one: it is recorded all the same, so that its trader sees it in the table."""

    order: Order
    created: bool


async def submit_order(
    command: SubmitOrder, work: Work, market: MarketData, sessions: Sessions, *, at: datetime
) -> Submitted:
    """Record the order and announce it. The market is asked before anything is locked."""
    try:
        listing = await look_up(market, command.symbol, command.side, command.terms)
    except Unavailable:
        # A repeated command gets its answer all the same.
        if known := await _submitted_before(command, work):
            return known
        raise
    expires_at = await expiry(
        sessions,
        command.terms,
        listing,
        at,
        kind=command.type,
        extended_hours=command.extended_hours,
    )

    account = await work.accounts.lock(command.account_id, command.user_id)
    if account is None:
        raise NoSuchAccount
    has = await standing(work, market, account, command.symbol, command.side)

    order = entered(
        command,
        account,
        has.means,
        listing.instrument,
        has.indication or listing.indication,
        at=at,
        expires_at=expires_at,
    )
    if not await work.orders.add(order, command.fingerprint):
        known = await _submitted_before(command, work)
        assert known is not None, "the id is taken, and orders are never removed"
        return known
    steps = [Step(None, order), *await _add_exits(command, order, work, at=at)]
    await settle(work, account, steps, holding=has.holding)
    for step in steps:
        change = Change.SUBMITTED if step.after.is_pending else Change.REJECTED
        work.outbox.append(order_event(step.after, change))
    return Submitted(order, created=True)


async def _add_exits(command: SubmitOrder, order: Order, work: Work, *, at: datetime) -> list[Step]:
    if command.exits is None or not order.is_pending:
        return []
    legs = exits_of(order, command.exits, at=at)
    for leg in legs:
        added = await work.orders.add(leg, command.fingerprint)
        assert added, "the ids of exits follow from that of their entry, which was free"
    return [Step(None, leg) for leg in legs]


async def _submitted_before(command: SubmitOrder, work: Work) -> Submitted | None:
    """The order that the same command made earlier. Raises where another command made it."""
    known = await work.orders.find(command.order_id, command.user_id)
    if known is None:
        return None
    if known.fingerprint != command.fingerprint:
        raise DuplicateClientOrderId(
            "This client_order_id was used for another order.", state_of(known.order)
        )
    return Submitted(known.order, created=False)
