"""What an account did in a period, for those who take it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from services.orders.ports import Span
from services.orders.store.away import database_away_is_unavailable
from services.orders.store.rows import execution_of, order_of
from services.orders.store.tables import executions, orders


class PostgresExports:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def orders(self, span: Span, *, limit: int) -> Sequence[Order]:
        statement = (
            select(orders)
            .where(orders.c.account_id == span.account_id)
            .order_by(orders.c.submitted_at, orders.c.order_id)
            .limit(limit)
        )
        if span.since is not None:
            statement = statement.where(orders.c.submitted_at >= span.since)
        if span.until is not None:
            statement = statement.where(orders.c.submitted_at < span.until)
        return [order_of(row) for row in await self._rows(statement)]

    async def fills(self, span: Span, *, limit: int) -> Sequence[Execution]:
        statement = (
            select(executions)
            .where(executions.c.account_id == span.account_id)
            .order_by(executions.c.booked_at, executions.c.execution_id)
            .limit(limit)
        )
        if span.since is not None:
            statement = statement.where(executions.c.booked_at >= span.since)
        if span.until is not None:
            statement = statement.where(executions.c.booked_at < span.until)
        return [execution_of(row) for row in await self._rows(statement)]

    async def _rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        async with database_away_is_unavailable(), self._engine.connect() as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(statement)).all()
            return rows
