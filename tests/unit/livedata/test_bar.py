from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local import holidays
from services.livedata.domain.bar import BarBuilder
from services.livedata.domain.instrument import CALENDARS
from services.livedata.domain.quote import GatedQuote, Values
from services.livedata.domain.session import session_of
from shared.contracts.market_data import Bar
from shared.kernel.enums import QuoteQuality, Resolution
from tests.support.clock import MONDAY

SECOND, MINUTE, DAY = Resolution.SECOND, Resolution.MINUTE, Resolution.DAY


class Print(NamedTuple):
    """What a source shows `at` seconds after the start."""

    at: float
    last: str
    volume: int | None = None
    last_size: int | None = None
    source: str = "excel"


def quote(shown: Print, symbol: str = "AAPL") -> GatedQuote:
    at = MONDAY + timedelta(seconds=shown.at)
    values = Values(
        last=Decimal(shown.last),
        volume=None if shown.volume is None else Decimal(shown.volume),
        last_size=None if shown.last_size is None else Decimal(shown.last_size),
    )
    return GatedQuote(symbol, shown.source, values, at, at, QuoteQuality.ONE_SIDED, None, at)


def built(prints: Iterable[Print], calendar: str = "XNYS") -> dict[Resolution, list[Bar]]:
    """The bars after all prints, by resolution, oldest first."""
    builder = BarBuilder(lambda _: calendar)
    bars: dict[tuple[Resolution, datetime], Bar] = {}
    for each in prints:
        builder.take(quote(each))
        bars |= {(bar.resolution, bar.time): bar for bar in builder.changes()}
    found: dict[Resolution, list[Bar]] = {resolution: [] for resolution in Resolution}
    for key in sorted(bars, key=lambda key: key[1]):
        found[key[0]].append(bars[key])
    return found


def figures(bar: Bar) -> str:
    return f"{bar.open} {bar.high} {bar.low} {bar.close} {bar.volume} {bar.trades}"


def test_a_bar_has_the_first_the_highest_the_lowest_and_the_last_price() -> None:
    bars = built(
        [Print(0, "100", 10), Print(0.1, "101", 30), Print(0.2, "99", 31), Print(0.3, "100", 40)]
    )

    assert [figures(bar) for bar in bars[SECOND]] == ["101 101 99 100 30 3"]
    assert [figures(bar) for bar in bars[MINUTE]] == ["101 101 99 100 30 3"]


def test_the_first_quote_is_no_trade_and_makes_no_bar() -> None:
    assert built([Print(0, "100", 10), Print(5, "100", 10)]) == {each: [] for each in Resolution}


def test_a_second_without_trades_has_no_bar() -> None:
    bars = built([Print(0, "100", 0), Print(1.5, "101", 10), Print(7.2, "102", 20)])

    assert [(bar.time - MONDAY).seconds for bar in bars[SECOND]] == [1, 7]
    assert [bar.complete for bar in bars[SECOND]] == [True, False]
    assert len(bars[MINUTE]) == 1


def test_a_trade_at_the_same_price_counts_by_its_volume() -> None:
    bars = built([Print(0, "100", 10), Print(0.5, "100", 15)])

    assert [figures(bar) for bar in bars[SECOND]] == ["100 100 100 100 5 1"]


@pytest.mark.parametrize(("size", "volume"), [(None, 0), (7, 7)])
def test_without_a_volume_another_last_price_is_a_trade(size: int | None, volume: int) -> None:
    bars = built([Print(0, "100"), Print(0.5, "100"), Print(0.6, "101", last_size=size)])

    assert [figures(bar) for bar in bars[SECOND]] == [f"101 101 101 101 {volume} 1"]


def test_a_volume_that_falls_is_a_new_day_and_not_a_trade() -> None:
    bars = built([Print(0, "100", 5_000), Print(1, "100", 10), Print(2, "100", 12)])

    assert [figures(bar) for bar in bars[SECOND]] == ["100 100 100 100 2 1"]


def test_another_source_is_compared_with_itself_only() -> None:
    bars = built(
        [
            Print(0, "100", 1_000_000),
            Print(1, "101", 20, source="alpaca"),
            Print(2, "102", 25, source="alpaca"),
            Print(3, "100", 1_000_900),
        ]
    )

    assert [figures(bar) for bar in bars[SECOND]] == ["102 102 102 102 5 1"]


def test_a_trade_for_a_bar_that_is_over_changes_only_the_longer_ones() -> None:
    bars = built([Print(0, "100", 0), Print(5, "101", 10), Print(3, "150", 20)])

    assert [figures(bar) for bar in bars[SECOND]] == ["101 101 101 101 10 1"]
    assert [figures(bar) for bar in bars[MINUTE]] == ["101 150 101 150 20 2"]


def test_time_completes_a_bar_that_nothing_follows() -> None:
    builder = BarBuilder(lambda _: "XNYS")
    builder.take(quote(Print(0, "100", 0)))
    builder.take(quote(Print(0.5, "101", 10)))
    builder.changes()

    builder.pass_time(MONDAY + timedelta(seconds=0.9))
    assert builder.changes() == []
    builder.pass_time(MONDAY + timedelta(seconds=1))
    assert [(bar.resolution, bar.complete) for bar in builder.changes()] == [(SECOND, True)]
    builder.pass_time(MONDAY + timedelta(days=1))
    assert [(bar.resolution, bar.complete) for bar in builder.changes()] == [
        (MINUTE, True),
        (DAY, True),
    ]


