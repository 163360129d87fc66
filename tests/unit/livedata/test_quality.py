from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.livedata.domain.quality import Rules, Trouble, expire, judge
from services.livedata.domain.quote import NO_VALUES, GatedQuote, Observation, Values
from shared.kernel.enums import QuoteQuality
from tests.support.clock import MONDAY
from tests.support.livedata import seen, values

RULES = Rules()
GOOD = {"bid": "99.99", "ask": "100.01", "last": "100.00"}


def after(*observations: Observation, source: str = "excel") -> GatedQuote:
    """The quote after these words, one second apart, beginning on Monday."""
    quote: GatedQuote | None = None
    for second, observation in enumerate(observations):
        quote = judge(quote, observation, source=source, at=at(second), rules=RULES)
    assert quote is not None
    return quote


def at(seconds: float) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("fields", "quality", "reason"),
    [
        ({"bid": "99.99", "ask": "100.01", "last": "100"}, "fresh", None),
        ({"bid": "99.99", "ask": "100.01"}, "fresh", None),
        ({"bid": "100", "ask": "100"}, "fresh", None),  # locked, which is a market
        ({"bid": "100.02", "ask": "100.01"}, "crossed", "The bid 100.02 is above the ask 100.01."),
        ({"bid": "100"}, "one_sided", "There is no ask."),
        ({"ask": "100"}, "one_sided", "There is no bid."),
        ({"last": "100"}, "one_sided", "There is no bid and no ask."),
        ({"bid": "0", "ask": "100"}, "one_sided", "There is no bid. Refused: bid is 0."),
        ({"bid": "-5", "ask": "100"}, "one_sided", "There is no bid. Refused: bid is -5."),
        ({"bid": "0", "last": "0"}, "loading", "Refused: bid is 0, last is 0."),
        ({"bid": "1", "ask": "2", "last": "1e12"}, "fresh", "Refused: last is 1000000000000."),
        ({"bid": "1", "ask": "2", "bid_size": "-1"}, "fresh", "Refused: bid size is -1."),
        ({"bid": "1", "ask": "2", "bid_size": "0"}, "fresh", None),
        ({}, "loading", "The source has no price."),
    ],
)  # fmt: skip
def test_the_quality_of_a_first_quote(
    fields: dict[str, str], quality: str, reason: str | None
) -> None:
    quote = after(seen(**fields))

    assert (quote.quality, quote.reason) == (quality, reason)


def test_a_refused_figure_is_unknown_and_never_kept() -> None:
    quote = after(seen(**GOOD), seen(bid="0", ask="100.01", last="-1", open="0"))

    assert quote.values == values(ask="100.01")


def test_a_symbol_that_never_had_a_price_is_loading() -> None:
    quote = after(Observation("AAPL", NO_VALUES, missing="The sheet says 'loading'."))

    assert quote.quality is QuoteQuality.LOADING
    assert quote.reason == "The sheet says 'loading'."


def test_a_symbol_that_loses_its_price_keeps_the_last_good_one_as_stale() -> None:
    quote = after(seen(**GOOD), Observation("AAPL", NO_VALUES, missing="The sheet says 'loading'."))

    assert quote.values == values(**GOOD)
    assert quote.as_of == at(0)
    assert (quote.quality, quote.reason) == ("stale", "The sheet says 'loading'.")


def test_a_halted_symbol_is_halted_whatever_its_prices() -> None:
    quote = after(Observation("AAPL", values(**GOOD), halted="Halted: news pending."))

    assert (quote.quality, quote.reason) == ("halted", "Halted: news pending.")


def test_times_tell_vouching_from_changing_and_from_quality() -> None:
    quote = after(seen(**GOOD), seen(**GOOD), seen(**GOOD | {"last": "100.01"}), seen(bid="99"))

    assert quote.as_of == at(3)
    assert quote.changed_at == at(3)
    assert quote.since == at(3)
    confirmed = after(seen(**GOOD), seen(**GOOD))
    assert (confirmed.as_of, confirmed.changed_at, confirmed.since) == (at(1), at(0), at(0))


def test_a_word_older_than_what_is_known_changes_nothing() -> None:
    quote = after(seen(**GOOD), seen(**GOOD))

    late = judge(quote, seen(last="100.5"), source="excel", at=at(0.5), rules=RULES)

    assert late is quote


