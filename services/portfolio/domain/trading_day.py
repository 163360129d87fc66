"""The exchange's day, and what a position was when it began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from shared.kernel.money import ZERO

EXCHANGE_TIME = timezone(timedelta(hours=-5))
"""New York's standard time all year round: its days all have 24 hours, and they change at
midnight or at one o'clock there, when nothing trades."""


def trading_day(at: datetime) -> date:
    return at.astimezone(EXCHANGE_TIME).date()


def day_begins(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=EXCHANGE_TIME)


@dataclass(frozen=True, slots=True)
class DayStart:
    """What a position was when `day` began."""

    day: date
    quantity: Decimal = ZERO
    cost: Decimal = ZERO
    realized_pnl: Decimal = ZERO
    fees: Decimal = ZERO
    dividends: Decimal = ZERO
