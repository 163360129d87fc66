"""Which session of its exchange a moment belongs to, for daily bars.

A session ends when the extended hours after it do, and what is traded later, or at a weekend,
belongs to the next one: a future traded on Sunday evening in Chicago has Monday's date. Holidays
are not looked up: what a source reports on one has that day's date.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SATURDAY = 5


class _Rule(NamedTuple):
    zone: tzinfo
    ends: time
    weekends: bool = False


_NEW_YORK = ZoneInfo("America/New_York")
_STOCKS = _Rule(_NEW_YORK, time(20))
_RULES: Mapping[str, _Rule] = {
    "CMES": _Rule(ZoneInfo("America/Chicago"), time(17)),
    "24/5": _Rule(_NEW_YORK, time(17)),
    "24/7": _Rule(UTC, time.max, weekends=True),
}
"""By the name of a calendar; any other keeps the hours of US stocks."""


class Session(NamedTuple):
    """`ends_at` is when the next one begins to collect trades."""

    day: date
    ends_at: datetime

    @property
    def time(self) -> datetime:
        """Midnight UTC of the day: by it daily bars are ordered."""
        return datetime.combine(self.day, time(), UTC)


def session_of(calendar: str, at: datetime) -> Session:
    rule = _RULES.get(calendar, _STOCKS)
    local = at.astimezone(rule.zone)
    day = local.date()
    if local.time() >= rule.ends:
        day += _DAY
    while day.weekday() >= _SATURDAY and not rule.weekends:
        day += _DAY
    return session_on(calendar, day)


def session_on(calendar: str, day: date) -> Session:
    rule = _RULES.get(calendar, _STOCKS)
    return Session(day, datetime.combine(day, rule.ends, rule.zone).astimezone(UTC))
