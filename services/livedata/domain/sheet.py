"""A sheet of quotes: rows of cells to observations, and what was odd about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from services.livedata.domain.cell import Absence, Cell, Refused, parse
from services.livedata.domain.headers import Layout
from services.livedata.domain.quote import Observation, Values

SYMBOLS_MAX = 2000
_SYMBOL = re.compile(r"(?=.*[A-Z0-9])[A-Z0-9./$:^_=+\-]{1,32}")
_MEMORY_MAX = 50_000

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a sheet. `loading` counts rows that wait for data, `without_price` names
    the symbols whose row has no price, and `overflow` counts symbols beyond `SYMBOLS_MAX`."""

    observations: list[Observation]
    loading: int = 0
    without_price: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    not_symbols: tuple[str, ...] = ()
    overflow: int = 0


@dataclass(slots=True)
class _Odd:
    loading: int = 0
    without_price: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    not_symbols: list[str] = field(default_factory=list)
    overflow: int = 0


class _Read(NamedTuple):
    observation: Observation
    absence: Absence | None


class SheetReader:
    """Turns readings of one sheet into observations.

    It remembers what each row and each number became, because from one save to the next most
    of a sheet is the same. Memory only saves time: the same rows always read the same.
    """

    def __init__(self) -> None:
        self._layout: Layout | None = None
        self._rows: dict[str, tuple[Row, _Read]] = {}
        self._numbers: dict[float, Decimal] = {}

    def read(self, rows: Sequence[Row], layout: Layout) -> Reading:
        """Every symbol of the sheet, the first row of each, in the order of the rows."""
        if layout != self._layout:
            self._layout = layout
            self._rows.clear()
        odd = _Odd()
        seen: dict[str, Observation] = {}
        for row in rows[layout.header_row + 1 :]:
            name = row[layout.symbol] if layout.symbol < len(row) else None
            symbol = symbol_of(name)
            if symbol is None:
                if isinstance(name, str) and name.strip():
                    odd.not_symbols.append(name.strip()[:40])
            elif symbol in seen:
                odd.duplicates.append(symbol)
            elif len(seen) >= SYMBOLS_MAX:
                odd.overflow += 1
            else:
                read = self._row(symbol, row, layout)
                seen[symbol] = read.observation
                if read.absence is not None:
                    odd.without_price.append(symbol)
                    odd.loading += read.absence is Absence.LOADING
        return Reading(
            list(seen.values()),
            odd.loading,
            tuple(odd.without_price),
            tuple(odd.duplicates),
            tuple(odd.not_symbols),
            odd.overflow,
        )

    def _row(self, symbol: str, row: Row, layout: Layout) -> _Read:
        remembered = self._rows.get(symbol)
        if remembered is not None and _identical(remembered[0], row):
            return remembered[1]
        cells = [
            self._cell(row[column]) if column is not None and column < len(row) else None
            for column in layout.columns
        ]
        read = _observation(symbol, cells)
        if len(self._rows) >= _MEMORY_MAX:
            self._rows.clear()
        self._rows[symbol] = (row, read)
        return read

    def _cell(self, value: object) -> Cell:
        if type(value) is not float:
            return parse(value)
        number = self._numbers.get(value)
        if number is not None:
            return number
        cell = parse(value)
        if isinstance(cell, Decimal):
            if len(self._numbers) >= _MEMORY_MAX:
                self._numbers.clear()
            self._numbers[value] = cell
        return cell


def symbol_of(cell: object) -> str | None:
    """The symbol a cell names, in capitals, or `None` where it names none.

    A ticker that Excel took for a truth value or a whole number is still that ticker.
    """
    if isinstance(cell, bool):
        cell = str(cell)
    elif isinstance(cell, float) and cell.is_integer() and 0 < cell < 1_000_000:
        cell = str(int(cell))
    elif isinstance(cell, int) and 0 < cell < 1_000_000:
        cell = str(cell)
    if not isinstance(cell, str):
        return None
    text = cell.strip().upper()
    return text if _SYMBOL.fullmatch(text) else None


def _identical(before: Row, now: Row) -> bool:
    """Equal cell by cell and of the same types: in Python `True` equals 1."""
    return before == now and all(map(_same_type, before, now))


def _same_type(before: object, now: object) -> bool:
    return type(before) is type(now)


def _observation(symbol: str, cells: Sequence[Cell | None]) -> _Read:
    values = Values(*(cell if isinstance(cell, Decimal) else None for cell in cells))
    if values.has_price:
        return _Read(Observation(symbol, values, missing=_refusals(cells)), None)
    absence, sentence = _why_no_price(Values._fields, cells)
    return _Read(Observation(symbol, values, missing=_refusals(cells) or sentence), absence)


def _why_no_price(
    fields: Sequence[str], cells: Sequence[Cell | None]
) -> tuple[Absence, str | None]:
    found = {
        cell for name, cell in zip(fields, cells, strict=True) if name in ("bid", "ask", "last")
    }
    if Absence.LOADING in found:
        return Absence.LOADING, "The sheet says 'loading'."
    if Absence.NOT_AVAILABLE in found:
        return Absence.NOT_AVAILABLE, "The sheet says 'N/A': check the symbol."
    if Absence.ERROR in found:
        return Absence.ERROR, "The cells hold an Excel error."
    return Absence.EMPTY, None


def _refusals(cells: Sequence[Cell | None]) -> str | None:
    """What was refused in this row, for people: `bid holds '12,5', which is not a number.`"""
    found = [
        f"{name.replace('_', ' ')} {_why_refused(cell)}"
        for name, cell in zip(Values._fields, cells, strict=True)
        if cell is not None and not isinstance(cell, Decimal | Absence)
    ]
    return f"Refused: {', '.join(found)}." if found else None


def _why_refused(cell: Cell) -> str:
    return cell.reason if isinstance(cell, Refused) else "holds a percentage, not a number"
