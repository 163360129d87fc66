"""Writes down the holidays of the exchanges, from `exchange_calendars`: that library takes seconds
and a hundred megabytes, too much for a service that only needs to know some dates.

    python -m deploy.local.holidays
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from exchange_calendars import get_calendar

FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)
CALENDARS = (
    "CMES", "IEPA", "XCBF", "XETR", "XHKG", "XLON", "XNAS", "XNYS", "XPAR", "XTKS", "XTSE",
)  # fmt: skip
FILE = Path(__file__).parents[2] / "services/livedata/domain/holidays.py"
_DAYS_IN_A_LINE = 15
_SATURDAY = 5
_HEAD = '''"""Weekdays on which exchanges are closed, and on which New York's close early.

Written by `python -m deploy.local.holidays` out of `exchange_calendars`; a test compares the two.
Nothing is known before {first} and after {last}.

A line has a year, then months and days.
"""

from __future__ import annotations

from collections.abc import Mapping

'''


def closed(calendar: str) -> list[date]:
    """The weekdays without a session."""
    sessions = {each.date() for each in get_calendar(calendar, start=FIRST, end=LAST).sessions}
    days = (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))
    return [day for day in days if day.weekday() < _SATURDAY and day not in sessions]


def early() -> list[date]:
    """The days on which New York closes at one o'clock."""
    calendar = get_calendar("XNYS", start=FIRST, end=LAST)
    return [each.date() for each in calendar.early_closes]


def module() -> str:
    parts = [_HEAD.format(first=FIRST.year, last=LAST.year)]
    parts.append("CLOSED: Mapping[str, str] = {\n")
    parts += [f'    "{name}": """\n{_lines(closed(name))}    """,\n' for name in CALENDARS]
    parts.append(f'}}\n\nEARLY_IN_NEW_YORK = """\n{_lines(early())}"""\n')
    return "".join(parts)


def _lines(days: Iterable[date]) -> str:
    text = ""
    for year, together in groupby(days, key=lambda day: day.year):
        words = [f"{day:%m%d}" for day in together]
        for first in range(0, len(words), _DAYS_IN_A_LINE):
            text += f"        {year} {' '.join(words[first : first + _DAYS_IN_A_LINE])}\n"
    return text


if __name__ == "__main__":
    FILE.write_text(module())
