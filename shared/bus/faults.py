"""Which errors pass by themselves, and how long to wait for that."""

from __future__ import annotations

import asyncio
import random

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

BACKOFF_FIRST_SECONDS = 0.05
BACKOFF_MAX_SECONDS = 2.0

# Beginnings of SQLSTATE: connection, idle in a transaction for too long, rollback (deadlock),
# resources, lock not available, operator's intervention (shutdown, cancelled), system error.
PASSING_STATES = ("08", "25P03", "40", "53", "55P03", "57", "58")

UNREACHABLE = (RedisError, OSError, TimeoutError)
"""What a call to Redis raises when Redis is away, full, or loading."""

AWAY = (DBAPIError, PoolTimeout, *UNREACHABLE)
"""What any call to a store raises. Loops that only move data repeat after these."""


def passes(error: BaseException) -> bool:
    """True where the same work may succeed later without anybody changing anything."""
    if isinstance(error, DBAPIError):
        state: str = getattr(error.orig, "sqlstate", None) or ""
        return error.connection_invalidated or state.startswith(PASSING_STATES)
    return isinstance(error, (PoolTimeout, *UNREACHABLE))


class Backoff:
    """Waits longer after each fault in a row, with jitter so that replicas do not march in step."""

    def __init__(self, *, most_seconds: float = BACKOFF_MAX_SECONDS) -> None:
        self._most_seconds = most_seconds
        self.faults = 0

    def reset(self) -> None:
        self.faults = 0

    async def wait(self) -> None:
        self.faults += 1
        longest = min(self._most_seconds, BACKOFF_FIRST_SECONDS * 2 ** min(self.faults, 10))
        await asyncio.sleep(longest * random.uniform(0.5, 1))  # noqa: S311 - no secret
