"""Rows that a program pushes, from their cells to the desk."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.livedata.domain.errors import NothingAccepted, NotReady, PushingOff
from services.livedata.domain.pushed import read_push
from services.livedata.domain.quality import Rules
from services.livedata.domain.quote import Values
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.ingest import Taken, push_quotes
from services.livedata.sources import pushed
from services.livedata.sources.pushed import Patience, PushedSource
from tests.support.clock import MONDAY, FrozenClock
from tests.support.livedata import HEADERS, quote_row

META: dict[str, Any] = {"symbol": "META", "bid": 612.76, "ask": 612.78, "last": 612.77}


class Pushing:
    """The source with a real desk behind it, and a clock to turn."""

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self.desk = MarketDesk(Rules(), clock)
        self.source = PushedSource(clock, Patience())
        self.source.attach(self.desk)

    def push(self, *rows: dict[str, Any]) -> Taken:
        return push_quotes(rows, self.source, at=self.clock.now())

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)
        self.source.look()
        self.desk.sweep()

    @property
    def state(self) -> tuple[str, str]:
        feed = self.desk.feeds["pushed"]
        return feed.state, feed.message

    def quality(self, symbol: str = "META") -> str:
        return self.desk.quotes[symbol].quality.value


@pytest.fixture
def pushing(clock: FrozenClock) -> Pushing:
    return Pushing(clock)


def problems_of(row: dict[str, Any]) -> dict[str, str]:
    return {each.field: each.reason for each in read_push([row], now=MONDAY).problems}


def test_a_row_may_be_keyed_by_fields_or_by_the_headers_of_a_sheet() -> None:
    cells: dict[str, object] = dict(
        zip(HEADERS, quote_row("META", 612.77, 612.76, 612.78), strict=True)
    )
    fields = {**META, "bid_size": 500, "ask_size": "700", "volume": 1e6}

    assert read_push([fields], now=MONDAY) == read_push([cells], now=MONDAY)
    (quote,) = read_push([cells], now=MONDAY).quotes
    assert (quote.observation.symbol, quote.observation.values.last) == ("META", Decimal("612.77"))


@pytest.mark.parametrize(
    ("cell", "last"),
    [("111'165", "111.515625"), ("1,234.50", "1234.50"), ("N/A", None), (-2146826246, None)],
)
def test_cells_are_read_as_those_of_a_workbook(cell: object, last: str | None) -> None:
    (quote,) = read_push([{**META, "last": cell}], now=MONDAY).quotes

    assert quote.observation.values.last == (None if last is None else Decimal(last))


def test_a_change_stands_for_the_previous_close() -> None:
    (quote,) = read_push([{**META, "net_change": "2.77", "% Change": "9%"}], now=MONDAY).quotes

    assert quote.observation.values.previous_close == 610
    assert problems_of({**META, "net_change": "x"}) == {
        "net_change": "holds 'x', which is not a number"
    }


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ({"last": 1}, "symbol", "is missing"),
        ({"symbol": "a b", "last": 1}, "symbol", "is not a symbol"),
        ({"symbol": "META"}, "last", "is missing, and so are bid and ask"),
        ({**META, "bid": "twelve"}, "bid", "holds 'twelve', which is not a number"),
        ({**META, "ask": [1]}, "ask", "holds a list, which is not a number"),
        ({**META, "last": -5}, "last", "is -5"),
        ({**META, "volume": True}, "volume", "holds a bool, which is not a number"),
        ({**META, "at": "noon"}, "at", "is not a time such as 2026-06-01T14:30:00Z"),
        ({**META, "at": "2025-06-02T14:30:00"}, "at", "has no time zone"),
    ],
)
def test_what_is_wrong_with_a_row_is_named(row: dict[str, Any], field: str, reason: str) -> None:
    assert problems_of(row) == {field: reason}


def test_a_time_ahead_of_ours_is_refused_unless_it_is_by_a_moment() -> None:
    soon, late = (MONDAY + timedelta(seconds=seconds) for seconds in (4, 6))

    assert "ahead" in problems_of({**META, "at": late.isoformat()})["at"]
    (quote,) = read_push([{**META, "at": soon.isoformat()}], now=MONDAY).quotes
    assert quote.at == MONDAY


def test_each_row_is_accepted_or_refused_by_itself(pushing: Pushing) -> None:
    taken = pushing.push(META, {"symbol": "AAPL", "last": "abc"}, {**META, "volume": "much"})

    assert (taken.accepted, taken.refused) == (2, 1)
    assert [(each.row, each.field, each.accepted) for each in taken.problems] == [
        (1, "last", False),
        (2, "volume", True),
    ]
    assert pushing.quality() == "fresh"


def test_a_push_in_which_nothing_is_good_is_refused_field_by_field(pushing: Pushing) -> None:
    with pytest.raises(NothingAccepted) as refusal:
        pushing.push({"symbol": "META", "bid": -1, "ask": "x"}, {"last": 1})

    assert [(each.field, each.reason) for each in refusal.value.errors] == [
        ("quotes.0.ask", "holds 'x', which is not a number"),
        ("quotes.0.bid", "is -1"),
        ("quotes.1.symbol", "is missing"),
    ]


def test_a_quote_that_is_older_than_the_last_one_changes_nothing(pushing: Pushing) -> None:
    pushing.push({**META, "at": MONDAY.isoformat()})
    earlier = (MONDAY - timedelta(seconds=1)).isoformat()

    with pytest.raises(NothingAccepted) as refusal:
        pushing.push({**META, "last": 612.70, "at": earlier})

    assert refusal.value.errors[0].field == "quotes.0.at"
    assert pushing.desk.quotes["META"].values.last == Decimal("612.77")


def test_a_symbol_that_is_halted_says_so(pushing: Pushing) -> None:
    pushing.push({**META, "halted": "Limit up."}, {**META, "symbol": "AAPL", "halted": True})

    assert pushing.quality() == pushing.quality("AAPL") == "halted"
    assert pushing.desk.quotes["META"].reason == "Limit up."
    assert "halted" in problems_of({**META, "halted": 1})


def test_a_source_that_falls_silent_is_down_and_comes_back_by_itself(pushing: Pushing) -> None:
    pushing.source.look()
    assert pushing.state[0] == "down"

    pushing.push(META)
    assert pushing.state == ("live", "1 symbol pushed.")

    pushing.wait(16)
    assert pushing.state[0] == "down"
    assert "for more than 15 seconds" in pushing.state[1]
    assert pushing.quality() == "stale"

    pushing.push(META)
    assert pushing.state[0] == "live"
    assert pushing.quality() == "fresh"


def test_pushes_that_change_nothing_any_more_are_a_dead_link(pushing: Pushing) -> None:
    pushing.push(META)
    pushing.push({**META, "last": 612.76})
    for _ in range(9):
        pushing.wait(10)
        pushing.push({**META, "last": 612.76})
    assert pushing.state[0] == "degraded"
    assert "no figure in them changes" in pushing.state[1]
    pushing.wait(0)
    assert pushing.quality() == "stale"

    pushing.push(META)
    assert pushing.state[0] == "live"
    assert pushing.quality() == "fresh"


def test_a_quote_with_a_time_of_its_own_is_vouched_for_by_that_time(pushing: Pushing) -> None:
    for _ in range(20):
        pushing.wait(10)
        pushing.push({**META, "at": pushing.clock.now().isoformat()})

    assert pushing.state[0] == "live"
    assert pushing.quality() == "fresh"


def test_symbols_are_bounded(pushing: Pushing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushed, "SYMBOLS_MAX", 1)

    taken = pushing.push(META, {**META, "symbol": "AAPL"})

    assert (taken.accepted, taken.problems[0].field) == (1, "symbol")


def test_nothing_is_taken_where_nothing_is_asked_for_or_ready(clock: FrozenClock) -> None:
    with pytest.raises(PushingOff):
        push_quotes([META], None, at=MONDAY)
    with pytest.raises(NotReady):
        push_quotes([META], PushedSource(clock, Patience()), at=MONDAY)


cells = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.just([1]),
    st.sampled_from(["N/A", "loading", "111'16", "12.3%", "-0.5", "1,2", "2025-06-02T14:30:00Z"]),
)  # fmt: skip
keys = st.sampled_from(["symbol", "Ticker", "at", "halted", "Type", "", *Values._fields, *HEADERS])


@given(st.lists(st.dictionaries(keys, cells, max_size=8), max_size=5))
def test_no_rows_crash_the_reader_and_each_is_taken_or_explained(
    rows: list[dict[str, Any]],
) -> None:
    push = read_push(rows, now=MONDAY)

    taken = {quote.row for quote in push.quotes}
    refused = {each.row for each in push.problems if not each.accepted}
    assert taken | refused == set(range(len(rows)))
