"""What an account did in a period, for those who take it away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Row, Select, Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from services.orders.ports import ExportFilter
from services.orders.store.away import database_away_is_unavailable
from services.orders.store.rows import execution_of, order_of
from services.orders.store.tables import executions, orders


class PostgresExports:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def orders(self, wanted: ExportFilter, *, limit: int) -> Sequence[Order]:
        at = orders.c.submitted_at
        statement = chosen(orders, at, wanted).order_by(at, orders.c.order_id)
        return [order_of(row) for row in await self._rows(statement.limit(limit))]

    async def fills(self, wanted: ExportFilter, *, limit: int) -> Sequence[Execution]:
        at = executions.c.booked_at
        statement = chosen(executions, at, wanted).order_by(at, executions.c.execution_id)
        return [execution_of(row) for row in await self._rows(statement.limit(limit))]

    async def _rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        async with database_away_is_unavailable(), self._engine.connect() as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(statement)).all()
            return rows


def chosen(table: Table, at: Column[datetime], wanted: ExportFilter) -> Select[Any]:
    """Rows of `table`, which happened `at`."""
    statement = select(table).where(table.c.account_id == wanted.account_id)
    if wanted.since is not None:
        statement = statement.where(at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(at < wanted.until)
    if wanted.symbol is not None:
        statement = statement.where(table.c.symbol == wanted.symbol)
    if wanted.side is not None:
        statement = statement.where(table.c.side == wanted.side)
    return statement
