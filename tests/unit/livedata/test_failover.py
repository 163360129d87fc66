from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from services.livedata.domain.priority import Priorities
from services.livedata.domain.quality import Rules
from services.livedata.domain.quote import GatedQuote, Observation
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.publisher import as_published
from tests.support.clock import FrozenClock
from tests.support.livedata import seen

FOREMOST, SECOND = "excel", "alpaca"


class Desk:
    """A desk with two sources, and who answered for AAPL, change by change."""

    def __init__(self, clock: FrozenClock, favorites: dict[str, str] | None = None) -> None:
        self.clock = clock
        self.desk = MarketDesk(
            Rules(),
            clock,
            priorities=Priorities(
                [FOREMOST, SECOND], favorites or {}, return_after=timedelta(seconds=5)
            ),
        )
        self.answers: list[tuple[str, str]] = []
        self.desk.listeners.append(self._changed)

    def _changed(self, quotes: Sequence[GatedQuote]) -> None:
        for quote in quotes:
            answer = (quote.source, str(quote.quality))
            if self.answers[-1:] != [answer]:
                self.answers.append(answer)

    def say(self, source: str, last: str = "100", *, symbol: str = "AAPL") -> None:
        word = seen(symbol, bid=last, ask=last, last=last)
        self.desk.observe(source, [word], at=self.clock.now())

    def pass_time(self, seconds: int, *speaking: str) -> None:
        """Every second these sources speak."""
        for _ in range(seconds):
            self.clock.advance(seconds=1)
            for source in speaking:
                self.say(source)
            self.desk.sweep()


@pytest.fixture
def two(clock: FrozenClock) -> Desk:
    return Desk(clock)


def test_the_foremost_source_answers_from_its_first_word_on(two: Desk) -> None:
    two.say(SECOND, "100")
    two.say(FOREMOST, "101")
    two.say(SECOND, "102")

    assert two.answers == [(SECOND, "fresh"), (FOREMOST, "fresh")]
    assert two.desk.quotes["AAPL"].values.last == 101


def test_a_source_that_falls_silent_gives_way_before_anybody_sees_a_stale_quote(two: Desk) -> None:
    two.pass_time(3, FOREMOST, SECOND)
    two.pass_time(30, SECOND)

    assert two.answers == [(FOREMOST, "fresh"), (SECOND, "fresh")]


def test_a_source_that_is_back_answers_once_it_has_spoken_for_a_while(two: Desk) -> None:
    two.pass_time(3, FOREMOST, SECOND)
    two.pass_time(30, SECOND)
    two.pass_time(4, FOREMOST, SECOND)
    assert two.answers[-1] == (SECOND, "fresh")

    two.pass_time(3, FOREMOST, SECOND)
    assert two.answers == [(FOREMOST, "fresh"), (SECOND, "fresh"), (FOREMOST, "fresh")]


def test_a_source_that_comes_and_goes_does_not_make_the_quotes_jump(two: Desk) -> None:
    two.pass_time(3, FOREMOST, SECOND)
    two.pass_time(30, SECOND)
    for _ in range(5):
        two.say(FOREMOST)  # one word, then nothing of use
        two.desk.observe(FOREMOST, [_without_a_price()], at=two.clock.now())
        two.pass_time(3, SECOND)

    assert two.answers == [(FOREMOST, "fresh"), (SECOND, "fresh")]


def test_when_nobody_speaks_the_last_one_that_did_is_shown_as_stale(two: Desk) -> None:
    two.pass_time(3, FOREMOST, SECOND)
    two.pass_time(40)

    assert two.answers == [(FOREMOST, "fresh"), (FOREMOST, "stale")]


def test_a_jump_that_waits_for_its_confirmation_is_no_reason_to_change_the_source(
    two: Desk,
) -> None:
    two.pass_time(3, FOREMOST, SECOND)
    two.say(FOREMOST, "200")

    assert two.answers[-1] == (FOREMOST, "stale")
    two.pass_time(1, FOREMOST, SECOND)
    assert two.answers[-1] == (FOREMOST, "fresh")


def test_each_symbol_has_its_own_answer(two: Desk) -> None:
    two.say(FOREMOST, symbol="AAPL")
    two.say(SECOND, symbol="META")
    two.say(SECOND, symbol="AAPL")

    assert {quote.symbol: quote.source for quote in two.desk.quotes.values()} == {
        "AAPL": FOREMOST,
        "META": SECOND,
    }


def test_a_symbol_may_have_a_favorite_that_comes_before_all(clock: FrozenClock) -> None:
    desk = Desk(clock, favorites={"AAPL": SECOND})
    for symbol in ("AAPL", "META"):
        desk.say(FOREMOST, symbol=symbol)
        desk.say(SECOND, symbol=symbol)

    assert desk.desk.quotes["AAPL"].source == SECOND
    assert desk.desk.quotes["META"].source == FOREMOST


def test_what_an_earlier_run_left_gives_way_to_any_source(two: Desk) -> None:
    two.say(FOREMOST)
    left = as_published(two.desk.quotes["AAPL"], 7)
    again = Desk(two.clock)

    again.desk.remember([left])
    again.say(SECOND, "500")

    assert (again.desk.quotes["AAPL"].source, again.answers) == (SECOND, [(SECOND, "fresh")])


def _without_a_price() -> Observation:
    return Observation("AAPL", seen()[1], missing="The cells say N/A.")
