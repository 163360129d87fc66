"""The equity curve: what an account was worth, minute by minute, coarser with age.

A point is what this process knew at that moment. Where nobody was there to look, or nothing
about the account moved, there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum

MINUTE = timedelta(minutes=1)


class Grade(IntEnum):
    """How long a point is kept: each hour's first point is a minute's too, but not the reverse."""

    MINUTE = 0
    FIVE_MINUTES = 1
    HOUR = 2
    CLOSE = 3
    """At the close of a session; kept for ever."""


KEPT = {
    Grade.MINUTE: timedelta(days=3),
    Grade.FIVE_MINUTES: timedelta(days=10),
    Grade.HOUR: timedelta(days=100),
}
_FIRST_WITHIN = (
    (Grade.HOUR, timedelta(days=10)),
    (Grade.FIVE_MINUTES, timedelta(days=2)),
)


class Period(StrEnum):
    DAY = "1D"
    WEEK = "1W"
    MONTH = "1M"
    QUARTER = "3M"
    YEAR = "1Y"
    ALL = "ALL"


SPANS = {
    Period.DAY: timedelta(days=1),
    Period.WEEK: timedelta(days=7),
    Period.MONTH: timedelta(days=30),
    Period.QUARTER: timedelta(days=91),
    Period.YEAR: timedelta(days=365),
}
"""`ALL` has none: it begins with the account."""


@dataclass(frozen=True, slots=True)
class EquityPoint:
    """Money in cents. `complete` is off where a position had no price and counted with its cost."""

    at: datetime
    equity: Decimal
    cash: Decimal
    complete: bool
    is_close: bool


def minute_of(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(second=0, microsecond=0)


def grade_of(minute: datetime, *, is_close: bool) -> Grade:
    if is_close:
        return Grade.CLOSE
    if minute.minute == 0:
        return Grade.HOUR
    return Grade.MINUTE if minute.minute % 5 else Grade.FIVE_MINUTES


def coarsest(span: timedelta) -> Grade:
    """The least grade of the points that are shown of a curve this long: about 3,000 at most,
    and none that is thinned out while it is shown."""
    if span > KEPT[Grade.HOUR]:
        return Grade.CLOSE
    return next((grade for grade, beyond in _FIRST_WITHIN if span > beyond), Grade.MINUTE)
