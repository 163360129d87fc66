"""Market hours: when a venue trades."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Hours:
    """The sessions of one calendar, in order and without overlap.

    `before` and `after` are how far extended hours reach beyond each session. A time outside
    all the sessions that were loaded counts as closed.
    """

    opens: Sequence[datetime]
    closes: Sequence[datetime]
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)

    def is_open(self, at: datetime, *, extended: bool) -> bool:
        """Whether an order may trade at `at`; `extended` where it accepts extended hours."""
        before = self.before if extended else timedelta(0)
        after = self.after if extended else timedelta(0)
        latest = bisect_right(self.opens, at + before) - 1
        return latest >= 0 and at < self.closes[latest] + after

    def next_open(self, at: datetime, *, extended: bool) -> datetime | None:
        """When it opens again after `at`; `None` where no session is known so far ahead."""
        before = self.before if extended else timedelta(0)
        place = bisect_right(self.opens, at + before)
        return self.opens[place] - before if place < len(self.opens) else None


UNKNOWN = Hours((), ())
"""Of a calendar that nobody knows."""
