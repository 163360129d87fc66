"""Time as an argument: nothing else in the product asks the machine what time it is.

There are two kinds of it. The market's time says when something was quoted, ordered, filled; in
a replay it is the time of the recording. The machine's time says when a login or a token ends,
and who still looks at an account; that is never anything but now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, Self


class Clock(Protocol):
    def now(self) -> datetime:
        """The current time, aware and in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class PacedClock:
    """The market's time in a replay: it was `begins` when the machine's clock said `began_at`,
    and it runs `speed` times as fast. The same in every process that is told the same."""

    begins: datetime
    began_at: datetime
    speed: float

    def now(self) -> datetime:
        return self.begins + (datetime.now(UTC) - self.began_at) * self.speed

    def __str__(self) -> str:
        return f"{self.begins.isoformat()} {self.began_at.isoformat()} {self.speed:g}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """What `str` makes of one. Raises `ValueError`."""
        begins, began_at, speed = text.split()
        clock = cls(datetime.fromisoformat(begins), datetime.fromisoformat(began_at), float(speed))
        if not clock.begins.tzinfo or not clock.began_at.tzinfo or not 0 < clock.speed < 1e6:
            raise ValueError("times need a zone, and the speed must be above 0")
        return clock


def market_clock(setting: str | None) -> Clock:
    """The clock that `THOR_MARKET_CLOCK` describes; without it the market's time is now."""
    return SystemClock() if setting is None else PacedClock.parse(setting)
