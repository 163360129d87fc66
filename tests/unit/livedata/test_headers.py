from __future__ import annotations

import pytest

from services.livedata.domain.headers import HEADER_ROWS_MAX, find_layout
from services.livedata.domain.quote import Values
from tests.support.livedata import HEADERS


def columns_of(header: list[object]) -> dict[str, int]:
    """Field to column, for the fields that were found."""
    layout = find_layout([header])
    assert layout is not None
    found = dict(zip(Values._fields, layout.columns, strict=True))
    return {field: column for field, column in found.items() if column is not None}


def test_the_columns_of_a_thinkorswim_workbook_are_found() -> None:
    assert columns_of(list(HEADERS)) == {
        "last": 2, "bid": 3, "ask": 4, "bid_size": 5, "ask_size": 6, "volume": 7,
        "open": 8, "high": 9, "low": 10, "previous_close": 11,
    }  # fmt: skip


@pytest.mark.parametrize("spelling", ["Symbol", "TICKER", " contract ", "Ticker Symbol"])
def test_the_column_of_symbols_has_several_names(spelling: str) -> None:
    layout = find_layout([["x", spelling, "Last"]])

    assert layout is not None
    assert layout.symbol == 1


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("LAST", "last"),
        ("last price", "last"),
        ("Bid", "bid"),
        ("Bid Price", "bid"),
        ("ask", "ask"),
        ("BidSize", "bid_size"),
        ("Bid Size", "bid_size"),
        ("BID_SIZE", "bid_size"),
        ("ask-size", "ask_size"),
        ("Last Size", "last_size"),
        ("Volume", "volume"),
        ("OPEN", "open"),
        ("High", "high"),
        ("24High", "high"),
        ("24 High", "high"),
        ("World High", "high"),
        ("24Low", "low"),
        ("World Low", "low"),
        ("Close", "previous_close"),
        ("Previous Close", "previous_close"),
        ("Prev. Close", "previous_close"),
    ],
)
def test_a_header_is_matched_however_it_is_spelled(header: str, field: str) -> None:
    assert columns_of(["Symbol", header])[field] == 1


@pytest.mark.parametrize(
    "header",
    [
        "52WkHigh", "52 Week High", "52HIGH", "Type", "Mark",
        "Bid Exchange", "", None, 12.5, True, "🚀",
    ],
)  # fmt: skip
def test_a_column_nobody_asked_for_is_ignored(header: object) -> None:
    assert columns_of(["Symbol", header, "Last"]) == {"last": 2}


@pytest.mark.parametrize("header", ["NetChange", "Net Change", "NET_CHANGE", "Net Chng", "Change"])
def test_the_change_of_the_day_has_several_names(header: str) -> None:
    layout = find_layout([["Symbol", header, "Last"]])

    assert layout is not None
    assert layout.changes == (1, None)


@pytest.mark.parametrize("header", ["% Change", "%Change", "PERCENT_CHANGE", "Change %", "% Chg"])
def test_the_change_in_percent_is_another_column(header: str) -> None:
    layout = find_layout([["Symbol", "Last", "Change", header]])

    assert layout is not None
    assert layout.changes == (2, 3)


def test_columns_may_come_in_any_order() -> None:
    names = sorted(HEADERS, key=lambda header: header[::-1])

    found = columns_of(list(names))

    assert names[found["last"]] == "Last"
    assert names[found["high"]] == "24High"
    assert names[found["previous_close"]] == "Close"


def test_the_day_has_precedence_over_the_last_24_hours() -> None:
    assert columns_of(["Symbol", "Last", "24High", "High"])["high"] == 3
    assert columns_of(["Symbol", "Last", "High", "World High"])["high"] == 2


def test_the_first_of_two_columns_with_one_name_is_read() -> None:
    assert columns_of(["Symbol", "Last", "Last"])["last"] == 1


def test_the_header_may_stand_below_a_title() -> None:
    layout = find_layout([["My quotes"], [], ["Contract notes: see below"], ["Symbol", "Last"]])

    assert layout is not None
    assert layout.header_row == 3


def test_a_word_that_looks_like_a_header_does_not_hide_the_real_one() -> None:
    layout = find_layout([["Contract"], ["Symbol", "Last"]])

    assert layout is not None
    assert layout.header_row == 1


def test_symbols_without_any_price_are_found_so_that_it_can_be_said() -> None:
    layout = find_layout([["Symbol", "Volume"]])

    assert layout is not None
    assert not layout.has_price


def test_a_header_too_far_down_is_not_found() -> None:
    rows: list[list[object]] = [["note"]] * HEADER_ROWS_MAX

    assert find_layout([*rows, ["Symbol", "Last"]]) is None
    assert find_layout([*rows[1:], ["Symbol", "Last"]]) is not None


def test_a_sheet_without_symbols_has_no_layout() -> None:
    assert find_layout([]) is None
    assert find_layout([["Last", "Bid"], ["1", "2"]]) is None
