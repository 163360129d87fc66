"""A copy of what an account did: the same trades, in the same order, under ids of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from services.orders.domain.account import LedgerEntry
from services.orders.domain.changes import Cancelled
from services.orders.domain.commands import order_id_of
from services.orders.domain.corporate_action import Adjustment, CorporateAction, adjustment_id
from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from shared.kernel.ids import AccountId, ExecutionId, OrderId

NOT_COPIED = Cancelled("not_cloned", "What was left of this order stayed with its own account.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """An execution, and the version of its order that it left."""

    execution: Execution
    order_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TradedOrder:
    """An order with at least one execution, and the fingerprint of the command that made it."""

    order: Order
    fingerprint: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything that moved an account in one era; `entries` in the order they were made."""

    orders: Sequence[TradedOrder]
    trades: Sequence[Trade]
    adjustments: Sequence[Adjustment]
    actions: Mapping[UUID, CorporateAction]
    entries: Sequence[LedgerEntry]


def copied(history: History, account_id: AccountId, *, at: datetime) -> History:
    """The same history as era 1 of `account_id`. An order that is still pending is copied with
    what was filled of it, and the rest cancelled."""
    ids = {
        each.order.order_id: order_id_of(account_id, each.order.client_order_id)
        for each in history.orders
    }
    return History(
        orders=[
            replace(each, order=_order(each.order, account_id, ids, at)) for each in history.orders
        ],
        trades=[
            replace(each, execution=_execution(each.execution, account_id, ids))
            for each in history.trades
        ],
        adjustments=[_adjustment(each, account_id) for each in history.adjustments],
        actions=history.actions,
        entries=[_entry(each, account_id, history) for each in history.entries],
    )


def _order(
    order: Order, account_id: AccountId, ids: Mapping[OrderId, OrderId], at: datetime
) -> Order:
    over = order.apply(NOT_COPIED, at=at) if order.is_pending else order
    return replace(
        over, order_id=ids[order.order_id], account_id=account_id, era=1, group=None, active=True
    )


def _execution(
    execution: Execution, account_id: AccountId, ids: Mapping[OrderId, OrderId]
) -> Execution:
    return replace(
        execution,
        execution_id=_execution_id(execution.execution_id, account_id),
        order_id=ids[execution.order_id],
        account_id=account_id,
        era=1,
    )


def _adjustment(adjustment: Adjustment, account_id: AccountId) -> Adjustment:
    copied_id = adjustment_id(adjustment.action_id, account_id)
    return replace(adjustment, adjustment_id=copied_id, account_id=account_id, era=1)


def _entry(entry: LedgerEntry, account_id: AccountId, history: History) -> LedgerEntry:
    execution_id, adjustment = entry.execution_id, entry.adjustment_id
    return replace(
        entry,
        account_id=account_id,
        era=1,
        execution_id=_execution_id(execution_id, account_id) if execution_id else None,
        adjustment_id=_new_adjustment_id(adjustment, account_id, history) if adjustment else None,
    )


def _execution_id(execution_id: ExecutionId, account_id: AccountId) -> ExecutionId:
    return ExecutionId(uuid5(account_id, f"execution:{execution_id}"))


def _new_adjustment_id(known: UUID, account_id: AccountId, history: History) -> UUID:
    (action_id,) = (a.action_id for a in history.adjustments if a.adjustment_id == known)
    return adjustment_id(action_id, account_id)
