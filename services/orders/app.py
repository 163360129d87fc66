"""The composition root: the only file that knows all others."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.consumers import GROUP, Reports
from services.orders.dependencies import Surroundings
from services.orders.ports import Sessions
from services.orders.routes import accounts, exports, fills, internal, orders, positions
from services.orders.settings import Settings
from services.orders.sources import ExchangeSessions, RedisMarketData, connect_market
from services.orders.store.away import database_away_is_unavailable
from services.orders.store.exports import PostgresExports
from services.orders.store.readings import PostgresReadings
from services.orders.store.transactions import PostgresTransactions
from shared.bus.connect import connect
from shared.bus.consumer import Consumer
from shared.bus.relay import Relay
from shared.clock import Clock, market_clock
from shared.contracts.streams import Stream
from shared.db.engine import create_engine
from shared.http.app import Loop, service_app
from shared.kernel.errors import Unavailable

NAME = "orders"
DEFAULT_CALENDAR = "XNYS"


def create_app(
    settings: Settings, *, clock: Clock | None = None, sessions: Sessions | None = None
) -> FastAPI:
    """The service. Tests bring their own clock, and sessions that need no loading."""
    at = clock or market_clock(settings.market_clock)
    member = f"{NAME}-{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
    url = settings.postgres_url
    engine = create_engine(url, application=NAME, pool_size=settings.postgres_pool_size)
    # A pool of their own: a crowd of requests must not make the loops lose their leases.
    bus_engine = create_engine(url, application=f"{NAME} bus", pool_size=settings.bus_pool_size)

    @asynccontextmanager
    async def resources(app: FastAPI) -> AsyncGenerator[Sequence[Loop]]:
        bus, market = connect(settings.redis_url), connect_market(settings.redis_url)
        relay = Relay(bus_engine, bus, member=member, clock=at)
        transactions = PostgresTransactions(engine, relay.wake)
        data = RedisMarketData(market, at)
        reports = Reports(transactions.on, data, at, relay.wake)
        consumer = Consumer(
            bus_engine, bus, group=GROUP, stream=Stream.REPORTS, handler=reports, member=member
        )
        app.state.surroundings = Surroundings(
            clock=at,
            transactions=transactions,
            readings=PostgresReadings(engine, bus),
            exports=PostgresExports(engine),
            market=data,
            sessions=sessions or _exchange_sessions(enforced=settings.enforce_market_hours),
            starting_balance=settings.starting_balance,
        )
        try:
            yield [relay.run, consumer.run]
        finally:
            await bus.aclose()
            await market.aclose()
            await bus_engine.dispose()
            await engine.dispose()

    async def database_answers() -> str | None:
        return await _missing(engine)

    return service_app(
        NAME,
        settings,
        routers=[
            accounts.router,
            positions.router,
            orders.router,
            exports.router,
            fills.router,
            internal.router,
        ],
        resources=resources,
        checks=[database_answers],
    )


def _exchange_sessions(*, enforced: bool) -> ExchangeSessions:
    sessions = ExchangeSessions(enforced=enforced)
    sessions.begin_to_load(DEFAULT_CALENDAR)
    return sessions


async def _missing(engine: AsyncEngine) -> str | None:
    try:
        async with database_away_is_unavailable(), engine.connect() as connection:
            await connection.execute(text("SELECT 1 FROM orders.accounts LIMIT 1"))
    except Unavailable:
        return "The database does not answer."
    except ProgrammingError:
        return "The database is not migrated."
    return None
