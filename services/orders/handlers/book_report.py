"""Book what the engine proposes, or refuse it.

A refusal is no error: the order has changed since the engine decided, and the event of that
change has told it, or will. Refused proposals leave no trace in the book.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from services.orders.domain.account import Account, Holding
from services.orders.domain.changes import (
    Cancelled,
    Executed,
    Expired,
    OrderChange,
    Rejected,
    Trailed,
    Triggered,
)
from services.orders.domain.execution import Execution, affordable, deliverable, within_margin
from services.orders.domain.order import Order
from services.orders.domain.reports import out_of_date, unfit_change, unfit_fill
from services.orders.handlers.announce import order_event
from services.orders.handlers.follow_group import follow_group
from services.orders.handlers.means import valued
from services.orders.handlers.settle import Step, settle
from services.orders.ports import MarketData, Work
from shared.contracts.executions import ExecutionReport
from shared.kernel.enums import AccountKind, Side
from shared.kernel.errors import Unavailable
from shared.kernel.ids import AccountId, ExecutionId, OrderId
from shared.kernel.money import ZERO

INSUFFICIENT_CASH = Rejected(
    "insufficient_cash", "The account cannot pay for the rest at the price it would fill at."
)

INSUFFICIENT_MARGIN = Rejected(
    "insufficient_margin", "The account's margin does not carry the rest any more."
)

INSUFFICIENT_SHARES = Rejected(
    "insufficient_shares", "The account does not hold enough shares for the rest of the amount."
)


@dataclass(frozen=True, slots=True)
class RefusedReport:
    """`reason` is one of a few words, so that refusals can be counted."""

    reason: str


async def book_report(
    report: ExecutionReport, work: Work, market: MarketData, *, at: datetime
) -> Order | RefusedReport:
    """The order that the report left, or why the book does not follow it."""
    account = await work.accounts.lock(AccountId(report.account_id))
    order = await work.orders.lock(OrderId(report.order_id)) if account else None
    if account is None or order is None:
        return RefusedReport("no_such_order")
    account_id = AccountId(report.account_id)
    if reason := out_of_date(order, account_id, report.order_version, at):
        return RefusedReport(reason)

    if report.kind == "fill":
        return await _book_fill(report, account, order, work, market, at=at)
    if reason := unfit_change(order, report.kind, report.trail_reference, at):
        return RefusedReport(reason)
    return await _book_changes(report, account, order, [_change(report)], work, at=at)


async def _book_fill(
    report: ExecutionReport,
    account: Account,
    order: Order,
    work: Work,
    market: MarketData,
    *,
    at: datetime,
) -> Order | RefusedReport:
    """Book as much of the fill as the account can pay, and reject what it cannot."""
    quantity, price = report.last_quantity, report.last_price
    if quantity is None or price is None or report.receipt is None:
        return RefusedReport("incomplete")
    commission = report.commission or ZERO
    if reason := unfit_fill(order, quantity, price, commission, decided_at=report.decided_at):
        return RefusedReport(reason)

    proposed = _execution(
        report, order, quantity, price, report.receipt.model_dump(mode="json"), at
    )
    holding = None
    if order.side is Side.SELL and order.terms.notional is not None:
        # A price that fell takes more shares for the money than were set aside.
        holding = await work.holdings.lock(order.account_id, order.symbol)
        booked = deliverable(proposed, order, holding)
        missing = INSUFFICIENT_SHARES
    elif account.kind is AccountKind.MARGIN:
        holding = await work.holdings.lock(order.account_id, order.symbol)
        booked = await _within_margin(proposed, order, account, holding, work, market)
        missing = INSUFFICIENT_MARGIN
    else:
        booked, missing = affordable(proposed, order, account), INSUFFICIENT_CASH
    changes: list[OrderChange] = [] if booked is None else [Executed(booked.quantity, booked.price)]
    if booked is not proposed:
        changes.append(missing)
    return await _book_changes(report, account, order, changes, work, booked, holding, at=at)


async def _within_margin(
    proposed: Execution,
    order: Order,
    account: Account,
    holding: Holding,
    work: Work,
    market: MarketData,
) -> Execution | None:
    try:
        held = await work.holdings.of_account(account.account_id)
        margin = await valued(account, held, market)
    except Unavailable:
        # Nobody can say more now than when the order was accepted.
        return proposed
    return within_margin(proposed, order, holding, margin)


async def _book_changes(
    report: ExecutionReport,
    account: Account,
    before: Order,
    changes: list[OrderChange],
    work: Work,
    execution: Execution | None = None,
    holding: Holding | None = None,
    *,
    at: datetime,
) -> Order:
    after = before
    for change in changes:
        word = after.change_by(change)
        after = after.apply(change, at=at)
        work.outbox.append(order_event(after, word, caused_by=report.report_id))
    await work.orders.save(after)
    step = Step(before, after)
    others = await follow_group(step, work, at=at, caused_by=report.report_id)
    await settle(
        work,
        account,
        [step, *others],
        holding=holding,
        execution=execution,
        caused_by=report.report_id,
    )
    return after


def _change(report: ExecutionReport) -> OrderChange:
    match report.kind:
        case "cancel":
            return Cancelled(report.reason_code, report.reason)
        case "expire":
            return Expired(report.reason_code, report.reason)
        case "trigger":
            return Triggered()
        case "trail":
            assert report.trail_reference is not None, "checked before"
            return Trailed(report.trail_reference)
        case _:
            return Rejected(report.reason_code or "rejected", report.reason or "By the venue.")


def _execution(
    report: ExecutionReport,
    order: Order,
    quantity: Decimal,
    price: Decimal,
    receipt: dict[str, Any],
    at: datetime,
) -> Execution:
    return Execution(
        execution_id=ExecutionId(report.report_id),
        order_id=order.order_id,
        account_id=order.account_id,
        symbol=order.symbol,
        side=order.side,
        quantity=quantity,
        price=price,
        multiplier=order.multiplier,
        commission=report.commission or ZERO,
        receipt=receipt,
        booked_at=at,
        era=order.era,
    )
