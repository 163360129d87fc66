"""Workbooks as bytes, read by the hot path and, as the oracle, by openpyxl."""

from __future__ import annotations

import html
import re
import struct
import zipfile
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl import load_workbook

from services.livedata.domain.cell import parse
from services.livedata.domain.quote import Observation
from services.livedata.domain.sheet import SheetReader
from services.livedata.domain.symbol import symbol_of
from services.livedata.sources import workbook
from services.livedata.sources.workbook import Unreadable, Workbook
from tests.support.livedata import HEADERS, quote_row, values, with_part, workbook_bytes

SHEET = "xl/worksheets/sheet1.xml"


def a_workbook(sheet: str | None = None) -> Workbook:
    return Workbook(Path("quotes.xlsx"), sheet)


def observations(content: bytes, sheet: str | None = None) -> list[Observation]:
    table = a_workbook(sheet).table(content)
    return SheetReader().read(table.rows, table.layout).observations


def problem(content: bytes, sheet: str | None = None) -> str:
    with pytest.raises(Unreadable) as refusal:
        a_workbook(sheet).table(content)
    assert refusal.value.diagnosis.state == "down"
    return refusal.value.diagnosis.message


def test_a_thinkorswim_workbook_is_read() -> None:
    content = workbook_bytes([quote_row("META", 612.77), quote_row("/ZB:XCBT", "111'16")])

    meta, bond = observations(content)

    assert meta == Observation(
        "META",
        values(
            last="612.77", bid="612.76", ask="612.78",
            bid_size="500", ask_size="700", volume="1000000",
        ),
    )  # fmt: skip
    assert bond.values.last == Decimal("111.5")


def test_a_workbook_with_macros_is_read_like_any_other() -> None:
    content = workbook_bytes([quote_row("META", 612.77)])
    part = "[Content_Types].xml"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        types = archive.read(part)
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    assert plain in types

    assert observations(with_part(content, part, types.replace(plain, macros))) == observations(
        content
    )


def test_the_sheet_is_found_without_being_named() -> None:
    quotes: list[list[object]] = [["Ticker", "Last"], ["AAPL", 2.0]]
    notes = [["Read me"], ["first"]]

    by_name = workbook_bytes([], headers=["note"], sheet="Notes", other_sheets={"livedata": quotes})
    by_header = workbook_bytes(notes, headers=["n"], sheet="Notes", other_sheets={"Mine": quotes})

    assert observations(by_name)[0].values.last == 2
    assert observations(by_header)[0].values.last == 2


def test_a_configured_sheet_is_the_only_one_that_is_read() -> None:
    content = workbook_bytes(
        [quote_row("META", 1.0)], other_sheets={"Mine": [["Symbol", "Last"], ["AAPL", 2.0]]}
    )

    assert observations(content, "mine")[0].symbol == "AAPL"
    assert problem(content, "Other") == (
        "The workbook quotes.xlsx has no sheet 'Other'; it has 'LiveData', 'Mine'. Rename the "
        "sheet, or name the right one in the settings."
    )


@pytest.mark.parametrize("cells", ["B3:D5", "$B$3:$D$5", "b:d", "A1:Z99"])
def test_a_configured_range_is_all_that_is_read(cells: str) -> None:
    """The sheet's own first row and column are empty, which its file does not even mention."""
    rows: list[list[object]] = [
        [None, "AAPL", 2.0, 1.0, "beside"], [None, "F", 3.0, 2.0], [None, "GM", 4.0, 3.0],
    ]  # fmt: skip
    content = workbook_bytes(rows, headers=[None, "Symbol", "Last", "Bid", "Ask"], above=[[], []])

    table = Workbook(Path("quotes.xlsx"), None, cells).table(content)
    reading = SheetReader().read(table.rows, table.layout)

    everything = cells == "A1:Z99"
    assert table.sheet == f"LiveData!{cells}"
    assert [each.symbol for each in reading.observations] == (
        ["AAPL", "F", "GM"] if cells in ("b:d", "A1:Z99") else ["AAPL", "F"]
    )
    assert (reading.observations[0].missing is None) is not everything


def test_a_range_beside_the_table_says_where_it_looked() -> None:
    with pytest.raises(Unreadable, match="on sheet 'LiveData!P1:Z9'"):
        Workbook(Path("q.xlsx"), None, "P1:Z9").table(workbook_bytes([quote_row("META", 1.0)]))


def test_a_table_may_begin_anywhere_near_the_top() -> None:
    content = workbook_bytes(
        [["", *quote_row("META", 5.0)]], headers=["", *HEADERS], above=[["My quotes"], [], [""]]
    )

    assert observations(content)[0].values.last == 5


