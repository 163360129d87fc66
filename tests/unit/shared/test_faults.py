from __future__ import annotations

import pytest
from redis.exceptions import OutOfMemoryError
from sqlalchemy.exc import DBAPIError

from shared.bus.faults import passes


class Refused(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def database_error(sqlstate: str | None, *, disconnected: bool = False) -> DBAPIError:
    error = DBAPIError("SELECT 1", None, Refused(sqlstate), connection_invalidated=disconnected)
    error.connection_invalidated = disconnected
    return error


@pytest.mark.parametrize(
    "error",
    [
        database_error("40001"),  # serialization failure
        database_error("40P01"),  # deadlock
        database_error("57P01"),  # the server is shutting down
        database_error("53100"),  # the disk is full
        database_error("25P03"),  # idle in a transaction for too long
        database_error(None, disconnected=True),
        OutOfMemoryError("maxmemory"),
        ConnectionRefusedError(),
        TimeoutError(),
    ],
    ids=repr,
)
def test_a_fault_of_a_store_passes(error: Exception) -> None:
    assert passes(error)


@pytest.mark.parametrize(
    "error",
    [
        database_error("23505"),  # unique violation
        database_error("22003"),  # number out of range
        database_error(None),  # the driver refused an argument
        ValueError("not this event"),
    ],
    ids=repr,
)
def test_an_error_in_the_event_or_its_handler_does_not_pass(error: Exception) -> None:
    assert not passes(error)
