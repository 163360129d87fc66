"""One row of cells: what it says of its symbol, and which cells say nothing that is a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from services.livedata.domain.cell import Absence, Cell, Refused
from services.livedata.domain.quote import Observation, Values

_PRICES = 3
"""Bid, ask and last come first in `Values`."""
_USUAL = frozenset({Decimal, type(None)})


class RowRead(NamedTuple):
    """`absence` says what stands in the place of a price where the row has none."""

    observation: Observation
    absence: Absence | None


def read_cells(symbol: str, cells: Sequence[Cell | None]) -> RowRead:
    """`cells` in the order of `Values`; `None` is a cell that is not there."""
    refused = None
    numbers: Iterable[Any] = cells
    if not _USUAL.issuperset(map(type, cells)):
        numbers = [cell if type(cell) is Decimal else None for cell in cells]
        refused = _sentence(refused_cells(cells))
    values = Values._make(numbers)
    if values.has_price:
        return RowRead(Observation(symbol, values, refused), None)
    absence, sentence = _why_no_price(cells)
    return RowRead(Observation(symbol, values, refused or sentence), absence)


def refused_cells(cells: Sequence[Cell | None]) -> dict[str, str]:
    """By field, why its cell was refused: `bid` to `holds '12,5', which is not a number`."""
    return {
        field: cell.reason if isinstance(cell, Refused) else "holds a percentage, not a number"
        for field, cell in zip(Values._fields, cells, strict=True)
        if cell is not None and not isinstance(cell, Decimal | Absence)
    }


def _sentence(refused: dict[str, str]) -> str | None:
    found = [f"{field.replace('_', ' ')} {reason}" for field, reason in refused.items()]
    return f"Refused: {', '.join(found)}." if found else None


def _why_no_price(cells: Sequence[Cell | None]) -> tuple[Absence, str | None]:
    found = set(cells[:_PRICES])
    if Absence.LOADING in found:
        return Absence.LOADING, "The sheet says 'loading'."
    if Absence.NOT_AVAILABLE in found:
        return Absence.NOT_AVAILABLE, "The sheet says 'N/A': check the symbol."
    if Absence.ERROR in found:
        return Absence.ERROR, "The cells hold an Excel error."
    return Absence.EMPTY, None
