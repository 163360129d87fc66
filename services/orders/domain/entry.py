"""How an order begins: accepted and pending, or refused and kept with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from services.orders.domain.account import Account
from services.orders.domain.checks import Denial, assess
from services.orders.domain.commands import SubmitOrder
from services.orders.domain.exits import unfit_exits
from services.orders.domain.instrument import Indication, Instrument
from services.orders.domain.lifecycle import Change, next_status
from services.orders.domain.order import Membership, Order
from services.orders.domain.proposal import Approval, Means, Proposal
from services.orders.domain.reservation import reference_price
from shared.kernel.enums import GroupRole
from shared.kernel.fee_model import fee_model


def entered(
    command: SubmitOrder,
    account: Account,
    means: Means,
    instrument: Instrument | None,
    market: Indication,
    *,
    at: datetime,
    expires_at: datetime | None,
) -> Order:
    """The order as it begins: pending where every check passes, else refused. `means` are
    what the account has for it."""
    proposal = Proposal(
        symbol=command.symbol,
        side=command.side,
        type=command.type,
        terms=command.terms,
        means=means,
        fees=fee_model(account.settings.fee_model),
    )
    verdict = assess(proposal, account, instrument, market)
    if isinstance(verdict, Denial) or instrument is None:
        assert isinstance(verdict, Denial), "nothing is approved without an instrument"
        return refused(command, account, verdict, at=at)
    order = accepted(command, account, verdict, instrument, at=at, expires_at=expires_at)
    if command.exits is None:
        return order
    reference = reference_price(command.terms, market.price)
    denial = unfit_exits(command.exits, command.side, account.kind, instrument, reference)
    if denial is not None:
        return refused(command, account, denial, at=at)
    return replace(order, group=Membership(order.order_id, GroupRole.ENTRY))


def accepted(
    command: SubmitOrder,
    account: Account,
    approval: Approval,
    instrument: Instrument,
    *,
    at: datetime,
    expires_at: datetime | None,
) -> Order:
    return Order(
        order_id=command.order_id,
        client_order_id=command.client_order_id,
        account_id=command.account_id,
        symbol=command.symbol,
        side=command.side,
        type=command.type,
        terms=approval.terms,
        status=next_status(None, Change.SUBMITTED),
        submitted_at=at,
        working_since=at,
        updated_at=at,
        extended_hours=command.extended_hours,
        multiplier=instrument.multiplier,
        quantity_step=instrument.quantity_step,
        reserve_price=approval.reserve_price,
        closes=approval.closes,
        reserve_fee=approval.reserve_fee,
        reserve_flat=approval.reserve_flat,
        hold_until=held_until(_hold_seconds(command, account), at),
        expires_at=expires_at,
        fill_model=account.settings.fill_model,
        fee_model=account.settings.fee_model,
        era=account.era,
    )


def refused(command: SubmitOrder, account: Account, denial: Denial, *, at: datetime) -> Order:
    return Order(
        order_id=command.order_id,
        client_order_id=command.client_order_id,
        account_id=command.account_id,
        symbol=command.symbol,
        side=command.side,
        type=command.type,
        terms=command.terms,
        status=next_status(None, Change.REJECTED),
        submitted_at=at,
        working_since=at,
        updated_at=at,
        extended_hours=command.extended_hours,
        reason_code=denial.code,
        reason=denial.reason,
        reason_field=denial.field,
        fill_model=account.settings.fill_model,
        fee_model=account.settings.fee_model,
        era=account.era,
    )


def _hold_seconds(command: SubmitOrder, account: Account) -> int:
    named = command.hold_seconds
    return account.settings.hold_seconds if named is None else named


def held_until(hold_seconds: int, at: datetime) -> datetime | None:
    """When the engine may touch an order that is held from `at`; `None`: at once."""
    return at + timedelta(seconds=hold_seconds) if hold_seconds else None
