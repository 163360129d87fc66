"""Which session of its exchange a moment belongs to, for daily bars.

A session ends when the extended hours after it do, and what is traded later, at a weekend or on a
holiday belongs to the next one: a future traded on Sunday evening in Chicago has Monday's date.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.livedata.domain.holidays import CLOSED, EARLY_IN_NEW_YORK

_DAY = timedelta(days=1)
_SATURDAY = 5


class _Rule(NamedTuple):
    """`ends` is local time, and `ends_early` that of a day on which the exchange closes early."""

    zone: tzinfo
    ends: time = time.max
    ends_early: time | None = None
    weekends: bool = False


_NEW_YORK, _CHICAGO = ZoneInfo("America/New_York"), ZoneInfo("America/Chicago")
_STOCKS = _Rule(_NEW_YORK, time(20), time(17))
_RULES: Mapping[str, _Rule] = {
    "XNYS": _STOCKS,
    "XNAS": _STOCKS,
    "CMES": _Rule(_CHICAGO, time(17)),
    "XCBF": _Rule(_CHICAGO, time(17)),
    "IEPA": _Rule(_NEW_YORK, time(18)),
    "24/5": _Rule(_NEW_YORK, time(17)),
    "24/7": _Rule(UTC, weekends=True),
    "XETR": _Rule(ZoneInfo("Europe/Berlin")),
    "XHKG": _Rule(ZoneInfo("Asia/Hong_Kong")),
    "XLON": _Rule(ZoneInfo("Europe/London")),
    "XPAR": _Rule(ZoneInfo("Europe/Paris")),
    "XTKS": _Rule(ZoneInfo("Asia/Tokyo")),
    "XTSE": _Rule(ZoneInfo("America/Toronto")),
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
    closed = _days(CLOSED.get(calendar, ""))
    local = at.astimezone(rule.zone)
    day = local.date()
    if local.time() >= _end(rule, day):
        day += _DAY
    while (day.weekday() >= _SATURDAY and not rule.weekends) or day in closed:
        day += _DAY
    return session_on(calendar, day)


def session_on(calendar: str, day: date) -> Session:
    rule = _RULES.get(calendar, _STOCKS)
    return Session(day, datetime.combine(day, _end(rule, day), rule.zone).astimezone(UTC))


def _end(rule: _Rule, day: date) -> time:
    if rule.ends_early is not None and day in _days(EARLY_IN_NEW_YORK):
        return rule.ends_early
    return rule.ends


@cache
def _days(lines: str) -> frozenset[date]:
    """The days of a table of holidays."""
    return frozenset(
        date(int(year), int(word[:2]), int(word[2:]))
        for year, *words in map(str.split, lines.strip().splitlines())
        for word in words
    )
