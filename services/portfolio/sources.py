"""What the service knows of the world beside streams and tables: when sessions close."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

CALENDAR = "XNYS"
_BEHIND, _AHEAD = timedelta(days=7), timedelta(days=60)


class SessionCloses:
    """When the exchange's sessions close. They are computed for some weeks at a time, at the
    first question; loading the calendars takes a second and a hundred megabytes."""

    def __init__(self) -> None:
        self._closes: list[datetime] = []
        self._loading = asyncio.Lock()

    async def is_close(self, minute: datetime) -> bool:
        return minute in await self._around(minute)

    async def next_after(self, at: datetime) -> datetime:
        """The first close later than `at`."""
        return next(close for close in await self._around(at) if close > at)

    async def _around(self, at: datetime) -> list[datetime]:
        async with self._loading:
            if not self._closes or not self._closes[0] < at < self._closes[-1]:
                self._closes = await asyncio.to_thread(_closes, at)
        return self._closes


def _closes(at: datetime) -> list[datetime]:
    from exchange_calendars import get_calendar  # noqa: PLC0415 - see above

    sessions = get_calendar(CALENDAR, start=(at - _BEHIND).date(), end=(at + _AHEAD).date())
    return [each.to_pydatetime().astimezone(UTC) for each in sessions.closes]
