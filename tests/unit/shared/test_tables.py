"""Tables to take away, as CSV and as sheets."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from shared.http.tables import Column, Kind, Table, bytes_of, csv_of, workbook_of
from tests.support.spreadsheet import sheet_of

COLUMNS = (
    Column("At (UTC)", Kind.TIME),
    Column("Note"),
    Column("Amount", Kind.MONEY, total=True),
    Column("Left", Kind.NUMBER),
)
NEW_YORK = timezone(timedelta(hours=-5))
ROWS = [
    (datetime(2026, 3, 2, 9, 30, tzinfo=NEW_YORK), 'says "yes", or no', Decimal("1234.50"), None),
    (datetime(2026, 3, 2, 9, 31, tzinfo=NEW_YORK), "ok", Decimal("-0.25"), Decimal("1E+3")),
]
TABLE = Table("Moves", COLUMNS, ROWS)


def test_csv_holds_exact_figures_and_times_in_utc() -> None:
    lines = list(csv.reader(io.StringIO(csv_of(TABLE).decode())))

    assert lines == [
        ["At (UTC)", "Note", "Amount", "Left"],
        ["2026-03-02T14:30:00Z", 'says "yes", or no', "1234.50", ""],
        ["2026-03-02T14:31:00Z", "ok", "-0.25", "1000"],
    ]


def test_cells_of_a_sheet_have_their_types() -> None:
    sheet = sheet_of(bytes_of(workbook_of([TABLE])), "Moves")

    assert [cell.data_type for cell in sheet[2]] == ["d", "s", "n", "n"]
    assert sheet["A2"].value == datetime(2026, 3, 2, 14, 30)  # noqa: DTZ001  a sheet has no zones
    assert sheet["C2"].value == 1234.5
    assert sheet["C2"].number_format == "#,##0.00"
    assert sheet["D2"].value is None


def test_a_total_is_a_formula_over_the_rows_above() -> None:
    sheet = sheet_of(bytes_of(workbook_of([TABLE])), "Moves")

    assert sheet["C4"].value == "=SUBTOTAL(109,C2:C3)"
    assert sheet["B4"].value is None


def test_a_table_without_rows_has_its_header_and_no_totals() -> None:
    empty = Table("Nothing", COLUMNS, [])
    sheet = sheet_of(bytes_of(workbook_of([empty])), "Nothing")

    assert [cell.value for cell in sheet[1]] == ["At (UTC)", "Note", "Amount", "Left"]
    assert sheet.max_row == 1
    assert csv_of(empty).decode().splitlines() == ["At (UTC),Note,Amount,Left"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_what_somebody_wrote_is_never_taken_for_a_formula(text: str) -> None:
    table = Table("Notes", [Column("Note")], [(text,)])
    cell = sheet_of(bytes_of(workbook_of([table])), "Notes")["A2"]

    assert (cell.data_type, cell.value) == ("s", text)
    assert list(csv.reader(io.StringIO(csv_of(table).decode())))[1] == [f"'{text}"]
