from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import pytest

from services.livedata.domain.known_equities import EQUITIES
from services.livedata.domain.known_etfs import ETFS
from services.livedata.domain.market import LISTINGS, SimulatedMarket
from services.livedata.domain.quality import Rules, judge
from services.livedata.domain.quote import GatedQuote, Observation
from tests.support.clock import MONDAY


def two_minutes(seed: int, seconds: int = 120) -> list[Observation]:
    market = SimulatedMarket(seed)
    quotes = market.opening()
    for _ in range(seconds * 20):
        quotes.extend(market.step(0.05))
    return quotes


@pytest.fixture(scope="module")
def quotes() -> list[Observation]:
    return two_minutes(1)


def test_one_seed_always_gives_the_same_quotes(quotes: list[Observation]) -> None:
    again = two_minutes(1, seconds=20)

    assert quotes[: len(again)] == again
    assert two_minutes(2, seconds=5) != two_minutes(1, seconds=5)


def test_about_thirty_symbols_with_real_names_quote_at_the_rate_that_was_asked_for(
    quotes: list[Observation],
) -> None:
    symbols = Counter(quote.symbol for quote in quotes)

    assert len(symbols) == len(LISTINGS) == 30
    assert symbols.keys() <= EQUITIES.keys() | ETFS.keys()
    assert 110 <= (len(quotes) - 30) / 120 <= 130
    assert min(symbols.values()) / 120 > 0.5  # nobody is silent for long


def test_every_quote_is_one_that_may_be_traded_on(quotes: list[Observation]) -> None:
    last: dict[str, GatedQuote] = {}
    for quote in quotes:
        gated = judge(last.get(quote.symbol), quote, source="dice", at=MONDAY, rules=Rules())
        assert (gated.quality, gated.reason) == ("fresh", None)
        last[quote.symbol] = gated


def test_figures_agree_with_each_other(quotes: list[Observation]) -> None:
    volumes: dict[str, int] = {}
    for symbol, values, *_ in quotes:
        assert all(value is not None for value in values if value is not values.last_size)
        assert values.low is not None
        assert values.high is not None
        assert values.last is not None
        assert values.volume is not None
        assert values.low <= values.last <= values.high
        assert values.last == round(values.last, 2)
        assert values.volume >= volumes.get(symbol, 0)
        volumes[symbol] = int(values.volume)


def test_spreads_are_narrow_where_much_is_traded(quotes: list[Observation]) -> None:
    spread: dict[str, list[float]] = {}
    for symbol, values, *_ in quotes:
        assert values.bid is not None
        assert values.ask is not None
        spread.setdefault(symbol, []).append(float(values.ask - values.bid))

    average = {symbol: sum(each) / len(each) for symbol, each in spread.items()}
    assert average["SPY"] < 0.02
    assert average["NFLX"] > 0.30


def test_symbols_move_together_as_real_ones_do() -> None:
    market = SimulatedMarket(3)
    market.opening()
    prices: dict[str, list[float]] = {"SPY": [], "QQQ": [], "PFE": []}
    for _ in range(500):
        market.step(60)
        for quote in market.opening():
            if quote.symbol in prices:
                prices[quote.symbol].append(float(quote.values.bid or 0))
    moves = {
        symbol: [math.log(after / before) for before, after in pairwise(each)]
        for symbol, each in prices.items()
    }

    assert _correlation(moves["SPY"], moves["QQQ"]) > 0.8
    assert 0.1 < _correlation(moves["SPY"], moves["PFE"]) < 0.8


def test_a_day_ends_and_the_next_begins_where_it_ended() -> None:
    market = SimulatedMarket(5)
    before = {quote.symbol: quote.values for quote in market.opening()}
    market.step(86_399)
    eve = {quote.symbol: quote.values for quote in market.opening()}
    market.step(2)
    after = {quote.symbol: quote.values for quote in market.opening()}

    for symbol, values in after.items():
        assert eve[symbol].previous_close == before[symbol].previous_close
        assert values.previous_close == values.open == eve[symbol].last
        assert values.volume is not None
        assert values.volume < (eve[symbol].volume or 0)


def test_a_market_that_never_closes_does_not_wander_off() -> None:
    market = SimulatedMarket(11)
    for _ in range(30 * 24):  # a month, hour by hour
        market.step(3600)

    for quote, listing in zip(market.opening(), LISTINGS, strict=True):
        assert quote.values.bid is not None
        assert 0.7 < float(quote.values.bid) / float(listing.price) < 1.4


def _correlation(left: list[float], right: list[float]) -> float:
    mean_left, mean_right = sum(left) / len(left), sum(right) / len(right)
    both = sum((a - mean_left) * (b - mean_right) for a, b in zip(left, right, strict=True))
    spread_left = math.sqrt(sum((a - mean_left) ** 2 for a in left))
    spread_right = math.sqrt(sum((b - mean_right) ** 2 for b in right))
    return both / (spread_left * spread_right)
