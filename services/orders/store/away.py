"""A database that is away is an answer to the client, not a crash."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from asyncpg import CannotConnectNowError, PostgresConnectionError, TooManyConnectionsError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from shared.kernel.errors import Unavailable

_AWAY = (
    OSError,
    NoFreeConnection,
    CannotConnectNowError,
    PostgresConnectionError,
    TooManyConnectionsError,
)


@asynccontextmanager
async def database_away_is_unavailable() -> AsyncGenerator[None]:
    try:
        yield
    except _AWAY as error:
        raise _unavailable() from error
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise _unavailable() from error


def _unavailable() -> Unavailable:
    return Unavailable(
        "The book's database is away. Send the request again, with the same client_order_id: "
        "it will not be carried out twice."
    )