def test_an_earlier_run_s_bar_goes_on_and_nothing_is_counted_twice() -> None:
    before = built([Print(0, "100", 0), Print(1, "101", 10)])
    builder = BarBuilder(lambda _: "XNYS")
    now = MONDAY + timedelta(seconds=10)
    builder.resume([bar for bars in before.values() for bar in bars], now)
    builder.take(quote(Print(10, "105", 500)))
    assert builder.changes() == []
    builder.take(quote(Print(11, "104", 501)))

    bars = {bar.resolution: figures(bar) for bar in builder.changes()}
    assert bars == {
        SECOND: "104 104 104 104 1 1",
        MINUTE: "101 104 101 104 11 2",
        DAY: "101 104 101 104 11 2",
    }


@pytest.mark.parametrize(
    ("calendar", "at", "session"),
    [
        ("XNYS", datetime(2025, 6, 2, 13, 30, tzinfo=UTC), date(2025, 6, 2)),
        ("XNYS", datetime(2025, 6, 2, 23, 59, tzinfo=UTC), date(2025, 6, 2)),  # 19:59 there
        ("XNYS", datetime(2025, 6, 3, 0, 0, tzinfo=UTC), date(2025, 6, 3)),  # 20:00 there
        ("XNYS", datetime(2025, 6, 7, 15, 0, tzinfo=UTC), date(2025, 6, 9)),  # a Saturday
        ("CMES", datetime(2025, 6, 1, 22, 30, tzinfo=UTC), date(2025, 6, 2)),  # Sunday evening
        ("CMES", datetime(2025, 6, 2, 20, 59, tzinfo=UTC), date(2025, 6, 2)),
        ("CMES", datetime(2025, 6, 2, 22, 0, tzinfo=UTC), date(2025, 6, 3)),
        ("24/5", datetime(2025, 12, 5, 21, 59, tzinfo=UTC), date(2025, 12, 5)),
        ("24/5", datetime(2025, 12, 5, 22, 0, tzinfo=UTC), date(2025, 12, 8)),
        ("XNYS", datetime(2026, 11, 26, 15, 0, tzinfo=UTC), date(2026, 11, 27)),  # Thanksgiving
        ("XNAS", datetime(2026, 12, 25, 15, 0, tzinfo=UTC), date(2026, 12, 28)),  # and a weekend
        ("CMES", datetime(2026, 11, 26, 15, 0, tzinfo=UTC), date(2026, 11, 26)),  # open
        ("CMES", datetime(2026, 12, 24, 23, 30, tzinfo=UTC), date(2026, 12, 28)),
        ("XNYS", datetime(2026, 11, 27, 21, 59, tzinfo=UTC), date(2026, 11, 27)),  # an early close
        ("XNYS", datetime(2026, 11, 27, 22, 0, tzinfo=UTC), date(2026, 11, 30)),
        ("XTKS", datetime(2025, 6, 2, 0, 0, tzinfo=UTC), date(2025, 6, 2)),  # nine in Tokyo
        ("XTKS", datetime(2025, 12, 31, 1, 0, tzinfo=UTC), date(2026, 1, 5)),
        ("24/7", datetime(2026, 12, 25, 15, 0, tzinfo=UTC), date(2026, 12, 25)),
    ],
)
def test_a_daily_bar_has_the_date_of_the_exchange_s_session(
    calendar: str, at: datetime, session: date
) -> None:
    found = session_of(calendar, at)

    assert found.day == session
    assert found.ends_at > at
    assert session_of(calendar, found.ends_at - timedelta(microseconds=1)).day == session


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the library's, of its pandas
def test_the_holidays_that_are_written_down_are_those_of_the_exchanges() -> None:
    """Where the library learned of another holiday: python -m deploy.local.holidays"""
    assert holidays.FILE.read_text() == holidays.module()
    assert set(holidays.CALENDARS) == CALENDARS - {"24/5", "24/7"}


prints = st.lists(
    st.tuples(st.floats(0, 40), st.integers(9_000, 11_000), st.integers(0, 50)), max_size=60
)


@given(prints)
def test_minutes_and_days_are_what_their_seconds_add_up_to(
    steps: list[tuple[float, int, int]],
) -> None:
    at, volume, shown = 0.0, 0, [Print(0, "100", 0)]
    for gap, cents, size in steps:
        at, volume = at + gap, volume + size
        shown.append(Print(at, str(Decimal(cents) / 100), volume))
    bars = built(shown)

    for resolution in (MINUTE, DAY):
        for bar in bars[resolution]:
            length = timedelta(minutes=1) if resolution is MINUTE else timedelta(days=1)
            parts = [each for each in bars[SECOND] if bar.time <= each.time < bar.time + length]
            assert bar.open == parts[0].open
            assert bar.close == parts[-1].close
            assert bar.high == max(each.high for each in parts)
            assert bar.low == min(each.low for each in parts)
            assert bar.volume == sum(each.volume for each in parts)
            assert bar.trades == sum(each.trades for each in parts)
    assert sum(bar.volume for bar in bars[DAY]) == volume
    for one, next_one in pairwise(bars[SECOND]):
        assert one.time < next_one.time
        assert one.complete