class TestJumps:
    def test_a_jump_is_held_and_the_old_price_is_no_longer_good(self) -> None:
        quote = after(seen(**GOOD), seen(bid="129.99", ask="130.01", last="130.00"))

        assert quote.values == values(**GOOD)
        assert quote.quality is QuoteQuality.STALE
        assert quote.reason == (
            "The last jumped from 100.00 to 130.00 (30 %). A second quote must confirm it."
        )

    def test_a_second_quote_near_the_first_confirms_the_jump(self) -> None:
        far = {"bid": "129.99", "ask": "130.01", "last": "130.00"}
        quote = after(seen(**GOOD), seen(**far), seen(**far | {"last": "130.01"}))

        assert quote.quality is QuoteQuality.FRESH
        assert quote.values.last == Decimal("130.01")
        assert quote.held is None

    def test_a_second_quote_near_the_old_price_shows_the_jump_was_a_mistake(self) -> None:
        quote = after(seen(**GOOD), seen(last="10000"), seen(**GOOD))

        assert quote.quality is QuoteQuality.FRESH
        assert quote.values == values(**GOOD)

    def test_a_second_jump_elsewhere_confirms_nothing(self) -> None:
        quote = after(seen(**GOOD), seen(last="10000"), seen(last="3"))

        assert quote.quality is QuoteQuality.STALE
        assert quote.values == values(**GOOD)
        assert quote.held == values(last="3")

    @pytest.mark.parametrize("last", ["80.00", "120.00"])
    def test_a_move_of_the_whole_band_is_no_jump(self, last: str) -> None:
        assert after(seen(last="100"), seen(last=last)).values.last == Decimal(last)

    @pytest.mark.parametrize("last", ["79.99", "120.01"])
    def test_a_move_just_beyond_the_band_is_a_jump(self, last: str) -> None:
        assert after(seen(last="100"), seen(last=last)).values.last == 100

    def test_a_bid_that_appears_is_measured_against_the_last(self) -> None:
        quote = after(seen(last="100"), seen(last="100", bid="1000000", ask="1000001"))

        assert quote.quality is QuoteQuality.STALE
        assert quote.values == values(last="100")

    def test_another_source_is_no_yardstick(self) -> None:
        first = after(seen(**GOOD), source="simulated")

        quote = judge(first, seen(last="300"), source="excel", at=at(9), rules=RULES)

        assert quote.values.last == 300

    def test_what_an_earlier_run_left_is_no_yardstick(self) -> None:
        first = after(seen(**GOOD))._replace(remembered=True)

        quote = judge(first, seen(last="300"), source="excel", at=at(9), rules=RULES)

        assert quote.values.last == 300
        assert not quote.remembered


class TestExpiry:
    def test_a_quote_is_good_up_to_its_age_and_stale_after_it(self) -> None:
        quote = after(seen(**GOOD))

        assert expire(quote, now=at(15), rules=RULES, trouble=None) is quote
        stale = expire(quote, now=at(15.001), rules=RULES, trouble=None)
        assert stale.quality is QuoteQuality.STALE
        assert stale.reason == "No word from the excel source for more than 15 seconds."
        assert stale.since == at(15.001)
        assert stale.values == quote.values

    def test_what_is_wrong_with_the_feed_is_the_reason(self) -> None:
        trouble = Trouble("quotes.xlsx is gone.", down_since=at(2))

        stale = expire(after(seen(**GOOD)), now=at(16), rules=RULES, trouble=trouble)
        down = expire(stale, now=at(62), rules=RULES, trouble=trouble)

        assert (stale.quality, stale.reason) == ("stale", "quotes.xlsx is gone.")
        assert (down.quality, down.reason) == ("feed_down", "quotes.xlsx is gone.")
        assert down.since == at(62)

    def test_a_feed_that_limps_is_never_down(self) -> None:
        trouble = Trouble("quotes.xlsx has not been saved.")

        quote = expire(after(seen(**GOOD)), now=at(9_999), rules=RULES, trouble=trouble)

        assert quote.quality is QuoteQuality.STALE

    def test_nothing_new_is_nothing_new(self) -> None:
        stale = expire(after(seen(**GOOD)), now=at(16), rules=RULES, trouble=None)

        assert expire(stale, now=at(17), rules=RULES, trouble=None) is stale

    def test_a_word_makes_a_stale_quote_good_again(self) -> None:
        stale = expire(after(seen(**GOOD)), now=at(16), rules=RULES, trouble=None)

        quote = judge(stale, seen(**GOOD), source="excel", at=at(20), rules=RULES)

        assert (quote.quality, quote.reason, quote.since) == ("fresh", None, at(20))

    def test_a_quote_that_never_loaded_does_not_grow_stale(self) -> None:
        loading = after(seen())

        assert expire(loading, now=at(99), rules=RULES, trouble=None) is loading


amounts = st.none() | st.decimals(-10, 2_000_000_000, places=2) | st.just(Decimal(0))
observations = st.builds(
    Observation, st.just("AAPL"), st.builds(Values, *[amounts] * len(Values._fields))
)


@given(st.lists(observations, min_size=1, max_size=12))
def test_no_history_makes_an_impossible_or_unseen_price_good(history: list[Observation]) -> None:
    quote: GatedQuote | None = None
    for second, observation in enumerate(history):
        before, quote = quote, judge(quote, observation, source="excel", at=at(second), rules=RULES)
        said = {value for earlier in history[: second + 1] for value in earlier.values}
        assert {value for value in quote.values if value is not None} <= said
        prices = [value for value in quote.values[:3] if value is not None]
        assert all(0 < price < 1_000_000_000 for price in prices)
        if quote.quality is QuoteQuality.FRESH:
            assert quote.values.bid is not None
            assert quote.values.ask is not None
            assert quote.values.bid <= quote.values.ask
            assert quote.as_of == at(second)
            jumped = (
                before is not None
                and before.values.last is not None
                and quote.values.last is not None
                and abs(quote.values.last - before.values.last) > before.values.last / 5
            )
            assert not jumped or (before is not None and before.held is not None)
