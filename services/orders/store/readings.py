"""Looking things up in the book. Every statement has an index of its own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.account import Account, Holding
from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from services.orders.ports import Audit, ExportFilter, OrderFilter, Violation, WorkingOrders
from services.orders.store.audit import ROWS_MAX, audit
from services.orders.store.away import database_away_is_unavailable
from services.orders.store.exports import chosen
from services.orders.store.rows import account_of, execution_of, holding_of, order_of
from services.orders.store.tables import accounts, executions, holdings, orders
from shared.bus.proof import strays
from shared.bus.tables import head
from shared.contracts.streams import Stream
from shared.kernel.enums import OrderStatus
from shared.kernel.ids import AccountId, ExecutionId, OrderId, Symbol, UserId

_accounts = (
    select(accounts)
    .where(accounts.c.user_id == bindparam("user_id"))
    .order_by(accounts.c.opened_at, accounts.c.account_id)
)
_account = _accounts.where(accounts.c.account_id == bindparam("account_id"))
_holdings = select(holdings).where(holdings.c.account_id == bindparam("account_id"))
_holding = select(holdings).where(
    holdings.c.account_id == bindparam("account_id"), holdings.c.symbol == bindparam("symbol")
)
_own_orders = (
    select(orders)
    .join(accounts, accounts.c.account_id == orders.c.account_id)
    .where(accounts.c.user_id == bindparam("user_id"))
)
_order = _own_orders.where(orders.c.order_id == bindparam("order_id"))
_newest_first = (orders.c.submitted_at.desc(), orders.c.order_id.desc())
_execution = select(executions).where(executions.c.execution_id == bindparam("execution_id"))
_executions_after = (
    select(executions)
    .where(executions.c.execution_id > bindparam("after"))
    .order_by(executions.c.execution_id)
    .limit(bindparam("most"))
)
_executions = (
    select(executions)
    .where(executions.c.order_id == bindparam("order_id"))
    .order_by(executions.c.order_version)
)
_head = select(func.max(head.c.seq)).where(
    head.c.stream == Stream.ORDERS.value, head.c.shard == bindparam("shard")
)
_working = (
    select(orders)
    .where(orders.c.shard == bindparam("shard"), orders.c.status == OrderStatus.PENDING.value)
    .order_by(orders.c.working_since, orders.c.order_id)
)


SUFFIX = "what Redis holds of the log is its newest part, to the byte"
REDIS_AWAY = "Redis is away: what it holds was not compared with the log."


class PostgresReadings:
    def __init__(self, engine: AsyncEngine, bus: Redis) -> None:
        self._bus = bus
        # One statement each: no transaction to open and close around it.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._snapshot = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def accounts(self, user_id: UserId) -> Sequence[Account]:
        async with self._reading() as connection:
            rows = await connection.execute(_accounts, {"user_id": user_id})
            return [account_of(row) for row in rows]

    async def account(self, account_id: AccountId, user_id: UserId) -> Account | None:
        async with self._reading() as connection:
            found = await connection.execute(
                _account, {"account_id": account_id, "user_id": user_id}
            )
            row = found.first()
            return account_of(row) if row else None

    async def holding(self, account_id: AccountId, symbol: Symbol) -> Holding:
        async with self._reading() as connection:
            found = await connection.execute(_holding, {"account_id": account_id, "symbol": symbol})
            row = found.first()
            return holding_of(row) if row else Holding(account_id=account_id, symbol=symbol)

    async def holdings(self, account_id: AccountId) -> Sequence[Holding]:
        async with self._reading() as connection:
            rows = await connection.execute(_holdings, {"account_id": account_id})
            return [holding_of(row) for row in rows]

    async def orders(self, wanted: OrderFilter) -> Sequence[Order]:
        statement = _own_orders
        if wanted.account_id is not None:
            statement = statement.where(orders.c.account_id == wanted.account_id)
        if wanted.statuses:
            values = [status.value for status in wanted.statuses]
            statement = statement.where(orders.c.status.in_(values))
        if wanted.symbol is not None:
            statement = statement.where(orders.c.symbol == wanted.symbol)
        if wanted.since is not None:
            statement = statement.where(orders.c.submitted_at >= wanted.since)
        if wanted.until is not None:
            statement = statement.where(orders.c.submitted_at < wanted.until)
        if wanted.group_id is not None:
            statement = statement.where(orders.c.group_id == wanted.group_id)
        if wanted.before is not None:
            place = tuple_(orders.c.submitted_at, orders.c.order_id)
            statement = statement.where(place < tuple_(*wanted.before))
        statement = statement.order_by(*_newest_first).limit(wanted.limit)
        async with self._reading() as connection:
            rows = await connection.execute(statement, {"user_id": wanted.user_id})
            return [order_of(row) for row in rows]

    async def order(self, order_id: OrderId, user_id: UserId) -> Order | None:
        async with self._reading() as connection:
            found = await connection.execute(_order, {"order_id": order_id, "user_id": user_id})
            row = found.first()
            return order_of(row) if row else None

    async def executions(self, order_id: OrderId) -> Sequence[Execution]:
        async with self._reading() as connection:
            rows = await connection.execute(_executions, {"order_id": order_id})
            return [execution_of(row) for row in rows]

    async def execution(self, execution_id: ExecutionId) -> Execution | None:
        async with self._reading() as connection:
            found = await connection.execute(_execution, {"execution_id": execution_id})
            row = found.first()
            return execution_of(row) if row else None

    async def fills(
        self,
        wanted: ExportFilter,
        *,
        before: tuple[datetime, ExecutionId] | None,
        limit: int,
    ) -> Sequence[Execution]:
        at, row_id = executions.c.booked_at, executions.c.execution_id
        statement = chosen(executions, at, wanted).order_by(at.desc(), row_id.desc())
        if before is not None:
            statement = statement.where(tuple_(at, row_id) < tuple_(*before))
        async with self._reading() as connection:
            rows = await connection.execute(statement.limit(limit))
            return [execution_of(row) for row in rows]

    async def executions_after(
        self, execution_id: ExecutionId | None, limit: int
    ) -> Sequence[Execution]:
        async with self._reading() as connection:
            after = execution_id or UUID(int=0)
            rows = await connection.execute(_executions_after, {"after": after, "most": limit})
            return [execution_of(row) for row in rows]

    async def working_orders(self, shard: int) -> WorkingOrders:
        """Head and orders of one instant. What the relay has not moved to the log yet is in
        the orders already and comes again as an event; what is in the log is in the orders."""
        async with database_away_is_unavailable(), self._snapshot.begin() as connection:
            seq = await connection.scalar(_head, {"shard": shard})
            rows = await connection.execute(_working, {"shard": shard})
            return WorkingOrders(seq or 0, [order_of(row) for row in rows])

    async def audit(self) -> Audit:
        async with database_away_is_unavailable():
            async with self._snapshot.begin() as connection:
                violations = list(await audit(connection))
            async with self._reading() as connection:
                try:
                    rows = await strays(connection, self._bus)
                except RedisError:
                    return Audit(violations, [REDIS_AWAY])
        if rows:
            violations.append(Violation(SUFFIX, rows[:ROWS_MAX]))
        return Audit(violations)

    @asynccontextmanager
    async def _reading(self) -> AsyncGenerator[AsyncConnection]:
        async with database_away_is_unavailable(), self._engine.connect() as connection:
            yield connection
