"""Rows that a program pushes: the cells of a sheet, each under its header.

A key is a header as a sheet spells it (`Last`, `BID_SIZE`) or a field of a quote (`last`,
`bid_size`), and its value is what stands in the cell. So a pushed row says what the same row of
a workbook would. Two keys more: `at`, the time of the quote, and `halted`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from services.livedata.domain.cell import parse
from services.livedata.domain.headers import Layout, find_layout
from services.livedata.domain.quality import impossible
from services.livedata.domain.quote import Observation
from services.livedata.domain.row import RowRead, read_cells
from services.livedata.domain.symbol import symbol_of

AHEAD_MAX = timedelta(seconds=5)
"""How far the clock of a program that pushes may be ahead of ours."""
_HALT_LENGTH_MAX = 200

Row = Mapping[str, object]


class PushedQuote(NamedTuple):
    """A row that says something. `at` is the time it gives; without one it is as of now."""

    row: int
    observation: Observation
    at: datetime | None


class Problem(NamedTuple):
    """What is wrong with one field of a row. Of an `accepted` row the rest is used."""

    row: int
    symbol: str | None
    field: str
    reason: str
    accepted: bool


class Push(NamedTuple):
    quotes: list[PushedQuote]
    problems: list[Problem]


def read_push(rows: Iterable[Row], *, now: datetime) -> Push:
    """What the rows of one push say, and what is wrong with them."""
    push = Push([], [])
    for number, row in enumerate(rows):
        _read_row(number, row, now, push)
    return push


@lru_cache(maxsize=256)
def _layout_of(keys: tuple[str, ...]) -> Layout | None:
    """A program spells its keys the same way in every row."""
    return find_layout([keys])


def _read_row(number: int, row: Row, now: datetime, push: Push) -> None:
    layout = _layout_of(tuple(row))
    cells = list(row.values())
    symbol = None if layout is None else symbol_of(cells[layout.symbol])
    if layout is None or symbol is None:
        reason = "is missing" if layout is None else "is not a symbol"
        push.problems.append(Problem(number, None, "symbol", reason, accepted=False))
        return
    if not layout.has_price:
        reason = "is missing, and so are bid and ask"
        push.problems.append(Problem(number, symbol, "last", reason, accepted=False))
        return
    at, why_not = _time_of(row.get("at"), now)
    if why_not is not None:
        push.problems.append(Problem(number, symbol, "at", why_not, accepted=False))
        return
    *picked, net, percent = (
        None if place is None else parse(cells[place])
        for place in (*layout.columns, *layout.changes)
    )
    read = read_cells(symbol, picked, (net, percent))
    push.quotes.append(_quote(number, read, row.get("halted"), at, push.problems))


def _quote(
    number: int,
    read: RowRead,
    halted: object,
    at: datetime | None,
    problems: list[Problem],
) -> PushedQuote:
    """The row's quote. A row whose every price was refused is told so to the gate as well, which
    then vouches for the last price no longer."""
    symbol, values = read.observation.symbol, read.observation.values
    absurd = impossible(values)
    wrong = {**read.refused, **absurd}
    usable = values._replace(**dict.fromkeys(absurd)).has_price
    accepted = usable or wrong.keys().isdisjoint(("bid", "ask", "last"))
    why_halted, why_not = _halt(halted)
    if why_not is not None:
        wrong["halted"] = why_not
    problems.extend(
        Problem(number, symbol, field, reason, accepted) for field, reason in wrong.items()
    )
    return PushedQuote(number, read.observation._replace(halted=why_halted), at)


def _time_of(given: object, now: datetime) -> tuple[datetime | None, str | None]:
    """The time of a quote, or why there is none."""
    if given is None:
        return None, None
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        at = None
    if at is None:
        return None, "is not a time such as 2026-06-01T14:30:00Z"
    if at.tzinfo is None:
        return None, "has no time zone"
    if at > now + AHEAD_MAX:
        return None, f"is ahead of this machine's clock, which says {now.isoformat()}"
    return min(at, now), None


def _halt(given: object) -> tuple[str | None, str | None]:
    """Why the symbol does not trade, or what is wrong with what was given."""
    if given is None or given is False or given == "":
        return None, None
    if given is True:
        return "Trading is halted.", None
    if isinstance(given, str) and len(given) <= _HALT_LENGTH_MAX:
        return given, None
    return None, f"is neither true nor false nor a sentence of {_HALT_LENGTH_MAX} characters"
