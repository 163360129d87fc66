"""One row of cells: what it says of its symbol, and which cells say nothing that is a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from services.livedata.domain.cell import Absence, Cell, Percentage, Refused
from services.livedata.domain.quality import PRICE_MAX
from services.livedata.domain.quote import Observation, Values

PRICES = 3
"""Bid, ask and last come first in `Values`."""
USUAL = frozenset({Decimal, type(None)})
Changes = tuple[Cell | None, Cell | None]
"""The net change since the previous close, and the change as a fraction of it."""
NO_CHANGES: Changes = (None, None)
_CENTS = 2
_DECIMALS_MAX = 8
_ALL_LOST = Decimal(-1)


class RowRead(NamedTuple):
    """`absence` says what stands in the place of a price where the row has none, `refused` by
    field why its cell was not taken: `bid` to `holds '12,5', which is not a number`."""

    observation: Observation
    absence: Absence | None
    refused: Mapping[str, str]


def read_cells(symbol: str, cells: Sequence[Cell | None], changes: Changes = NO_CHANGES) -> RowRead:
    """`cells` in the order of `Values`; `None` is a cell that is not there. Where they have no
    previous close, it follows from the last price and its change since then."""
    numbers: Iterable[Any] = cells
    refused = _refused_cells(cells)
    if not USUAL.issuperset(map(type, cells)):
        numbers = [cell if type(cell) is Decimal else None for cell in cells]
    values = Values._make(numbers)
    if values.previous_close is None and values.last is not None:
        values = values._replace(previous_close=_close_before(values.last, *changes))
        refused |= _refused_changes(*changes)
    sentence = _sentence(refused) if refused else None
    if values.has_price:
        return RowRead(Observation(symbol, values, sentence), None, refused)
    absence, why = _why_no_price(cells)
    return RowRead(Observation(symbol, values, sentence or why), absence, refused)


def _refused_cells(cells: Sequence[Cell | None]) -> dict[str, str]:
    return {
        field: cell.reason if isinstance(cell, Refused) else "holds a percentage, not a number"
        for field, cell in zip(Values._fields, cells, strict=True)
        if cell is not None and not isinstance(cell, Decimal | Absence)
    }


def _close_before(last: Decimal, net: Cell | None, percent: Cell | None) -> Decimal | None:
    """The previous close. A net change gives it to the digit; a percentage, which is rounded
    itself, only about: to the cent, or as many digits as the last price has."""
    if last <= 0:
        return None
    if isinstance(net, Decimal):
        close = last - net
    else:
        fraction = percent.fraction if isinstance(percent, Percentage) else percent
        if not isinstance(fraction, Decimal) or fraction <= _ALL_LOST:
            return None
        close = last / (1 + fraction)
        if close >= PRICE_MAX:
            return None
        close = round(close, min(max(_CENTS, _decimals(last)), _DECIMALS_MAX))
    return close if close > 0 else None


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _refused_changes(net: Cell | None, percent: Cell | None) -> dict[str, str]:
    refused: dict[str, str] = {}
    if isinstance(net, Percentage):
        refused["net_change"] = "holds a percentage, not a number"
    for field, cell in (("net_change", net), ("percent_change", percent)):
        if isinstance(cell, Refused):
            refused[field] = cell.reason
    return refused


def _sentence(refused: dict[str, str]) -> str:
    found = [f"{field.replace('_', ' ')} {reason}" for field, reason in refused.items()]
    return f"Refused: {', '.join(found)}."


def _why_no_price(cells: Sequence[Cell | None]) -> tuple[Absence, str | None]:
    found = set(cells[:PRICES])
    if Absence.LOADING in found:
        return Absence.LOADING, "The sheet says 'loading'."
    if Absence.NOT_AVAILABLE in found:
        return Absence.NOT_AVAILABLE, "The sheet says 'N/A': check the symbol."
    if Absence.ERROR in found:
        return Absence.ERROR, "The cells hold an Excel error."
    return Absence.EMPTY, None
