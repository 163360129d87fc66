"""A sheet of quotes: rows of cells to observations, and what was odd about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from services.livedata.domain.cell import Absence, Cell, parse
from services.livedata.domain.headers import Layout
from services.livedata.domain.quote import Observation, Values
from services.livedata.domain.row import PRICES, USUAL, Changes, RowRead, read_cells
from services.livedata.domain.symbol import symbol_of

SYMBOLS_MAX = 2000
_MEMORY_MAX = 50_000
# Cells are remembered under their values. In Python 1, 1.0 and True are one key, so a column with
# anything but these in it is read without the memory.
_SAFE_KEYS = frozenset({float, str, type(None)})
_TEXTS = frozenset({str, type(None)})

_PREVIOUS_CLOSE = Values._fields.index("previous_close")

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


class _Remembered(dict[object, Cell | None]):
    """What each value says, found out when it is first asked for. An empty cell is not there."""

    def __missing__(self, value: object) -> Cell | None:
        cell = self[value] = None if value is None else parse(value)
        return cell


class _Column(NamedTuple):
    """What the cells of a column say; `odd` are the rows of those that are neither numbers nor
    empty."""

    values: Sequence[object]
    cells: Sequence[Cell | None]
    odd: frozenset[int]


class SheetReader:
    """Turns readings of one sheet into observations.

    It remembers what each cell and each column became, and each row that is not all numbers,
    because from one save to the next most of a sheet is the same. Memory only saves time: the
    same rows always read the same.
    """

    def __init__(self) -> None:
        self._cells = _Remembered()
        self._columns: dict[int, _Column] = {}
        self._rows: dict[str, tuple[Cells, RowRead]] = {}
        self._names: Sequence[object] = ()
        self._symbols: Sequence[str | None] = ()

    def read(self, rows: Sequence[Row], layout: Layout) -> Reading:
        """Every symbol of the sheet, the first row of each, in the order of the rows."""
        if len(self._rows) > _MEMORY_MAX or len(self._cells) > _MEMORY_MAX:
            self._rows.clear()
            self._cells.clear()
        body = rows[layout.header_row + 1 :]
        table = list(zip_longest(*body))
        nothing = _Column((), [None] * len(body), frozenset())
        names = table[layout.symbol] if layout.symbol < len(table) else nothing.cells
        *columns, net, percent = (
            nothing if place is None or place >= len(table) else self._column(place, table[place])
            for place in (*layout.columns, *layout.changes)
        )
        cells = [column.cells for column in columns]
        odd = _rows_without_price(cells).union(*(column.odd for column in columns))
        if layout.changes != (None, None):
            odd |= _rows_without_close(cells)
        found = _Odd()
        seen: dict[str, Observation] = {}
        symbols = self._symbols_of(names)
        figures = map(Values._make, zip(*cells, strict=True))
        for place, (symbol, values) in enumerate(zip(symbols, figures, strict=True)):
            if symbol is None:
                name = names[place]
                if isinstance(name, str) and name.strip():
                    found.not_symbols.append(name.strip()[:40])
            elif symbol in seen:
                found.duplicates.append(symbol)
            elif len(seen) >= SYMBOLS_MAX:
                found.overflow += 1
            elif place in odd:
                changes = net.cells[place], percent.cells[place]
                read = self._row(symbol, tuple(values), changes)
                seen[symbol] = read.observation
                if read.absence is not None:
                    found.without_price.append(symbol)
                    found.loading += read.absence is Absence.LOADING
            else:
                seen[symbol] = Observation(symbol, values)
        return Reading(
            list(seen.values()),
            found.loading,
            tuple(found.without_price),
            tuple(found.duplicates),
            tuple(found.not_symbols),
            found.overflow,
        )

    def _row(self, symbol: str, cells: Cells, changes: Changes) -> RowRead:
        remembered = self._rows.get(symbol)
        if remembered is not None and remembered[0] == (*cells, *changes):
            return remembered[1]
        read = read_cells(symbol, cells, changes)
        self._rows[symbol] = ((*cells, *changes), read)
        return read

    def _column(self, place: int, values: Sequence[object]) -> _Column:
        """What one column says; column by column, most of the work is done in C."""
        safe = _SAFE_KEYS.issuperset(map(type, values))
        before = self._columns.get(place)
        if safe and before is not None and before.values == values:
            return before
        if safe:
            cells = list(map(self._cells.__getitem__, values))
        else:
            cells = [None if value is None else parse(value) for value in values]
        odd: frozenset[int] = frozenset()
        if not USUAL.issuperset(map(type, cells)):
            odd = frozenset(place for place, cell in enumerate(cells) if type(cell) not in USUAL)
        column = _Column(values, cells, odd)
        if safe:
            self._columns[place] = column
        return column

    def _symbols_of(self, names: Sequence[object]) -> Sequence[str | None]:
        if names != self._names:
            self._symbols = [symbol_of(name) for name in names]
            # In Python True and 1 are one, and their symbols are two.
            self._names = names if _TEXTS.issuperset(map(type, names)) else ()
        return self._symbols


def _rows_without_price(cells: Sequence[Sequence[Cell | None]]) -> set[int]:
    prices = zip(*cells[:PRICES], strict=True)
    return {place for place, found in enumerate(prices) if not any(found)}


def _rows_without_close(cells: Sequence[Sequence[Cell | None]]) -> set[int]:
    return {place for place, close in enumerate(cells[_PREVIOUS_CLOSE]) if close is None}
