"""The simulated market as a trader sees it: through its source, the gate and the desk."""

from __future__ import annotations

import pytest

from services.livedata.domain.incidents import LATE, OUTAGE_SECONDS, SYMBOLS, feed_is_down
from services.livedata.domain.market import SimulatedMarket
from services.livedata.domain.quality import Rules
from services.livedata.handlers.desk import MarketDesk
from services.livedata.sources.simulated import STEP_SECONDS, SimulatedSource
from shared.kernel.enums import QuoteQuality
from tests.support.clock import MONDAY, FrozenClock

LATE_SECONDS = 20.0
OUTAGE_EVERY = 240.0

Sights = dict[QuoteQuality, dict[str, float]]


class Watched:
    """A simulated market and what has been seen of it: by quality the symbols, each with the
    first second in which it was so."""

    def __init__(self, *, incidents_per_hour: float = 0.0) -> None:
        self.clock = FrozenClock(MONDAY)
        self.desk = MarketDesk(Rules(), self.clock, simulated=["simulated"])
        market = SimulatedMarket(
            7, 30.0, incidents_per_hour=incidents_per_hour, late_seconds=LATE_SECONDS
        )
        self.source = SimulatedSource(market, self.clock, outage_every_seconds=OUTAGE_EVERY)
        self.seen: Sights = {}
        self.source.open(self.desk)
        self._look(0.0)
        self._steps = 0

    def run(self, until: float) -> None:
        while self._steps * STEP_SECONDS < until:
            self._steps += 1
            self.clock.advance(seconds=STEP_SECONDS)
            self.source.step(self.desk)
            if self._steps % 5 == 0:
                self.desk.sweep()
                self._look(self._steps * STEP_SECONDS)

    def qualities(self) -> set[QuoteQuality]:
        return {quote.quality for quote in self.desk.quotes.values()}

    def _look(self, second: float) -> None:
        for symbol, quote in self.desk.quotes.items():
            self.seen.setdefault(quote.quality, {}).setdefault(symbol, second)


@pytest.fixture(scope="module")
def seen() -> Sights:
    """Six minutes in which much happens."""
    watched = Watched(incidents_per_hour=2_400)
    watched.run(360)
    return watched.seen


@pytest.mark.parametrize("quality", list(QuoteQuality))
def test_every_state_of_a_quote_can_be_seen(quality: QuoteQuality, seen: Sights) -> None:
    assert seen[quality]


def test_only_the_named_symbols_are_ever_anything_but_fresh_unless_the_feed_is_down(
    seen: Sights,
) -> None:
    for quality, symbols in seen.items():
        early = {symbol for symbol, second in symbols.items() if second < OUTAGE_EVERY}
        assert quality is QuoteQuality.FRESH or early <= {*SYMBOLS, LATE}


def test_a_symbol_that_has_no_quote_yet_is_loading_and_trades_within_seconds() -> None:
    watched = Watched()
    assert watched.desk.quotes[LATE].quality is QuoteQuality.LOADING
    assert "first quote comes within seconds" in str(watched.desk.quotes[LATE].reason)

    watched.run(LATE_SECONDS + 1)

    assert watched.qualities() == {QuoteQuality.FRESH}
    assert list(watched.seen[QuoteQuality.LOADING]) == [LATE]


def test_an_outage_makes_quotes_stale_then_feed_down_and_is_over_within_ninety_seconds() -> None:
    watched = Watched()
    watched.run(OUTAGE_EVERY + 5)
    assert watched.desk.feeds["simulated"].state == "down"
    assert "Nothing is filled meanwhile" in watched.desk.feeds["simulated"].message

    watched.run(OUTAGE_EVERY + 30)
    assert watched.qualities() == {QuoteQuality.STALE}
    watched.run(OUTAGE_EVERY + 75)
    assert watched.qualities() == {QuoteQuality.FEED_DOWN}

    watched.run(OUTAGE_EVERY + OUTAGE_SECONDS + 1)
    assert watched.qualities() == {QuoteQuality.FRESH}
    assert watched.desk.feeds["simulated"].state == "live"


def test_who_wants_no_outage_has_none_and_the_first_is_not_at_the_start() -> None:
    assert not any(feed_is_down(second, 0) for second in range(0, 100_000, 10))
    assert [second for second in range(0, 1_000, 10) if feed_is_down(second, 500)] == [
        *range(500, 590, 10)
    ]
