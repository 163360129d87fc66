"""A clock that moves only when a test says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2025, 6, 2, 14, 30, tzinfo=UTC)
"""Monday 2 June 2025, 10:30 in New York: the market is open."""


class FrozenClock:
    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, *, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
