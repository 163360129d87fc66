"""Exits as they are asked for, the orders they become, and what they are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from services.orders.domain.account import Account
from services.orders.domain.checks import (
    Denial,
    account_closed,
    bad_prices,
    not_tradable,
    off_step,
    out_of_bounds,
    unknown_symbol,
)
from services.orders.domain.commands import SubmitOco
from services.orders.domain.instrument import Instrument
from services.orders.domain.lifecycle import Change, next_status
from services.orders.domain.order import Membership, Order
from services.orders.domain.terms import Exits, Terms
from shared.kernel.enums import AccountKind, GroupRole, Side, TimeInForce
from shared.kernel.ids import OrderId
from shared.kernel.money import ZERO, plain

OPPOSITE: Mapping[Side, Side] = {Side.BUY: Side.SELL, Side.SELL: Side.BUY}


def exits_of(entry: Order, exits: Exits, *, at: datetime) -> list[Order]:
    """The exits of an accepted entry, inactive until it fills."""
    assert entry.group is not None, "an entry with exits is in a group"
    immediate = entry.terms.time_in_force in (TimeInForce.IOC, TimeInForce.FOK)
    time_in_force = TimeInForce.GTC if immediate else entry.terms.time_in_force
    return [
        replace(
            entry,
            order_id=leg_id(entry.group.group_id, role),
            client_order_id=str(leg_id(entry.group.group_id, role)),
            side=OPPOSITE[entry.side],
            type=kind,
            terms=replace(terms, quantity=entry.terms.quantity, time_in_force=time_in_force),
            status=next_status(None, Change.SUBMITTED),
            reserve_price=ZERO,
            closes=None,
            reserve_fee=ZERO,
            reserve_flat=ZERO,
            hold_until=None,
            group=Membership(entry.group.group_id, role, entry.order_id),
            active=False,
            reserves=False,
            submitted_at=at,
        )
        for role, kind, terms in exits.legs()
    ]


def leg_id(group_id: UUID, role: GroupRole) -> OrderId:
    return OrderId(uuid5(group_id, role.value))


def unfit_exits(
    exits: Exits,
    entry_side: Side,
    kind: AccountKind,
    instrument: Instrument,
    reference: Decimal | None,
) -> Denial | None:
    """Why these are no exits of an entry of `entry_side` at about `reference`."""
    if kind is AccountKind.CASH and entry_side is Side.SELL:
        reason = "In a cash account exits can only be attached to a buy."
        return Denial("nothing_to_exit", reason, "side")
    return bad_prices(exits.prices(), instrument) or _wrong_side(exits, entry_side, reference)


def _wrong_side(exits: Exits, entry_side: Side, reference: Decimal | None) -> Denial | None:
    """A gain is above the entry for a buy and below it for a sell; a loss is the other way."""
    profit, stop, sign = exits.take_profit_price, exits.stop_price, entry_side.sign
    more, less = ("more", "less") if entry_side is Side.BUY else ("less", "more")
    if profit is not None and stop is not None and (profit - stop) * sign <= 0:
        reason = f"take_profit.limit_price must be {more} than stop_loss.stop_price."
        return Denial("exits_crossed", reason, "take_profit.limit_price")
    if reference is None:
        return None
    if profit is not None and (profit - reference) * sign <= 0:
        reason = f"take_profit.limit_price must be {more} than {plain(reference)}, the entry."
        return Denial("exit_on_wrong_side", reason, "take_profit.limit_price")
    if stop is not None and (reference - stop) * sign <= 0:
        reason = f"stop_loss.stop_price must be {less} than {plain(reference)}, the entry."
        return Denial("exit_on_wrong_side", reason, "stop_loss.stop_price")
    return None


def pair_of(
    command: SubmitOco,
    account: Account,
    instrument: Instrument,
    *,
    at: datetime,
    expires_at: datetime | None,
) -> list[Order]:
    """The two exits, at work from now on. The stop loss sets the position aside for both."""
    return [
        Order(
            order_id=order_id,
            client_order_id=client_order_id,
            account_id=account.account_id,
            symbol=command.symbol,
            side=command.side,
            type=kind,
            terms=replace(terms, quantity=command.quantity, time_in_force=command.time_in_force),
            status=next_status(None, Change.SUBMITTED),
            submitted_at=at,
            working_since=at,
            updated_at=at,
            extended_hours=command.extended_hours,
            multiplier=instrument.multiplier,
            quantity_step=instrument.quantity_step,
            expires_at=expires_at,
            fill_model=account.settings.fill_model,
            fee_model=account.settings.fee_model,
            era=account.era,
            group=Membership(command.group_id, role),
            reserves=role is GroupRole.STOP_LOSS,
        )
        for role, kind, terms in command.exits.legs()
        for order_id, client_order_id in [_name_of(command, role)]
    ]


def _name_of(command: SubmitOco, role: GroupRole) -> tuple[OrderId, str]:
    """The take profit has the client's id; the other one is named after it."""
    if role is GroupRole.TAKE_PROFIT:
        return command.group_id, command.client_order_id
    return leg_id(command.group_id, role), str(leg_id(command.group_id, role))


def unfit_pair(
    command: SubmitOco, account: Account, instrument: Instrument | None, shares: Decimal
) -> Denial | None:
    """Why these are no exits of what the account holds and has not set aside."""
    denial = account_closed(account) or unknown_symbol(command.symbol, instrument)
    if denial is not None or instrument is None:
        return denial
    if account.kind is AccountKind.CASH and command.side is Side.BUY:
        reason = "A cash account has no short position that buys could exit."
        return Denial("nothing_to_exit", reason, "side")
    terms = Terms(quantity=command.quantity)
    return (
        not_tradable(instrument, account)
        or out_of_bounds(terms)
        or off_step(terms, instrument)
        or bad_prices(command.exits.prices(), instrument)
        or _wrong_side(command.exits, OPPOSITE[command.side], None)
        or _more_than_held(command, shares)
    )


def _more_than_held(command: SubmitOco, shares: Decimal) -> Denial | None:
    if command.quantity <= shares:
        return None
    reason = (
        f"These orders exit {plain(command.quantity)} {command.symbol}; {plain(max(shares, ZERO))} "
        "is held and not set aside for other orders."
    )
    return Denial("insufficient_shares", reason, "quantity")
