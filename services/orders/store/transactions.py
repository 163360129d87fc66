"""One transaction on the book: what it changed and what it announces, committed together."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.store.accounts import PostgresAccounts, PostgresExecutions, PostgresHoldings
from services.orders.store.actions import PostgresActions
from services.orders.store.away import database_away_is_unavailable
from services.orders.store.histories import PostgresHistories
from services.orders.store.orders import PostgresOrders
from shared.bus.outbox import PostgresOutbox


class PostgresWork:
    def __init__(self, connection: AsyncConnection) -> None:
        self.accounts = PostgresAccounts(connection)
        self.orders = PostgresOrders(connection)
        self.holdings = PostgresHoldings(connection)
        self.executions = PostgresExecutions(connection)
        self.actions = PostgresActions(connection)
        self.histories = PostgresHistories(connection)
        self.outbox = PostgresOutbox(connection)


class PostgresTransactions:
    """`announced` is called after a commit that announced something: it wakes the relay."""

    def __init__(self, engine: AsyncEngine, announced: Callable[[], None]) -> None:
        self._engine = engine
        self._announced = announced

    @asynccontextmanager
    async def __call__(self) -> AsyncGenerator[PostgresWork]:
        """Raises `Unavailable` where the database is away. If it went away during the commit,
        nobody can know the outcome; the same command may then be sent again."""
        async with database_away_is_unavailable(), self._engine.begin() as connection:
            work = PostgresWork(connection)
            yield work
            await work.outbox.flush()
        if work.outbox.streams:
            self._announced()

    @asynccontextmanager
    async def on(self, connection: AsyncConnection) -> AsyncGenerator[PostgresWork]:
        """Work in a transaction that somebody else commits."""
        work = PostgresWork(connection)
        yield work
        await work.outbox.flush()
