"""A sheet of quotes: rows of cells to observations, and what was odd about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from services.livedata.domain.cell import Absence, Cell, parse
from services.livedata.domain.headers import Layout
from services.livedata.domain.quote import Observation
from services.livedata.domain.row import RowRead, read_cells
from services.livedata.domain.symbol import symbol_of

SYMBOLS_MAX = 2000
_MEMORY_MAX = 50_000
# Cells are remembered under their values. In Python 1, 1.0 and True are one key, so a column with
# anything but these in it is read without the memory.
_SAFE_KEYS = frozenset({float, str, type(None)})

Row = Sequence[object]
Cells = tuple[Cell | None, ...]


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


class SheetReader:
    """Turns readings of one sheet into observations.

    It remembers what each row and each cell became, because from one save to the next most
    of a sheet is the same. Memory only saves time: the same rows always read the same.
    """

    def __init__(self) -> None:
        self._cells: dict[object, Cell] = {}
        self._rows: dict[str, tuple[Cells, RowRead]] = {}
        self._symbols: dict[object, str] = {}

    def read(self, rows: Sequence[Row], layout: Layout) -> Reading:
        """Every symbol of the sheet, the first row of each, in the order of the rows."""
        if len(self._rows) > _MEMORY_MAX or len(self._cells) > _MEMORY_MAX:
            self._rows.clear()
            self._cells.clear()
        body = rows[layout.header_row + 1 :]
        columns = list(zip_longest(*body))
        nothing = [None] * len(body)
        names = columns[layout.symbol] if layout.symbol < len(columns) else nothing
        read = [
            nothing if place is None or place >= len(columns) else self._column(columns[place])
            for place in layout.columns
        ]
        odd = _Odd()
        seen: dict[str, Observation] = {}
        known = map(self._symbols.get, names) if _only_texts(names) else nothing
        for name, found, cells in zip(names, known, zip(*read, strict=True), strict=True):
            symbol = found or self._symbol(name)
            if symbol is None:
                if isinstance(name, str) and name.strip():
                    odd.not_symbols.append(name.strip()[:40])
            elif symbol in seen:
                odd.duplicates.append(symbol)
            elif len(seen) >= SYMBOLS_MAX:
                odd.overflow += 1
            else:
                observation, absence = self._row(symbol, cells)
                seen[symbol] = observation
                if absence is not None:
                    odd.without_price.append(symbol)
                    odd.loading += absence is Absence.LOADING
        return Reading(
            list(seen.values()),
            odd.loading,
            tuple(odd.without_price),
            tuple(odd.duplicates),
            tuple(odd.not_symbols),
            odd.overflow,
        )

    def _row(self, symbol: str, cells: Cells) -> RowRead:
        remembered = self._rows.get(symbol)
        if remembered is not None and remembered[0] == cells:
            return remembered[1]
        read = read_cells(symbol, cells)
        self._rows[symbol] = (cells, read)
        return read

    def _column(self, values: Sequence[object]) -> Sequence[Cell | None]:
        """What the cells of one column say; column by column, most of the work is done in C."""
        if not _SAFE_KEYS.issuperset(map(type, values)):
            return [None if value is None else parse(value) for value in values]
        cells: list[Cell | None] = list(map(self._cells.get, values))
        for place in [place for place, cell in enumerate(cells) if cell is None]:
            value = values[place]
            if value is not None:
                cells[place] = self._cells[value] = parse(value)
        return cells

    def _symbol(self, name: object) -> str | None:
        symbol = symbol_of(name)
        if symbol is not None and isinstance(name, str) and len(self._symbols) < _MEMORY_MAX:
            self._symbols[name] = symbol
        return symbol


def _only_texts(names: Sequence[object]) -> bool:
    """Whether each may be looked up by its value, in which True and 1 are one."""
    return {str, type(None)}.issuperset(map(type, names))
