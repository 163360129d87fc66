"""Cells as Excel hands them over, to what Thor gets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.livedata.domain.pushed import read_push
from services.livedata.schemas import PUSHED_MAX, PushBody
from tests.support.clock import MONDAY
from tests.support.livedata import HEADERS
from thor_bridge.excel import as_table
from thor_bridge.rows import BYTES_MAX, ROWS_MAX, Changes, batches, body_of, rows_of

COM_NOT_AVAILABLE = -2146826246
SHEET: list[list[object]] = [
    [None] * 14,
    list(HEADERS),
    ["META", "STOCK", 612.77, 612.76, 612.78, 500.0, 700.0, 1e6, 600.0, 615.0, 599.5, 600.0, 1, 2],
    ["/ZB:XCBT", "FUTURE", "111'16", "111'15", "111'17", *[None] * 9],
    [None] * 14,
    ["XYZQ", "STOCK", COM_NOT_AVAILABLE, "loading", "N/A", *[None] * 9],
]


def test_rows_go_under_the_headers_of_the_first_row_that_has_any() -> None:
    meta, bond, unknown = rows_of(SHEET)

    assert list(meta) == list(HEADERS)
    assert (meta["Symbol"], meta["Last"]) == ("META", 612.77)
    assert (bond["Last"], unknown["Last"]) == ("111'16", COM_NOT_AVAILABLE)


def test_a_sheet_without_rows_sends_nothing() -> None:
    assert rows_of([]) == rows_of([[None, ""]]) == rows_of([["Symbol", "Last"]]) == []


def test_columns_without_a_name_are_left_out_and_of_two_alike_the_first_counts() -> None:
    cells: list[list[object]] = [
        ["Symbol", None, "Last", "Last", 12.5],
        ["META", "note", 1.0, 2.0, 3.0],
        ["F"],
    ]

    assert rows_of(cells) == [{"Symbol": "META", "Last": 1.0}, {"Symbol": "F"}]


def test_thor_reads_a_batch_as_it_reads_the_sheet() -> None:
    body = body_of(Changes(5).due(rows_of(SHEET), 0))

    push = read_push(PushBody.model_validate_json(body).quotes, now=MONDAY)

    assert push.problems == []
    meta, bond, unknown = (quote.observation for quote in push.quotes)
    assert (str(meta.values.last), str(meta.values.previous_close)) == ("612.77", "600")
    assert bond.values.last == Decimal("111.5")
    assert not unknown.values.has_price


def test_only_what_changed_is_due_and_each_row_again_after_a_while() -> None:
    changes = Changes(5)
    rows = rows_of([["Symbol", "Last"], ["META", 1.0], ["AAPL", 2.0]])
    changes.sent(changes.due(rows, 0), 0)
    rows[1]["Last"] = 2.5

    assert list(changes.due(rows, 1)) == [1]
    changes.sent(changes.due(rows, 1), 1)
    assert changes.due(rows, 4.9) == {}
    assert list(changes.due(rows, 5)) == [0]
    changes.forget()
    assert list(changes.due(rows, 5)) == [0, 1]


@pytest.mark.parametrize("cell", [Decimal("12.30"), datetime(2025, 6, 2, tzinfo=UTC), object()])
def test_a_cell_that_has_no_form_in_json_goes_as_text(cell: object) -> None:
    (text,) = Changes(5).due([{"Last": cell}], 0).values()

    assert json.loads(text)["Last"] == str(cell)


@given(st.lists(st.integers(1, 20_000), max_size=600))
def test_batches_are_small_enough_and_lose_nothing(lengths: list[int]) -> None:
    due = {place: "x" * length for place, length in enumerate(lengths)}
    sent = list(batches(due))

    assert [item for batch in sent for item in batch.items()] == list(due.items())
    assert all(0 < len(batch) <= ROWS_MAX <= PUSHED_MAX for batch in sent)
    assert all(len(body_of(batch)) <= BYTES_MAX + ROWS_MAX + 20 for batch in sent)


@pytest.mark.parametrize(
    ("values", "table"),
    [
        (None, [[None]]),
        (5.0, [[5.0]]),
        (("Symbol", "Last"), [["Symbol", "Last"]]),
        ((("Symbol",), ("META",)), [["Symbol"], ["META"]]),
    ],
)
def test_a_range_of_any_size_is_a_table(values: object, table: list[list[object]]) -> None:
    assert [list(row) for row in as_table(values)] == table
