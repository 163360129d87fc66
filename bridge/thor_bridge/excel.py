"""The cells of a sheet in a running Excel. The one function here that asks Excel is the only
part of the bridge that is not tested: it needs Windows or macOS with Excel."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

Cells = Sequence[Sequence[object]]
ReadCells = Callable[[], Cells]
"""The cells as they are now, header row first. Raises `NotReadable`."""


class NotReadable(Exception):
    """Excel does not answer just now; the message says why."""


class NoExcel(Exception):
    """This machine is not one with Excel."""


def open_sheet(workbook: str, sheet: str, cells: str | None) -> ReadCells:
    """Reads `cells`, or all that is used, of a sheet of a workbook that is open in Excel. Raises
    `NoExcel`."""
    try:
        xlwings: Any = importlib.import_module("xlwings")
    except ImportError as error:
        raise NoExcel("The bridge runs on Windows or macOS, beside Excel.") from error

    def read() -> Cells:
        try:
            found = xlwings.books[workbook].sheets[sheet]
            values = (found.range(cells) if cells else found.used_range).raw_value
        except Exception as error:  # COM has no class of its own for each thing that can happen
            raise NotReadable(f"Excel does not show {workbook}, sheet {sheet}: {error}") from error
        return as_table(values)

    return read


def as_table(values: object) -> Cells:
    """Rows of cells, also where the range is one row or one cell."""
    if not isinstance(values, list | tuple):
        return [[values]]
    rows: Sequence[object] = values
    if not all(isinstance(row, list | tuple) for row in rows):
        return [rows]
    return [list(row) for row in rows if isinstance(row, list | tuple)]
