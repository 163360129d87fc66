"""A month of an account: what it was worth before and after, and what ended in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.portfolio.domain.account import Account
from services.portfolio.domain.equity import EquityPoint
from services.portfolio.domain.trading_day import EXCHANGE_TIME

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the exchange: from `begins`, before `ends`."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month | None:
        """`2026-03`; None where it is not one."""
        found = _MONTH.fullmatch(text)
        year, number = (int(found[1]), int(found[2])) if found else (0, 0)
        return cls(year, number) if 1970 <= year < 9999 else None

    @property
    def begins(self) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=EXCHANGE_TIME)

    @property
    def ends(self) -> datetime:
        after = (self.year + 1, 1) if self.number == 12 else (self.year, self.number + 1)
        return datetime(*after, 1, tzinfo=EXCHANGE_TIME)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True, slots=True)
class Worth:
    """The equity of a month. `opening` is that of the last close before it, or what the account
    began with; `closing` the last that was seen in it."""

    opening: Decimal
    closing: Decimal
    points: Sequence[EquityPoint]

    @property
    def change(self) -> Decimal:
        return self.closing - self.opening


def worth_in(
    month: Month, account: Account, before: Sequence[EquityPoint], during: Sequence[EquityPoint]
) -> Worth:
    """`before` and `during` may reach further than they are asked for, oldest first."""
    earlier = [point.equity for point in before if point.at < month.begins]
    opening = earlier[-1] if earlier else account.starting_balance
    points = [point for point in during if month.begins <= point.at < month.ends]
    return Worth(opening, points[-1].equity if points else opening, points)
