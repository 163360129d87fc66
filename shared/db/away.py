"""Which errors say that the database is away for the moment, and not that we made a mistake."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# Beginnings of SQLSTATE: connection, idle in a transaction for too long, rollback (deadlock),
# resources, lock not available, operator's intervention (shutdown, cancelled), system error.
PASSING_STATES = ("08", "25P03", "40", "53", "55P03", "57", "58")

# While a connection is being made or given back, the driver's own errors come through unwrapped.
DATABASE_FAULTS = (
    DBAPIError,
    PoolTimeout,
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)
"""What any call to the database may raise; `is_away` tells faults that pass from mistakes."""


def is_away(error: BaseException) -> bool:
    """True where the same work may succeed later without anybody changing anything."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _passes(error.orig)
    return isinstance(error, PoolTimeout | OSError | TimeoutError) or _passes(error)


@asynccontextmanager
async def answering(unavailable: Callable[[], Exception]) -> AsyncGenerator[None]:
    """Raise `unavailable()` instead of what the database raises while it is away."""
    try:
        yield
    except DATABASE_FAULTS as error:
        if not is_away(error):
            raise
        raise unavailable() from error


def _passes(error: BaseException | None) -> bool:
    state: str = getattr(error, "sqlstate", None) or ""
    cause = error.__cause__ if error is not None else None
    # A connection that broke under us has no state: asyncpg calls that an interface error.
    closed = isinstance(error, asyncpg.InterfaceError) or isinstance(cause, asyncpg.InterfaceError)
    return state.startswith(PASSING_STATES) or (closed and "clos" in str(error))
