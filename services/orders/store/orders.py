"""Orders and what they set aside, in PostgreSQL.

Every statement is built once, so that SQLAlchemy compiles it once and asyncpg prepares it
once; an order and its reservation are written by one statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.order import Order
from services.orders.ports import Recorded
from services.orders.store.rows import CHANGING, order_of, row_of_order
from services.orders.store.tables import accounts, orders, reservations
from shared.kernel.enums import OrderStatus
from shared.kernel.ids import AccountId, OrderId, Symbol, UserId
from shared.kernel.money import ZERO

_RESERVATION = ("order_id", "account_id", "symbol", "cash", "shares")

_add_bare = (
    insert(orders)
    .values({column.name: bindparam(column.name) for column in orders.c})
    .on_conflict_do_nothing()
    .returning(orders.c.order_id)
)


def _add_with_reservation() -> Executable:
    """Both rows, or neither where the order's id is taken; returns the order's id if not."""
    added = _add_bare.cte("added")
    amounts: list[ColumnElement[object]] = [
        bindparam("account_id", type_=orders.c.account_id.type),
        bindparam("symbol", type_=orders.c.symbol.type),
        bindparam("reserved_cash", type_=reservations.c.cash.type),
        bindparam("held_shares", type_=reservations.c.shares.type),
    ]
    return (
        insert(reservations)
        .from_select(_RESERVATION, select(added.c.order_id, *amounts))
        .returning(reservations.c.order_id)
    )


_add = _add_with_reservation()
_find = (
    select(orders)
    .join(accounts, accounts.c.account_id == orders.c.account_id)
    .where(orders.c.order_id == bindparam("order_id"), accounts.c.user_id == bindparam("user_id"))
)
_lock = select(orders).where(orders.c.order_id == bindparam("order_id")).with_for_update()
_pending = (
    select(orders)
    .where(
        orders.c.account_id == bindparam("account_id"),
        orders.c.status == OrderStatus.PENDING.value,
    )
    .order_by(orders.c.submitted_at, orders.c.order_id)
    .with_for_update()
)
_pending_of_symbol = _pending.where(orders.c.symbol == bindparam("symbol"))

_pending = (
    select(orders)
    .where(
        orders.c.account_id == bindparam("account_id"),
        orders.c.status == OrderStatus.PENDING.value,
    )
    .order_by(orders.c.submitted_at, orders.c.order_id)
    .with_for_update()
)
_group = (
    select(orders)
    .where(orders.c.group_id == bindparam("group_id"))
    .order_by(orders.c.submitted_at, orders.c.order_id)
    .with_for_update()
)
_pending_of_symbol = _pending.where(orders.c.symbol == bindparam("symbol"))

_change = (
    update(orders)
    .values({name: bindparam(name) for name in CHANGING})
    .where(orders.c.order_id == bindparam("this_order"))
)
_change_and_release = (
    delete(reservations)
    .where(reservations.c.order_id == bindparam("this_order"))
    .add_cte(_change.cte("changed"))
)
_change_and_reserve = (
    update(reservations)
    .values(cash=bindparam("reserved_cash"), shares=bindparam("held_shares"))
    .where(reservations.c.order_id == bindparam("this_order"))
    .add_cte(_change.cte("changed"))
)


class PostgresOrders:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, order: Order, fingerprint: bytes) -> bool:
        row = {**row_of_order(order), "fingerprint": fingerprint}
        if not order.is_pending:
            added = await self._connection.execute(_add_bare, row)
        else:
            added = await self._connection.execute(_add, {**row, **_set_aside(order)})
        return added.first() is not None

    async def find(self, order_id: OrderId, user_id: UserId) -> Recorded | None:
        found = await self._connection.execute(_find, {"order_id": order_id, "user_id": user_id})
        row = found.first()
        return Recorded(order_of(row), row.fingerprint) if row else None

    async def lock(self, order_id: OrderId) -> Order | None:
        row = (await self._connection.execute(_lock, {"order_id": order_id})).first()
        return order_of(row) if row else None

    async def lock_pending(
        self, account_id: AccountId, symbol: Symbol | None = None
    ) -> Sequence[Order]:
        found = await (
            self._connection.execute(_pending, {"account_id": account_id})
            if symbol is None
            else self._connection.execute(
                _pending_of_symbol, {"account_id": account_id, "symbol": symbol}
            )
        )
        return [order_of(row) for row in found]

    async def lock_group(self, group_id: UUID) -> Sequence[Order]:
        found = await self._connection.execute(_group, {"group_id": group_id})
        return [order_of(row) for row in found]

    async def save(self, order: Order) -> None:
        row = row_of_order(order)
        changed = {name: row[name] for name in CHANGING}
        changed["this_order"] = order.order_id
        if order.is_pending:
            await self._connection.execute(_change_and_reserve, {**changed, **_set_aside(order)})
        else:
            await self._connection.execute(_change_and_release, changed)


def _set_aside(order: Order) -> dict[str, object]:
    return {"reserved_cash": order.reserved_cash, "held_shares": order.held_shares or ZERO}
