"""The database engine of a service, and the one way to open a transaction."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def create_engine(url: str, *, application: str, pool_size: int = 8) -> AsyncEngine:
    """An engine whose connections name the service and never use a time zone but UTC.

    `engine.begin()` is a transaction: it commits when the block ends and rolls back when the
    block raises. JIT is off because every query here is short and compiled many times. A
    transaction that does nothing for 10 seconds is ended by the server: a frozen process must
    not keep its locks from those that take over its work.
    """
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args={
            "server_settings": {
                "application_name": f"thor {application}",
                "timezone": "UTC",
                "jit": "off",
                "idle_in_transaction_session_timeout": "10s",
            }
        },
    )
