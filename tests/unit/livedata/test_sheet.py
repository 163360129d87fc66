from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.livedata.domain.cell import parse
from services.livedata.domain.headers import find_layout
from services.livedata.domain.quote import Observation, Values
from services.livedata.domain.sheet import SYMBOLS_MAX, Reading, SheetReader
from services.livedata.domain.symbol import symbol_of
from tests.support.livedata import values

HEADER = ["Symbol", "Last", "Bid", "Ask", "BidSize"]


def read(*rows: list[object], header: list[object] | None = None) -> Reading:
    sheet = [header or list(HEADER), *rows]
    layout = find_layout(sheet)
    assert layout is not None
    return SheetReader().read(sheet, layout)


def test_a_row_is_one_observation_with_exact_values() -> None:
    reading = read(["AAPL", 189.23, "$189.22", "189.24", 300.0])

    assert reading.observations == [
        Observation("AAPL", values(last="189.23", bid="189.22", ask="189.24", bid_size="300"))
    ]
    assert reading.without_price == ()


@pytest.mark.parametrize(
    ("cell", "symbol"),
    [
        ("AAPL", "AAPL"),
        (" aapl ", "AAPL"),
        ("BRK/B", "BRK/B"),
        ("/ES:XCME", "/ES:XCME"),
        (".SPY180119C250", ".SPY180119C250"),
        ("$DJT", "$DJT"),
        ("EUR/USD", "EUR/USD"),
        (True, "TRUE"),
        (700.0, "700"),
        (700, "700"),
        (None, None),
        ("", None),
        ("two words", None),
        ("---", None),
        ("A" * 33, None),
        ("<b>", None),
        ("ÄPFEL", None),
        (1.5, None),
        (-1, None),
        (float("nan"), None),
        (float("inf"), None),
        (object(), None),
    ],
)
def test_a_cell_names_a_symbol_or_none(cell: object, symbol: str | None) -> None:
    assert symbol_of(cell) == symbol


def test_rows_that_wait_for_data_say_so() -> None:
    reading = read(["AAPL", "loading", "loading", "loading"], ["XYZQ", "N/A", "N/A", "N/A"])

    assert [each.values.has_price for each in reading.observations] == [False, False]
    assert "loading" in str(reading.observations[0].missing)
    assert "check the symbol" in str(reading.observations[1].missing)
    assert reading.loading == 1
    assert reading.without_price == ("AAPL", "XYZQ")


def test_a_row_with_nothing_but_a_name_says_nothing() -> None:
    reading = read(["Futures", "", "", ""])

    assert reading.observations == [Observation("FUTURES", Values())]


def test_what_was_refused_is_named_with_its_column() -> None:
    (observation,) = read(["AAPL", 189.23, "12,5", "12%"]).observations

    assert observation.values == values(last="189.23")
    assert observation.missing == (
        "Refused: bid holds '12,5', which is not a number, ask holds a percentage, not a number."
    )


def test_the_first_row_of_a_symbol_counts() -> None:
    reading = read(["AAPL", 1.0], ["aapl", 2.0])

    assert [each.values.last for each in reading.observations] == [1]
    assert reading.duplicates == ("AAPL",)


def test_rows_may_be_shorter_than_the_header() -> None:
    assert read(["AAPL", 1.0], ["MSFT"], []).observations[0].values == values(last="1")


def test_rows_that_name_no_symbol_are_ignored_and_counted() -> None:
    reading = read(["see the notes", 1.0], [None, 2.0], ["AAPL", 3.0])

    assert [each.symbol for each in reading.observations] == ["AAPL"]
    assert reading.not_symbols == ("see the notes",)


def test_symbols_beyond_the_limit_are_counted_and_left_out() -> None:
    rows: list[list[object]] = [[f"S{number}", 1.0] for number in range(SYMBOLS_MAX + 5)]

    reading = read(*rows)

    assert len(reading.observations) == SYMBOLS_MAX
    assert reading.overflow == 5


CHANGES: list[object] = ["Symbol", "Last", "Close", "NetChange", "% Change"]


@pytest.mark.parametrize(
    ("last", "close", "net", "percent", "previous"),
    [
        (189.25, 187.0, 9.99, "9%", "187"),  # the close itself comes first
        (189.25, None, 2.25, "9%", "187"),
        (189.25, "N/A", "+2.25", None, "187"),
        (189.25, None, -2.25, None, "191.5"),
        ("111'16", None, "-0'06", None, "111.6875"),
        (101.0, None, None, "1%", "100"),
        (101.0, None, "N/A", 0.01, "100"),
        (189.2, None, None, "-12.3%", "215.74"),  # to the cent, at least
        (1.08512, None, None, "0.5%", "1.07972"),  # to the digits of the price
        (189.25, None, None, None, None),
        (189.25, None, "N/A", "N/A", None),
        (189.25, None, 200.0, None, None),  # below zero: no price
        (189.25, None, None, "-100%", None),
        (189.25, None, None, -0.9999999999999, None),  # beyond any price
        ("N/A", None, 2.25, "1%", None),
        (0.0, None, -2.25, "1%", None),
    ],
)
def test_the_previous_close_follows_from_the_change_where_a_sheet_has_only_that(
    last: object, close: object, net: object, percent: object, previous: str | None
) -> None:
    (observation,) = read(["AAPL", last, close, net, percent], header=CHANGES).observations

    expected = None if previous is None else Decimal(previous)
    assert observation.values.previous_close == expected


def test_a_change_that_is_no_number_is_refused_with_its_reason() -> None:
    (observation,) = read(["AAPL", 1.0, None, "1%", "12,5"], header=CHANGES).observations

    assert observation.missing == (
        "Refused: net change holds a percentage, not a number, "
        "percent change holds '12,5', which is not a number."
    )


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3_000_000_000, 3_000_000_000),
    st.floats(),
    st.sampled_from(["loading", "N/A", "", "111'16", "12%", "$1.20", "1", "-1", "x"]),
)
rows = st.lists(
    st.lists(st.one_of(st.sampled_from(["AAPL", "MSFT", True, 1, 1.0]), cells), max_size=6),
    max_size=6,
)


@given(st.lists(rows, min_size=1, max_size=4))
def test_what_a_reader_remembers_never_changes_what_it_reads(
    sheets: list[list[list[object]]],
) -> None:
    """Cells that Python takes for equal (1, 1.0 and True) are not the same cell."""
    for header in (HEADER, CHANGES):
        layout = find_layout([header])
        assert layout is not None
        experienced = SheetReader()
        for sheet in sheets:
            assert experienced.read([header, *sheet], layout) == SheetReader().read(
                [header, *sheet], layout
            )


@given(rows)
def test_every_value_of_an_observation_stands_in_its_row(sheet: list[list[object]]) -> None:
    layout = find_layout([HEADER])
    assert layout is not None

    for observation in SheetReader().read([HEADER, *sheet], layout).observations:
        row = next(row for row in sheet if row and symbol_of(row[0]) == observation.symbol)
        in_the_row = {found for cell in row if isinstance(found := parse(cell), Decimal)}
        assert {value for value in observation.values if value is not None} <= in_the_row
