"""A sheet of quotes: rows of cells to observations, and what was odd about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter

from services.livedata.domain.cell import Absence, Cell, parse
from services.livedata.domain.headers import Layout
from services.livedata.domain.quote import Observation
from services.livedata.domain.row import RowRead, read_cells
from services.livedata.domain.symbol import symbol_of

SYMBOLS_MAX = 2000
_MEMORY_MAX = 50_000
# Numbers are remembered under themselves. In Python 1, 1.0 and True are one key, so a row with
# anything but these in it is read without the memory.
_SAFE_KEYS = frozenset({float, str, type(None)})

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


class SheetReader:
    """Turns readings of one sheet into observations.

    It remembers what each row and each number became, because from one save to the next most
    of a sheet is the same. Memory only saves time: the same rows always read the same.
    """

    def __init__(self) -> None:
        self._layout: Layout | None = None
        self._width = 0
        self._pick: Callable[[Row], tuple[object, ...]] = tuple
        self._rows: dict[str, tuple[Row, RowRead]] = {}
        self._numbers: dict[object, Decimal] = {}
        self._symbols: dict[str, str] = {}

    def read(self, rows: Sequence[Row], layout: Layout) -> Reading:
        """Every symbol of the sheet, the first row of each, in the order of the rows."""
        if layout != self._layout:
            self._layout = layout
            self._width = layout.width
            self._rows.clear()
            # A column that the sheet lacks is read from the end, where `_row` puts a `None`.
            self._pick = itemgetter(*(-1 if place is None else place for place in layout.columns))
        odd = _Odd()
        seen: dict[str, Observation] = {}
        for row in rows[layout.header_row + 1 :]:
            name = row[layout.symbol] if layout.symbol < len(row) else None
            symbol = self._symbol(name)
            if symbol is None:
                if isinstance(name, str) and name.strip():
                    odd.not_symbols.append(name.strip()[:40])
            elif symbol in seen:
                odd.duplicates.append(symbol)
            elif len(seen) >= SYMBOLS_MAX:
                odd.overflow += 1
            else:
                observation, absence = self._row(symbol, row, layout)
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

    def _row(self, symbol: str, row: Row, layout: Layout) -> RowRead:
        remembered = self._rows.get(symbol)
        if remembered is not None and _identical(remembered[0], row):
            return remembered[1]
        if len(self._rows) >= _MEMORY_MAX or len(self._numbers) >= _MEMORY_MAX:
            self._rows.clear()
            self._numbers.clear()
        missing = self._width - len(row)
        picked = self._pick([*row, *[None] * missing, None] if missing > 0 else [*row, None])
        read = read_cells(symbol, self._parse(picked))
        self._rows[symbol] = (row, read)
        return read

    def _parse(self, picked: tuple[object, ...]) -> list[Cell | None]:
        if not _SAFE_KEYS.issuperset(map(type, picked)):
            return [None if value is None else parse(value) for value in picked]
        cells: list[Cell | None] = list(map(self._numbers.get, picked))
        for place, value in enumerate(picked):
            if cells[place] is None and value is not None:
                cell = cells[place] = parse(value)
                if type(cell) is Decimal and type(value) is float:
                    self._numbers[value] = cell
        return cells

    def _symbol(self, name: object) -> str | None:
        if type(name) is not str:
            return symbol_of(name)
        symbol = self._symbols.get(name)
        if symbol is None:
            symbol = symbol_of(name)
            if symbol is not None and len(self._symbols) < _MEMORY_MAX:
                self._symbols[name] = symbol
        return symbol


def _identical(before: Row, now: Row) -> bool:
    """Equal cell by cell and of the same types: in Python `True` equals 1."""
    return before == now and all(map(_same_type, before, now))


def _same_type(before: object, now: object) -> bool:
    return type(before) is type(now)