def test_a_workbook_without_symbols_says_what_to_do() -> None:
    content = workbook_bytes([["AAPL", 1.0]], headers=["Name", "Last"])

    assert problem(content).startswith(
        "The workbook quotes.xlsx has no column named Symbol, Ticker or Contract on sheet "
        "'LiveData'."
    )


def test_a_workbook_without_prices_says_what_to_do() -> None:
    content = workbook_bytes([["AAPL", 1.0]], headers=["Symbol", "Volume"])

    assert "no column named Last, Bid or Ask" in problem(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"Symbol,Last\nAAPL,1\n",
        b"<html></html>",
        workbook_bytes([quote_row("META", 1.0)])[:-200],
        workbook_bytes([quote_row("META", 1.0)])[:2000],
        with_part(workbook_bytes([]), "xl/workbook.xml", b"<broken"),
        with_part(workbook_bytes([]), "xl/workbook.xml", b"<workbook/>"),
        with_part(workbook_bytes([]), SHEET, b"<broken"),
    ],
    ids=["empty", "two bytes", "csv", "html", "end cut", "half", "index", "no sheets", "sheet"],
)
def test_a_file_that_is_no_whole_workbook_says_so(content: bytes) -> None:
    assert problem(content)


def test_a_workbook_with_a_password_says_so() -> None:
    assert "password" in problem(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))


@pytest.mark.parametrize(
    ("cell", "where"),
    [
        ("XFD1048576", "row 1048576"),
        ("A1048576", "row 1048576"),
        ("XFD2", "cell XFD2"),
        ("AAA1", "cell AAA1"),
        ("B10000", "row 10000"),
        ("ZZ9999", "cell ZZ9999"),
    ],
)
def test_a_forgotten_cell_far_away_is_named_and_fills_no_memory(cell: str, where: str) -> None:
    book = OpenpyxlWorkbook()
    sheet: Any = book.active
    sheet.title = "LiveData"
    sheet.append(["Symbol", "Last"])
    sheet.append(["AAPL", 1.0])
    sheet[cell] = 1
    buffer = BytesIO()
    book.save(buffer)

    assert f"reaches as far as {where}, too far" in problem(buffer.getvalue())


@pytest.mark.parametrize(
    "far",
    [b"<c r='XFD1048576'>", b'<c r = "XFD1048576">', b'<c\nr="XFD1048576">', b'<c r="xfd1048576">'],
)
def test_other_ways_to_write_a_far_cell_are_seen_too(far: bytes) -> None:
    content = workbook_bytes([quote_row("AAPL", 1.0)])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        body = archive.read(SHEET)
    body = body.replace(b"</row></sheetData>", far + b"<v>1</v></c></row></sheetData>")

    assert "too far" in problem(with_part(content, SHEET, body))


def test_a_row_far_away_without_a_cell_is_no_reason_to_refuse() -> None:
    """Excel writes one for a row whose height somebody has changed."""
    content = workbook_bytes([quote_row("AAPL", 1.0)])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        body = archive.read(SHEET)
    high = b'<row r="1048576" ht="30" customHeight="1"/></sheetData>'

    assert observations(with_part(content, SHEET, body.replace(b"</sheetData>", high)))


def test_a_row_without_references_and_without_end_is_seen_too() -> None:
    content = workbook_bytes([quote_row("AAPL", 1.0)])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        body = archive.read(SHEET)
    endless = b'<row r="9999">' + b"<c><v>1</v></c>" * 100_000 + b"</row></sheetData>"

    assert "too far" in problem(with_part(content, SHEET, body.replace(b"</sheetData>", endless)))


def test_cells_without_references_are_read_where_they_stand() -> None:
    content = workbook_bytes([quote_row(f"S{row}", 1.0) for row in range(100)])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        body = archive.read(SHEET)
    bare = re.sub(rb'<c r="[A-Z]+[0-9]+"', b"<c", body)

    assert len(observations(with_part(content, SHEET, bare))) == 100


def test_a_part_that_is_larger_than_it_says_fills_no_memory() -> None:
    content = bytearray(with_part(workbook_bytes([]), SHEET, b" " * 5_000_000))
    honest = struct.pack("<I", 5_000_000)
    while (place := content.find(honest)) >= 0:
        content[place : place + 4] = struct.pack("<I", 1000)

    assert problem(bytes(content))


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "UNPACKED_BYTES_MAX", 1_000_000)

    assert "too large" in problem(with_part(workbook_bytes([]), SHEET, b" " * 2_000_000))


written = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(0.0001, 10_000),
    st.datetimes(min_value=datetime(1950, 1, 1)),  # noqa: DTZ001 - Excel knows no time zone
    st.text(alphabet="0123456789.,'-+%$()#/NAloading \u00a0<&>\"", max_size=10),
    st.sampled_from(
        ["#N/A", "#VALUE!", "#REF!", "loading", "N/A", "111'16", -2146826246, "=1+1", "12.3%"]
    ),
)
symbols = st.sampled_from(["AAPL", "META", "/ES:XCME", "$DJT", "EUR/USD", "aapl", "", "x y", None])


@settings(max_examples=50)
@given(st.lists(st.tuples(symbols, *[written] * 6), max_size=8))
def test_no_sheet_yields_a_price_that_openpyxl_does_not_find_in_it(
    rows: list[tuple[object, ...]],
) -> None:
    headers = ["Symbol", "Last", "Bid", "Ask", "BidSize", "AskSize", "Close"]
    content = workbook_bytes(rows, headers=headers)
    oracle: Any = load_workbook(BytesIO(content), data_only=True)["LiveData"]
    cells: dict[str, list[object]] = {}
    for row in oracle.iter_rows(min_row=2, values_only=True):
        symbol = symbol_of(row[0])
        if symbol is not None:
            cells.setdefault(symbol, list(row))

    found = {each.symbol: each.values for each in observations(content)}

    assert found.keys() == cells.keys()
    for symbol, quote in found.items():
        expected = [_number(cell) for cell in cells[symbol][1:]]
        figures = [
            quote.last, quote.bid, quote.ask, quote.bid_size, quote.ask_size, quote.previous_close,
        ]  # fmt: skip
        assert figures == expected


def _number(cell: object) -> Decimal | None:
    # A workbook has one kind of number; openpyxl makes whole ones an `int`.
    found = parse(float(cell) if type(cell) is int else cell)
    return found if isinstance(found, Decimal) else None


ROWS = [quote_row(symbol, 100.25 + place) for place, symbol in enumerate(["AAPL", "META", "F"])]
CONTENT = workbook_bytes(ROWS)
with zipfile.ZipFile(BytesIO(CONTENT)) as _archive:
    PARTS = {name: _archive.read(name) for name in _archive.namelist()}
PRICES = {"AAPL": {"100.25", "100.24", "100.26"}, "META": {"101.25", "101.24", "101.26"},
          "F": {"102.25", "102.24", "102.26"}}  # fmt: skip

strokes = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "put", "type"]),
        st.integers(0, 2**20),
        st.binary(min_size=1, max_size=20),
    ),
    min_size=1,
    max_size=6,
)


def damaged(content: bytes, blows: list[tuple[str, int, bytes]]) -> bytes:
    body = bytearray(content)
    for kind, where, stuff in blows:
        place = where % (len(body) + 1)
        match kind:
            case "flip" if body:
                body[place % len(body)] ^= stuff[0] or 1
            case "cut":
                del body[place : place + len(stuff) * 2]
            case "put":
                body[place:place] = stuff
            case _ if body:
                body[place % len(body)] = b"<>\"'/&;=0129AZ"[stuff[0] % 13]
            case _:
                pass
    return bytes(body)


def found_in(content: bytes) -> list[Observation]:
    try:
        return observations(content)
    except Unreadable:
        return []


@settings(max_examples=150)
@given(strokes)
def test_no_damage_to_a_file_crashes_the_reader_or_makes_up_a_price(
    blows: list[tuple[str, int, bytes]],
) -> None:
    """A zip file knows the checksum of its parts: what is still read is what was written."""
    for each in found_in(damaged(CONTENT, blows)):
        prices = [each.values.last, each.values.bid, each.values.ask]
        assert {str(price) for price in prices if price is not None} <= PRICES[each.symbol]


@settings(max_examples=150)
@given(st.sampled_from(sorted(PARTS)), strokes)
def test_no_damage_inside_a_part_makes_up_a_price_that_is_not_written_in_it(
    part: str, blows: list[tuple[str, int, bytes]]
) -> None:
    body = damaged(PARTS[part], blows)
    content = with_part(CONTENT, part, body)
    texts = [
        text for name, all_ in PARTS.items() for text in _texts(body if name == part else all_)
    ]
    numbers = {found for text in texts if isinstance(found := parse(_typed(text)), Decimal)}

    for each in found_in(content):
        assert numbers.issuperset(value for value in each.values if value is not None)


def _texts(body: bytes) -> list[str]:
    """Everything between two tags, as XML has it, and what an index into the texts could be."""
    return re.split(r"<[^<]*?>", html.unescape(body.decode(errors="replace")))


def _typed(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text
