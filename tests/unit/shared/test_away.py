"""A database that is away is told from a mistake of ours."""

from __future__ import annotations

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.db.away import answering, is_away
from shared.kernel.errors import Unavailable


def wrapped(error: Exception) -> DBAPIError:
    return DBAPIError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        PoolTimeout(),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.CrashShutdownError("terminating connection because of a crash"),
        asyncpg.InterfaceError("connection is closed"),
        wrapped(asyncpg.AdminShutdownError("terminating connection")),
        wrapped(asyncpg.ConnectionDoesNotExistError("connection was closed in the middle")),
        wrapped(asyncpg.InterfaceError("cannot perform operation: connection is closed")),
        wrapped(asyncpg.DeadlockDetectedError("deadlock detected")),
    ],
    ids=repr,
)
def test_these_pass_by_themselves(error: Exception) -> None:
    assert is_away(error)


@pytest.mark.parametrize(
    "error",
    [
        wrapped(asyncpg.CheckViolationError("cash is negative")),
        wrapped(asyncpg.UndefinedTableError("no such table")),
        wrapped(asyncpg.InterfaceError("the server expects 2 arguments, 1 was passed")),
        ValueError("not of the database"),
    ],
    ids=repr,
)
def test_these_are_mistakes_and_stay_what_they_are(error: Exception) -> None:
    assert not is_away(error)


async def test_only_an_absent_database_becomes_an_answer_to_the_client() -> None:
    with pytest.raises(Unavailable):
        async with answering(lambda: Unavailable("away")):
            raise wrapped(asyncpg.AdminShutdownError("terminating connection"))
    with pytest.raises(DBAPIError):
        async with answering(lambda: Unavailable("away")):
            raise wrapped(asyncpg.CheckViolationError("cash is negative"))
