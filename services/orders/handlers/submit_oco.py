"""Two exits of a position at once: a take profit and a stop loss, one of which cancels the
other. They set the position aside once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.orders.domain.account import Account, Holding
from services.orders.domain.checks import Denial
from services.orders.domain.commands import SubmitOco, SubmitOrder
from services.orders.domain.entry import refused
from services.orders.domain.errors import DuplicateClientOrderId, NoSuchAccount
from services.orders.domain.exits import pair_of, unfit_pair
from services.orders.domain.lifecycle import Change
from services.orders.domain.order import Order
from services.orders.domain.terms import Terms
from services.orders.handlers.announce import order_event, state_of
from services.orders.handlers.listing import expiry, look_up
from services.orders.handlers.settle import Step, settle
from services.orders.ports import MarketData, Sessions, Work
from shared.kernel.enums import AccountKind, OrderType, Side


@dataclass(frozen=True, slots=True)
class SubmittedPair:
    """The take profit and the stop loss; or the take profit alone, refused."""

    orders: Sequence[Order]
    created: bool


async def submit_oco(
    command: SubmitOco, work: Work, market: MarketData, sessions: Sessions, *, at: datetime
) -> SubmittedPair:
    """Raises `NoSuchAccount` or `DuplicateClientOrderId`, or `Unavailable` where nobody can say
    whether there is such a symbol."""
    terms = terms_of(command)
    listing = await look_up(market, command.symbol, Side.SELL, terms)
    expires_at = await expiry(sessions, terms, listing, at, extended_hours=command.extended_hours)

    account = await work.accounts.lock(command.account_id, command.user_id)
    if account is None:
        raise NoSuchAccount
    if (known := await _submitted_before(command, work)) is not None:
        return known
    holding = await work.holdings.lock(command.account_id, command.symbol)
    denial = unfit_pair(
        command, account, listing.instrument, shares_to_exit(command, account, holding)
    )
    if denial is not None or listing.instrument is None:
        return await _refuse(command, account, denial, work, at=at)

    orders = pair_of(command, account, listing.instrument, at=at, expires_at=expires_at)
    for order in orders:
        added = await work.orders.add(order, command.fingerprint)
        assert added, "looked for under the lock of the account"
        work.outbox.append(order_event(order, Change.SUBMITTED))
    await settle(work, account, [Step(None, order) for order in orders], holding=holding)
    return SubmittedPair(orders, created=True)


def terms_of(command: SubmitOco) -> Terms:
    """Those of the take profit."""
    return Terms(
        quantity=command.quantity,
        time_in_force=command.time_in_force,
        limit_price=command.exits.take_profit_price,
    )


def shares_to_exit(command: SubmitOco, account: Account, holding: Holding) -> Decimal:
    """What the pair can exit of the holding."""
    if account.kind is AccountKind.CASH:
        return holding.available
    return holding.closable(command.side)


def refused_pair(
    command: SubmitOco, account: Account, denial: Denial | None, *, at: datetime
) -> Order:
    """The take profit, refused: a pair that cannot be leaves one order behind."""
    assert denial is not None, "nothing is approved without an instrument"
    profit = SubmitOrder(
        user_id=command.user_id,
        account_id=command.account_id,
        client_order_id=command.client_order_id,
        symbol=command.symbol,
        side=command.side,
        type=OrderType.LIMIT,
        terms=terms_of(command),
        extended_hours=command.extended_hours,
    )
    return refused(profit, account, denial, at=at)


async def _refuse(
    command: SubmitOco, account: Account, denial: Denial | None, work: Work, *, at: datetime
) -> SubmittedPair:
    order = refused_pair(command, account, denial, at=at)
    await work.orders.add(order, command.fingerprint)
    work.outbox.append(order_event(order, Change.REJECTED))
    return SubmittedPair([order], created=True)


async def _submitted_before(command: SubmitOco, work: Work) -> SubmittedPair | None:
    known = await work.orders.find(command.group_id, command.user_id)
    if known is None:
        return None
    if known.fingerprint != command.fingerprint:
        raise DuplicateClientOrderId(
            "This client_order_id was used for another order.", state_of(known.order)
        )
    group = await work.orders.lock_group(command.group_id)
    return SubmittedPair(group or [known.order], created=False)
