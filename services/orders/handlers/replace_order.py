"""Replace the terms of a pending order, in one step: the new ones hold, or the old ones stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.orders.domain.account import Account
from services.orders.domain.changes import Replaced
from services.orders.domain.checks import NOTIONAL_MAX, Denial, assess
from services.orders.domain.commands import ReplaceOrder
from services.orders.domain.entry import held_until
from services.orders.domain.errors import NoSuchOrder, ReplaceRefused, StaleVersion
from services.orders.domain.lifecycle import Change
from services.orders.domain.order import Order
from services.orders.domain.proposal import Approval, Proposal
from services.orders.domain.terms import Terms
from services.orders.handlers.announce import order_event, state_of
from services.orders.handlers.follow_group import follow_group
from services.orders.handlers.listing import Listing, expiry, look_up
from services.orders.handlers.means import Standing, standing
from services.orders.handlers.pending_order import lock_pending
from services.orders.handlers.settle import Step, settle
from services.orders.ports import MarketData, Sessions, Work
from shared.kernel.fee_model import NO_FEES, fee_model
from shared.kernel.money import ZERO


async def replace_order(
    command: ReplaceOrder, work: Work, market: MarketData, sessions: Sessions, *, at: datetime
) -> Order:
    """The order with its new terms, one version on.

    Raises `NoSuchOrder`, `OrderNotPending`, `StaleVersion` or `ReplaceRefused`, the last three
    with the order as it is.
    """
    found = await work.orders.find(command.order_id, command.user_id)
    if found is None:
        raise NoSuchOrder
    listing = await look_up(market, found.order.symbol, found.order.side, found.order.terms)

    account, order = await lock_pending(work, command.order_id, command.user_id)
    has = await standing(work, market, account, order.symbol, order.side)
    _expect_version(command, order)
    approval = _approve(order, _new_terms(command, order), account, has, listing)

    replaced = order.apply(
        Replaced(
            terms=approval.terms,
            reserve_price=approval.reserve_price,
            closes=approval.closes,
            reserve_fee=approval.reserve_fee,
            reserve_flat=approval.reserve_flat,
            hold_until=_hold(command, order, at),
            expires_at=await _expires_at(sessions, order, approval.terms, listing, at),
        ),
        at=at,
    )

    await work.orders.save(replaced)
    work.outbox.append(order_event(replaced, Change.REPLACED))
    step = Step(order, replaced)
    steps = [step, *await follow_group(step, work, at=at)]
    await settle(work, account, steps, holding=has.holding)
    return replaced


def _expect_version(command: ReplaceOrder, order: Order) -> None:
    if command.expected_version not in (None, order.version):
        raise StaleVersion(
            f"The order is at version {order.version}, not {command.expected_version}.",
            state_of(order),
        )


def _new_terms(command: ReplaceOrder, order: Order) -> Terms:
    if order.triggered_at is not None and command.moves_the_stop:
        raise ReplaceRefused(
            "already_triggered", "The stop has been triggered.", "stop_price", state_of(order)
        )
    if order.is_exit and command.quantity is not None:
        raise ReplaceRefused(
            "size_of_group",
            "An exit is as large as what is left to exit. Cancel it and send another one.",
            "quantity",
            state_of(order),
        )
    by_money = order.terms.notional is not None
    for field, given in (("quantity", command.quantity), ("notional", command.notional)):
        if given is not None and by_money is not (field == "notional"):
            reason = "The order is for an amount of money." if by_money else "It is for a quantity."
            raise ReplaceRefused("unexpected_field", reason, field, state_of(order))
    return command.revise(order.terms)


def _approve(
    order: Order, terms: Terms, account: Account, has: Standing, listing: Listing
) -> Approval:
    """The terms to take, and what a unit is now reckoned at. The order may use what it has set
    aside itself; an exit, what its group has."""
    proposal = Proposal(
        symbol=order.symbol,
        side=order.side,
        type=order.type,
        terms=terms,
        filled_quantity=order.filled_quantity,
        filled_notional=order.filled_cost * order.multiplier,
        means=replace(has.means, cash=NOTIONAL_MAX, shares=order.remaining_quantity)
        if order.is_exit
        else has.means.with_own(order.reserved_cash, order.held_shares),
        fees=NO_FEES if order.is_exit else fee_model(order.fee_model),
        known_reserve_price=order.reserve_price if has.means.margin is None else None,
    )
    verdict = assess(proposal, account, listing.instrument, has.indication or listing.indication)
    if isinstance(verdict, Denial):
        raise ReplaceRefused(verdict.code, verdict.reason, verdict.field, state_of(order))
    return replace(verdict, reserve_price=ZERO) if order.is_exit else verdict


def _hold(command: ReplaceOrder, order: Order, at: datetime) -> datetime | None:
    if command.hold_seconds is None:
        return order.hold_until
    return held_until(command.hold_seconds, at)


async def _expires_at(
    sessions: Sessions, order: Order, terms: Terms, listing: Listing, at: datetime
) -> datetime | None:
    """A day order keeps the session it was sent for, unless it only now becomes one."""
    if terms.time_in_force is order.terms.time_in_force:
        return order.expires_at
    return await expiry(
        sessions, terms, listing, at, kind=order.type, extended_hours=order.extended_hours
    )
