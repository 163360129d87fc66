"""Accounts with their ledger, holdings and executions, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.account import Account, Era, Holding, LedgerEntry
from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from services.orders.store.rows import (
    CHANGING_ACCOUNT,
    account_of,
    holding_of,
    row_of_account,
    row_of_execution,
)
from services.orders.store.tables import (
    accounts,
    eras,
    executions,
    holdings,
    ledger,
    orders,
    reservations,
)
from shared.kernel.ids import AccountId, OrderId, Symbol, UserId

_open = insert(accounts).on_conflict_do_nothing().returning(accounts.c.account_id)
_opened_as = select(accounts).where(
    accounts.c.user_id == bindparam("user_id"),
    accounts.c.client_account_id == bindparam("client_account_id"),
)
# Not FOR UPDATE: nothing here changes a key, and rows that refer to an account may be added.
_lock_any = (
    select(accounts)
    .where(accounts.c.account_id == bindparam("account_id"))
    .with_for_update(key_share=True)
)
_lock_own = _lock_any.where(accounts.c.user_id == bindparam("user_id"))
_lock_of_order = (
    select(accounts)
    .join(orders, orders.c.account_id == accounts.c.account_id)
    .where(orders.c.order_id == bindparam("order_id"), accounts.c.user_id == bindparam("user_id"))
    .with_for_update(key_share=True, of=accounts)
)
_move = (
    update(accounts)
    .values(
        cash=bindparam("new_cash"),
        reserved=bindparam("new_reserved"),
        version=bindparam("new_version"),
    )
    .where(accounts.c.account_id == bindparam("this_account"))
)
_rewrite = (
    update(accounts)
    .values({name: bindparam(f"new_{name}") for name in CHANGING_ACCOUNT})
    .where(accounts.c.account_id == bindparam("this_account"))
)
_begin = insert(eras).on_conflict_do_nothing().returning(eras.c.era)
_era = select(eras).where(
    eras.c.account_id == bindparam("account_id"), eras.c.era == bindparam("era")
)
# Whoever locks an account row holds ROW SHARE on the table, which this waits for and keeps out;
# whoever only reads is not disturbed.
_stand_still = text("LOCK TABLE orders.accounts IN EXCLUSIVE MODE")
_concerned = (
    select(accounts)
    .where(
        accounts.c.account_id.in_(
            select(holdings.c.account_id)
            .where(holdings.c.symbol == bindparam("symbol"), holdings.c.quantity != 0)
            .union(
                select(reservations.c.account_id).where(
                    reservations.c.symbol == bindparam("symbol")
                )
            )
        )
    )
    .order_by(accounts.c.account_id)
)
_post = insert(ledger)

_lock_holding = (
    select(holdings)
    .where(
        holdings.c.account_id == bindparam("account_id"), holdings.c.symbol == bindparam("symbol")
    )
    .with_for_update()
)
_holdings_of = (
    select(holdings)
    .where(holdings.c.account_id == bindparam("account_id"))
    .order_by(holdings.c.symbol)
)
_new_holding = insert(holdings)
_save_holding = _new_holding.on_conflict_do_update(
    index_elements=["account_id", "symbol"],
    set_={
        "quantity": _new_holding.excluded.quantity,
        "held_quantity": _new_holding.excluded.held_quantity,
    },
)
_book = insert(executions)


class PostgresAccounts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, account: Account) -> bool:
        added = await self._connection.execute(_open, row_of_account(account))
        return added.first() is not None

    async def opened_as(self, user_id: UserId, client_account_id: UUID) -> Account | None:
        found = await self._connection.execute(
            _opened_as, {"user_id": user_id, "client_account_id": client_account_id}
        )
        row = found.first()
        return account_of(row) if row else None

    async def lock(self, account_id: AccountId, user_id: UserId | None = None) -> Account | None:
        found = await (
            self._connection.execute(_lock_any, {"account_id": account_id})
            if user_id is None
            else self._connection.execute(_lock_own, {"account_id": account_id, "user_id": user_id})
        )
        row = found.first()
        return account_of(row) if row else None

    async def lock_of_order(self, order_id: OrderId, user_id: UserId) -> Account | None:
        found = await self._connection.execute(
            _lock_of_order, {"order_id": order_id, "user_id": user_id}
        )
        row = found.first()
        return account_of(row) if row else None

    async def save(self, account: Account) -> None:
        await self._connection.execute(
            _move,
            {
                "this_account": account.account_id,
                "new_cash": account.cash,
                "new_reserved": account.reserved,
                "new_version": account.version,
            },
        )

    async def rewrite(self, account: Account) -> None:
        row = row_of_account(account)
        changed = {f"new_{name}": row[name] for name in CHANGING_ACCOUNT}
        await self._connection.execute(_rewrite, {**changed, "this_account": account.account_id})

    async def begin(self, era: Era) -> bool:
        return (await self._connection.execute(_begin, asdict(era))).first() is not None

    async def era(self, account: Account) -> Era:
        found = await self._connection.execute(
            _era, {"account_id": account.account_id, "era": account.era}
        )
        return Era(**found.mappings().one())

    async def stand_still(self) -> None:
        await self._connection.execute(_stand_still)

    async def concerned(self, symbol: Symbol) -> Sequence[Account]:
        rows = await self._connection.execute(_concerned, {"symbol": symbol})
        return [account_of(row) for row in rows]

    async def post(self, entries: Sequence[LedgerEntry]) -> None:
        # One row at a time: the order in which entries get their number is the order in which
        # they were made, and there are one or two.
        for entry in entries:
            await self._connection.execute(_post, asdict(entry))


class PostgresHoldings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, account_id: AccountId, symbol: Symbol) -> Holding:
        found = await self._connection.execute(
            _lock_holding, {"account_id": account_id, "symbol": symbol}
        )
        row = found.first()
        return holding_of(row) if row else Holding(account_id=account_id, symbol=symbol)

    async def of_account(self, account_id: AccountId) -> Sequence[Holding]:
        rows = await self._connection.execute(_holdings_of, {"account_id": account_id})
        return [holding_of(row) for row in rows]

    async def save(self, holding: Holding) -> None:
        await self._connection.execute(_save_holding, asdict(holding))


class PostgresExecutions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, execution: Execution, order: Order) -> None:
        await self._connection.execute(_book, row_of_execution(execution, order.version))
