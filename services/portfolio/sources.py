"""What the service knows of the world beside streams and tables: when sessions close."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from datetime import UTC, datetime, timedelta

CALENDAR = "XNYS"
_AROUND = timedelta(days=90)


class SessionCloses:
    """When the exchange's sessions close. They are computed for some months around what is asked
    for; loading the calendars takes a second and a hundred megabytes, at the first question."""

    def __init__(self) -> None:
        self._closes: list[datetime] = []
        self._loading = asyncio.Lock()

    async def is_close(self, minute: datetime) -> bool:
        return minute in await self._around(minute)

    async def next_after(self, at: datetime) -> datetime:
        """The first close later than `at`."""
        closes = await self._around(at)
        return closes[bisect_right(closes, at)]

    async def _around(self, at: datetime) -> list[datetime]:
        async with self._loading:
            known = self._closes or [at]
            if not known[0] < at < known[-1]:
                first, last = min(known[0], at) - _AROUND, max(known[-1], at) + _AROUND
                self._closes = await asyncio.to_thread(_closes, first, last)
        return self._closes


def _closes(first: datetime, last: datetime) -> list[datetime]:
    from exchange_calendars import get_calendar  # noqa: PLC0415 - see above

    sessions = get_calendar(CALENDAR, start=first.date(), end=last.date())
    return [each.to_pydatetime().astimezone(UTC) for each in sessions.closes]
