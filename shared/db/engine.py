"""The database engine of a service, and the one way to open a transaction."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.engine import AdaptedConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry


def create_engine(url: str, *, application: str, pool_size: int = 8) -> AsyncEngine:
    """An engine whose connections name the service and never use a time zone but UTC.

    `engine.begin()` is a transaction: it commits when the block ends and rolls back when the
    block raises. JIT is off because every query here is short and compiled many times. A
    transaction that does nothing for 10 seconds is ended by the server: a frozen process must
    not keep its locks from those that take over its work.

    A connection that the server has closed is replaced before anybody gets it. It is not asked
    whether it is alive: that would take three journeys to the server before every transaction.
    """
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        connect_args={
            "server_settings": {
                "application_name": f"thor {application}",
                "timezone": "UTC",
                "jit": "off",
                "idle_in_transaction_session_timeout": "10s",
            }
        },
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _refuse_closed(connection: AdaptedConnection, _: ConnectionPoolEntry, __: object) -> None:
    """The pool answers this by connecting again."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError("PostgreSQL has closed this connection.")
