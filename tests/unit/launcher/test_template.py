"""The workbook that `thor excel template` writes, opened again and read by Thor itself."""

from __future__ import annotations

import re
import zipfile
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from deploy.local.places import LauncherError
from deploy.local.template import TOPICS, write
from services.livedata.domain.diagnosis import of_reading
from services.livedata.domain.sheet import Reading, SheetReader
from services.livedata.sources.workbook import Workbook
from tests.support.livedata import with_part

SYMBOLS = "META, aapl,/ES:XCME,.SPY260116C600,META"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "quotes.xlsx"
    write(path, SYMBOLS)
    return path


def read(content: bytes) -> Reading:
    table = Workbook(Path("quotes.xlsx"), None).table(content)
    return SheetReader().read(table.rows, table.layout)


def test_it_asks_thinkorswim_for_every_symbol_and_topic(written: Path) -> None:
    book: Any = load_workbook(written)
    header, *rows = book["LiveData"].iter_rows(values_only=True)

    assert header == ("Symbol", "Type", *TOPICS)
    assert [row[:2] for row in rows] == [
        ("META", "EQUITY"),
        ("AAPL", "EQUITY"),
        ("/ES:XCME", "FUTURE"),
        (".SPY260116C600", "OPTION"),
    ]
    assert rows[2][2:4] == ('=RTD("tos.rtd",,"LAST",$A4)', '=RTD("tos.rtd",,"BID",$A4)')
    assert all(len(row) == len(header) for row in rows)


def test_its_second_sheet_describes_both_ways_in(written: Path) -> None:
    book: Any = load_workbook(written)
    text = "\n".join(str(cell) for (cell,) in book["Instructions"].iter_rows(values_only=True))

    assert book.sheetnames == ["LiveData", "Instructions"]
    for words in ("Sub ThorSave()", "ThisWorkbook.Save", "--excel quotes.xlsx", "thor-bridge"):
        assert words in text


def test_before_thinkorswim_has_answered_thor_says_what_to_do(written: Path) -> None:
    reading = read(written.read_bytes())

    assert reading.without_price == ("META", "AAPL", "/ES:XCME", ".SPY260116C600")
    found = of_reading(reading, "quotes.xlsx", "LiveData", frozen=False)
    assert found.state == "degraded"
    assert "Check that ThinkOrSwim is running" in found.message


def test_once_excel_has_values_in_its_cells_thor_reads_them(written: Path) -> None:
    """Excel saves a formula together with the value it had last."""
    with zipfile.ZipFile(written) as archive:
        body = archive.read(SHEET)
    numbers = count(100)
    filled = re.sub(rb"</f><v ?/?>(</v>)?", lambda _: b"</f><v>%d.25</v>" % next(numbers), body)
    reading = read(with_part(written.read_bytes(), SHEET, filled))

    assert reading.without_price == ()
    meta = reading.observations[0]
    assert (meta.symbol, str(meta.values.last), str(meta.values.bid)) == (
        "META",
        "100.25",
        "101.25",
    )
    assert str(meta.values.previous_close) == "110.25"
    assert str(reading.observations[1].values.last) == f"{100 + len(TOPICS)}.25"


@pytest.mark.parametrize(
    ("name", "symbols", "words"),
    [
        ("quotes.xlsm", "META", "save it as .xlsm in Excel"),
        ("quotes.xlsx", "META,a b", "'a b' is not a symbol"),
        ("quotes.xlsx", " , ", "at least one symbol"),
        ("quotes.xlsx", ",".join(f"S{number}" for number in range(2001)), "at most 2000"),
        ("nowhere/quotes.xlsx", "META", "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_refused(
    tmp_path: Path, name: str, symbols: str, words: str
) -> None:
    with pytest.raises(LauncherError, match=words):
        write(tmp_path / name, symbols)


def test_a_workbook_that_is_there_already_stays(written: Path) -> None:
    before = written.read_bytes()

    with pytest.raises(LauncherError, match="stays as it is"):
        write(written, "F")

    assert written.read_bytes() == before
