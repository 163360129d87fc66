from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.livedata.domain.quality import Rules
from services.livedata.domain.quote import NO_VALUES, GatedQuote, Observation
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.publisher import as_published
from tests.support.clock import FrozenClock
from tests.support.livedata import seen, values

GOOD = {"bid": "99.99", "ask": "100.01", "last": "100.00"}


class Listened:
    """A desk with somebody who listens."""

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self.desk = MarketDesk(Rules(), clock, simulated=["dice"])
        self.news: list[GatedQuote] = []
        self.desk.listeners.append(self.news.extend)

    def say(self, *observations: Observation, source: str = "excel") -> None:
        self.desk.observe(source, observations, at=self.clock.now())

    def wait(self, seconds: float) -> None:
        """Time passes, in steps of the sweep."""
        for _ in range(round(seconds * 4)):
            self.clock.advance(seconds=0.25)
            self.desk.sweep()


@pytest.fixture
def listened(clock: FrozenClock) -> Listened:
    return Listened(clock)


def test_a_change_is_news_at_once(listened: Listened) -> None:
    listened.say(seen(**GOOD))
    listened.say(seen(**GOOD | {"last": "100.01"}))

    assert [str(quote.values.last) for quote in listened.news] == ["100.00", "100.01"]


def test_a_confirmation_is_passed_on_three_times_in_the_time_a_quote_is_good(
    listened: Listened,
) -> None:
    for _ in range(59):  # a word every quarter of a second, for not quite fifteen seconds
        listened.say(seen(**GOOD))
        listened.wait(0.25)

    assert len(listened.news) == 3
    assert {quote.quality for quote in listened.news} == {"fresh"}


def test_a_last_word_is_passed_on_although_nothing_follows_it(listened: Listened) -> None:
    listened.say(seen(**GOOD))
    listened.wait(4)
    listened.say(seen(**GOOD))  # too soon to be passed on
    said_at = listened.clock.now()
    assert len(listened.news) == 1
    listened.wait(1)

    assert [quote.as_of for quote in listened.news[1:]] == [said_at]


def test_silence_makes_a_quote_stale_once(listened: Listened) -> None:
    listened.say(seen(**GOOD))
    listened.wait(60)

    assert [quote.quality for quote in listened.news] == ["fresh", "stale"]
    stale = listened.news[-1]
    assert stale.since - stale.as_of == timedelta(seconds=15.25)


def test_a_change_of_quality_is_news_at_once(listened: Listened) -> None:
    listened.say(seen(**GOOD))
    listened.say(seen(bid="100.02", ask="100.01", last="100.00"))

    assert [quote.quality for quote in listened.news] == ["fresh", "crossed"]


def test_what_was_old_when_it_was_said_is_stale_from_the_start(listened: Listened) -> None:
    said_at = listened.clock.now() - timedelta(days=3)
    listened.desk.observe("excel", [seen(**GOOD)], at=said_at)

    assert [quote.quality for quote in listened.news] == ["stale"]
    assert listened.news[0].as_of == said_at


def test_a_row_that_is_only_a_heading_makes_no_symbol(listened: Listened) -> None:
    listened.say(Observation("FUTURES", NO_VALUES))

    assert listened.desk.quotes == {}
    assert listened.news == []


def test_a_symbol_whose_cells_are_emptied_is_stale(listened: Listened) -> None:
    listened.say(seen(**GOOD))
    listened.say(Observation("AAPL", NO_VALUES))

    assert (listened.news[-1].quality, listened.news[-1].values) == ("stale", values(**GOOD))


def test_a_dead_feed_is_the_reason_of_its_stale_quotes_and_then_their_quality(
    listened: Listened,
) -> None:
    listened.say(seen(**GOOD))
    listened.desk.report("excel", "live", "All is well.", symbols=1)
    listened.wait(2)
    listened.desk.report("excel", "down", "quotes.xlsx is gone.", symbols=1)
    listened.wait(90)

    assert [(quote.quality, quote.reason) for quote in listened.news[1:]] == [
        ("stale", "quotes.xlsx is gone."),
        ("feed_down", "quotes.xlsx is gone."),
    ]


def test_one_feed_does_not_answer_for_another(listened: Listened) -> None:
    listened.say(seen("AAPL", **GOOD), source="excel")
    listened.desk.report("other", "down", "The other one is gone.", symbols=1)
    listened.wait(90)

    assert listened.desk.quotes["AAPL"].reason == (
        "No word from the excel source for more than 15 seconds."
    )


def test_a_clock_that_is_set_back_silences_nobody(listened: Listened) -> None:
    listened.say(seen(**GOOD))
    listened.clock.advance(seconds=-3600)
    listened.desk.sweep()
    listened.say(seen(**GOOD | {"last": "100.01"}))

    assert str(listened.desk.quotes["AAPL"].values.last) == "100.01"
    listened.wait(16)
    assert listened.desk.quotes["AAPL"].quality == "stale"


def test_a_report_is_news_only_when_it_says_something_new(listened: Listened) -> None:
    reports: list[None] = []
    tell: Callable[[], None] = lambda: reports.append(None)  # noqa: E731 - an attribute, typed
    listened.desk.feed_changed = tell
    began = listened.clock.now()
    listened.desk.report("dice", "live", "Prices are made up.", symbols=30)
    listened.clock.advance(seconds=5)
    listened.desk.report("dice", "live", "Prices are made up.", symbols=30)
    listened.desk.report("dice", "live", "Other words.", symbols=30)

    assert len(reports) == 2
    status = listened.desk.feeds["dice"]
    assert (status.simulated, status.state, status.since) == (True, "live", began)


def test_what_an_earlier_run_left_is_shown_as_stale_until_somebody_speaks(
    listened: Listened, clock: FrozenClock
) -> None:
    listened.say(seen(**GOOD))
    left = as_published(listened.desk.quotes["AAPL"], 7)
    clock.advance(seconds=600)
    fresh_start = Listened(clock)

    fresh_start.desk.remember([left])
    fresh_start.desk.sweep()
    assert [quote.quality for quote in fresh_start.news] == ["stale"]
    assert fresh_start.news[0].values == values(**GOOD)

    fresh_start.say(seen(bid="299.99", ask="300.01", last="300.00"))
    assert fresh_start.news[-1].quality == "fresh"


def test_what_an_earlier_run_left_never_replaces_what_a_source_has_said(
    listened: Listened,
) -> None:
    listened.say(seen(**GOOD))
    left = as_published(listened.desk.quotes["AAPL"], 7)
    listened.say(seen(**GOOD | {"last": "100.01"}))

    listened.desk.remember([left])

    assert str(listened.desk.quotes["AAPL"].values.last) == "100.01"
