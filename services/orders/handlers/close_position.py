"""Close a position, or flip it to the other side: one ordinary market order, sized while the
account is locked, so that no fill in between can make it too large or too small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.orders.domain.account import Account, Holding
from services.orders.domain.commands import ClosePosition, SubmitOrder
from services.orders.domain.entry import entered
from services.orders.domain.errors import (
    DuplicateClientOrderId,
    FlipNeedsMargin,
    NoPosition,
    NoSuchAccount,
)
from services.orders.domain.lifecycle import Change
from services.orders.domain.order import Order
from services.orders.domain.terms import Terms
from services.orders.handlers.announce import order_event, state_of
from services.orders.handlers.cancel_all import cancel_these
from services.orders.handlers.listing import expiry, look_up
from services.orders.handlers.means import standing
from services.orders.handlers.settle import Step, settle
from services.orders.ports import MarketData, Sessions, Work
from shared.kernel.enums import AccountKind, OrderType, Side
from shared.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Closing:
    """The order that closes, and the pending ones that had to go because they held what it
    trades. `created` is False where the same command had been carried out before."""

    order: Order
    cancelled: list[Order]
    created: bool


async def close_position(
    command: ClosePosition, work: Work, market: MarketData, sessions: Sessions, *, at: datetime
) -> Closing:
    """Raises `NoSuchAccount`, `NoPosition`, `FlipNeedsMargin` or `DuplicateClientOrderId`."""
    if (known := await _closed_before(command, work)) is not None:
        return known
    # Which side closes is known only once the holding is locked; a price does for both.
    terms = Terms(quantity=Decimal(1))
    listing = await look_up(market, command.symbol, Side.BUY, terms)
    expires_at = await expiry(sessions, terms, listing, at)

    account = await work.accounts.lock(command.account_id, command.user_id)
    if account is None:
        raise NoSuchAccount
    holding = await work.holdings.lock(command.account_id, command.symbol)
    submit = _order_for(command, account, holding)
    pending = await work.orders.lock_pending(command.account_id, command.symbol)
    holders = _in_the_way(pending, submit.side)
    has = await standing(work, market, account, command.symbol, submit.side)
    freed = sum((order.reserved_cash for order in holders), ZERO)
    shares = sum((order.held_shares for order in holders), ZERO)

    order = entered(
        submit,
        account,
        has.means.with_own(freed, shares),
        listing.instrument,
        has.indication or listing.indication,
        at=at,
        expires_at=expires_at,
    )
    if not await work.orders.add(order, command.fingerprint):
        known = await _closed_before(command, work)
        assert known is not None, "the id is taken, and orders are never removed"
        return known
    steps = await cancel_these(holders, work, at=at) if order.is_pending else []
    await settle(work, account, [Step(None, order), *steps], holding=holding)
    change = Change.SUBMITTED if order.is_pending else Change.REJECTED
    work.outbox.append(order_event(order, change))
    return Closing(order, [step.after for step in steps], created=True)


def _in_the_way(pending: Sequence[Order], side: Side) -> list[Order]:
    """Orders that trade what is to be closed, and the rest of their groups."""
    exits = [order for order in pending if order.side is side and order.active]
    groups = {order.group.group_id for order in exits if order.group}
    return [
        order
        for order in pending
        if order in exits or (order.group and order.group.group_id in groups)
    ]


def _order_for(command: ClosePosition, account: Account, holding: Holding) -> SubmitOrder:
    if not holding.quantity:
        raise NoPosition(command.symbol)
    if command.flip and account.kind is AccountKind.CASH:
        raise FlipNeedsMargin(command.symbol)
    size = abs(holding.quantity)
    return SubmitOrder(
        user_id=command.user_id,
        account_id=command.account_id,
        client_order_id=command.client_order_id,
        symbol=command.symbol,
        side=Side.SELL if holding.quantity > ZERO else Side.BUY,
        type=OrderType.MARKET,
        terms=Terms(quantity=2 * size if command.flip else size),
    )


async def _closed_before(command: ClosePosition, work: Work) -> Closing | None:
    known = await work.orders.find(command.order_id, command.user_id)
    if known is None:
        return None
    if known.fingerprint != command.fingerprint:
        raise DuplicateClientOrderId(
            "This client_order_id was used for another order.", state_of(known.order)
        )
    return Closing(known.order, [], created=False)
