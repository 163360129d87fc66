"""Which errors pass by themselves, and how long to wait for that."""

from __future__ import annotations

import asyncio
import random

from redis.exceptions import RedisError

from shared.db.away import DATABASE_FAULTS, is_away

BACKOFF_FIRST_SECONDS = 0.05
BACKOFF_MAX_SECONDS = 2.0

UNREACHABLE = (RedisError, OSError, TimeoutError)
"""What a call to Redis raises when Redis is away, full, or loading."""

AWAY = (*DATABASE_FAULTS, *UNREACHABLE)
"""What any call to a store raises. Loops that only move data repeat after these."""


def passes(error: BaseException) -> bool:
    """True where the same work may succeed later without anybody changing anything."""
    return is_away(error) or isinstance(error, UNREACHABLE)


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
