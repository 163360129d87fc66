"""The history of one era of an account: read whole, and written whole for a clone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Executable, Row, Select, Table, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.account import Account, LedgerEntry
from services.orders.domain.clone import History, Trade, TradedOrder
from services.orders.domain.corporate_action import Adjustment
from services.orders.store.actions import action_of
from services.orders.store.rows import execution_of, order_of, row_of_execution, row_of_order
from services.orders.store.tables import (
    adjustments,
    corporate_actions,
    executions,
    ledger,
    orders,
)


def _of_era(table: Table) -> Select[Any]:
    return select(table).where(
        table.c.account_id == bindparam("account_id"), table.c.era == bindparam("era")
    )


_traded_orders = (
    _of_era(orders)
    .where(orders.c.filled_quantity > 0)
    .order_by(orders.c.submitted_at, orders.c.order_id)
)
_executions = _of_era(executions)
_adjustments = _of_era(adjustments)
_actions = (
    select(corporate_actions)
    .join(adjustments, adjustments.c.action_id == corporate_actions.c.action_id)
    .where(
        adjustments.c.account_id == bindparam("account_id"), adjustments.c.era == bindparam("era")
    )
)
_entries = _of_era(ledger).order_by(ledger.c.entry_id)


class PostgresHistories:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, account: Account) -> History:
        era = {"account_id": account.account_id, "era": account.era}

        async def rows(statement: Executable) -> Sequence[Row[Any]]:
            found: Sequence[Row[Any]] = (await self._connection.execute(statement, era)).all()
            return found

        return History(
            orders=[
                TradedOrder(order=order_of(row), fingerprint=row.fingerprint)
                for row in await rows(_traded_orders)
            ],
            trades=[
                Trade(execution=execution_of(row), order_version=row.order_version)
                for row in await rows(_executions)
            ],
            adjustments=[_adjustment_of(row) for row in await rows(_adjustments)],
            actions={row.action_id: action_of(row) for row in await rows(_actions)},
            entries=[_entry_of(row) for row in await rows(_entries)],
        )

    async def record(self, history: History) -> None:
        await self._insert(
            orders,
            [
                {**row_of_order(each.order), "fingerprint": each.fingerprint}
                for each in history.orders
            ],
        )
        await self._insert(
            executions,
            [row_of_execution(each.execution, each.order_version) for each in history.trades],
        )
        await self._insert(adjustments, [asdict(each) for each in history.adjustments])
        await self._insert(ledger, [asdict(each) for each in history.entries])

    async def _insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._connection.execute(insert(table), rows)


def _adjustment_of(row: Row[Any]) -> Adjustment:
    return Adjustment(
        adjustment_id=row.adjustment_id,
        action_id=row.action_id,
        account_id=row.account_id,
        era=row.era,
        symbol=row.symbol,
        quantity_before=row.quantity_before,
        quantity_after=row.quantity_after,
        multiplier=row.multiplier,
        amount=row.amount,
        booked_at=row.booked_at,
    )


def _entry_of(row: Row[Any]) -> LedgerEntry:
    return LedgerEntry(
        account_id=row.account_id,
        era=row.era,
        kind=row.kind,
        amount=row.amount,
        balance_after=row.balance_after,
        execution_id=row.execution_id,
        adjustment_id=row.adjustment_id,
        booked_at=row.booked_at,
    )
