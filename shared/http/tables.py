"""Tables that people take away: the same rows as CSV, and as sheets of a workbook.

In a workbook every cell has its type, and totals are formulas over the rows above, so that they
follow what a reader changes or filters out. In both, a text can never be taken for a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fastapi import Response
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.chart import Reference, ScatterChart
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

ROWS_MAX = 10_000
"""Of one table; who wants more asks for a shorter period."""
Cell = str | Decimal | int | datetime | None
_BOLD = Font(bold=True)
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


MEDIA = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Kind(StrEnum):
    """What stands in a column; the value is how Excel is to show it."""

    TEXT = "@"
    NUMBER = "0.#########"
    MONEY = "#,##0.00"
    TIME = "yyyy-mm-dd hh:mm:ss"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    kind: Kind = Kind.TEXT
    total: bool = False
    """Whether the sum of the column stands below it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Times are shown in UTC; a column of times says so in its title."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def csv_of(table: Table) -> bytes:
    """RFC 4180 in UTF-8, with a header and no totals: for programs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.title for column in table.columns)
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode()


def workbook_of(tables: Iterable[Table]) -> Workbook:
    """A sheet for each table."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for table in tables:
        fill(book.create_sheet(table.name), table)
    return book


def chart(book: Workbook, title: str, sheet: Worksheet, *, rows: int) -> None:
    """A sheet that shows the second column of `sheet`, figures, over its first, times."""
    drawn = ScatterChart()
    drawn.title = title
    drawn.style = 13
    drawn.legend = None
    drawn.x_axis.number_format = "yyyy-mm-dd"
    drawn.y_axis.number_format = "#,##0"
    drawn.x_axis.delete = drawn.y_axis.delete = False
    times = Reference(sheet, min_col=1, min_row=2, max_row=rows + 1)
    figures = Reference(sheet, min_col=2, min_row=2, max_row=rows + 1)
    line = SeriesFactory(figures, times)
    line.marker.symbol = "none"
    line.smooth = False
    drawn.series.append(line)
    book.create_chartsheet(title).add_chart(drawn)


def bytes_of(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def fill(sheet: Worksheet, table: Table) -> None:
    """Write a table into an empty sheet: header, rows, totals."""
    for number, column in enumerate(table.columns, start=1):
        _write(sheet, 1, number, column.title, Kind.TEXT).font = _BOLD
        sheet.column_dimensions[get_column_letter(number)].width = _width(column)
    for at, row in enumerate(table.rows, start=2):
        for number, (column, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            _write(sheet, at, number, value, column.kind)
    sheet.freeze_panes = "A2"
    last = len(table.rows) + 1
    if table.rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{last}"
        _write_totals(sheet, table, last)


def download(table: Table, wanted: Format, *, name: str) -> Response:
    """The table as a file that a browser saves as `name`."""
    content = csv_of(table) if wanted is Format.CSV else bytes_of(workbook_of([table]))
    return file_response(content, wanted, name=name)


def file_response(content: bytes, wanted: Format, *, name: str) -> Response:
    """`name` without its ending, of letters, digits and dashes."""
    disposition = f'attachment; filename="{name}.{wanted}"'
    return Response(content, media_type=MEDIA[wanted], headers={"content-disposition": disposition})


RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            media.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for media in MEDIA.values()
        },
    }
}
"""What a route that answers with a file says of it in the API's description."""


def _write(sheet: Worksheet, row: int, column: int, value: Cell, kind: Kind) -> SheetCell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, SheetCell)  # nothing here is merged
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None)  # a sheet knows no time zones
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # also where it begins like a formula
    if value is not None:
        cell.number_format = kind.value
    return cell


def _write_totals(sheet: Worksheet, table: Table, last: int) -> None:
    """Below the rows, for those columns that have one. SUBTOTAL leaves out what is filtered."""
    for number, column in enumerate(table.columns, start=1):
        if column.total:
            letter = get_column_letter(number)
            cell = sheet.cell(last + 1, number, f"=SUBTOTAL(109,{letter}2:{letter}{last})")
            cell.number_format = column.kind.value
            cell.font = _BOLD


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case Decimal():
            return f"{cell:f}"
        case str() if cell.startswith(_STARTS_A_FORMULA):
            return f"'{cell}"
        case _:
            return str(cell)


def _width(column: Column) -> int:
    return max(len(column.title) + 2, 20 if column.kind is Kind.TIME else 12)
