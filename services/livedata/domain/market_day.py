"""How a day of the simulated market goes: lively at its ends, calm in between, closed at night."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

SESSION_SECONDS = 23_400.0
"""Six and a half hours, as on the exchanges of New York."""
CLOSED_SECONDS = 60.0
"""A night that nobody has to wait through."""
BEGINS = 0.25
"""The part of its first day that is over when the market starts."""


class Moment(NamedTuple):
    """`activity`, `spread` and `volatility` are 1 in the calm of the day."""

    number: int
    is_open: bool
    activity: float
    spread: float
    volatility: float


@dataclass(frozen=True, slots=True)
class MarketDay:
    session_seconds: float = SESSION_SECONDS

    def at(self, elapsed: float) -> Moment:
        """`elapsed` is in seconds since the market started."""
        position = elapsed + BEGINS * self.session_seconds
        number, second = divmod(position, self.session_seconds + CLOSED_SECONDS)
        if second >= self.session_seconds:
            return Moment(int(number), False, 0.0, 1.0, 0.0)
        # In parts of the session: the first and the last half hour of a long one are lively.
        after_open = second / self.session_seconds
        before_close = 1 - after_open
        return Moment(
            int(number),
            True,
            activity=1 + 2 * math.exp(-after_open / 0.025) + 1.5 * math.exp(-before_close / 0.025),
            spread=1 + 3 * math.exp(-after_open / 0.013) + 0.5 * math.exp(-before_close / 0.013),
            volatility=1
            + 1.5 * math.exp(-after_open / 0.04)
            + 0.5 * math.exp(-before_close / 0.04),
        )
