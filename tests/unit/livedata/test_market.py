from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from services.livedata.domain.incidents import SYMBOLS
from services.livedata.domain.known_equities import EQUITIES
from services.livedata.domain.known_etfs import ETFS
from services.livedata.domain.listings import LISTINGS
from services.livedata.domain.market import SimulatedMarket
from services.livedata.domain.quality import Rules, expire, judge
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


DAY = 600.0
"""A session of ten minutes, which the market enters after a quarter."""
TO_CLOSE = DAY * 0.75


def run(market: SimulatedMarket, seconds: float) -> list[Observation]:
    return [quote for _ in range(round(seconds * 4)) for quote in market.step(0.25)]


def test_a_day_ends_with_a_short_night_and_the_next_one_opens_with_a_gap() -> None:
    market = SimulatedMarket(5, session_seconds=DAY)
    before = {quote.symbol: quote.values for quote in market.opening()}
    run(market, TO_CLOSE - 1)
    eve = {quote.symbol: quote for quote in market.opening()}
    night = run(market, 59)
    after = {quote.symbol: quote for quote in run(market, 3)}

    assert {quote.symbol for quote in night if quote.halted} == before.keys()
    assert {quote.halted for quote in night[-30:]} == {
        "The simulated exchange is closed; the next day opens within a minute."
    }
    assert after.keys() == before.keys()
    for symbol, (_, values, _, halted) in after.items():
        assert halted is None
        assert eve[symbol].values.previous_close == before[symbol].previous_close
        assert values.open is not None
        assert values.previous_close is not None
        assert 0 <= abs(values.open / values.previous_close - 1) < Decimal("0.1")
        assert values.volume is not None
        assert values.volume < (eve[symbol].values.volume or 0)
    assert any(quote.values.open != quote.values.previous_close for quote in after.values())


def test_the_open_and_the_close_are_lively_and_the_open_has_wide_spreads() -> None:
    market = SimulatedMarket(5, 40.0, session_seconds=DAY)
    calm = run(market, 30)
    run(market, TO_CLOSE - 60)
    close = run(market, 30)
    run(market, 60)
    opening = run(market, 15)

    def spread(quotes: list[Observation]) -> float:
        bids_asks = [quote.values[:2] for quote in quotes if quote.symbol == "NFLX"]
        return sum(float((ask or 0) - (bid or 0)) for bid, ask in bids_asks) / len(bids_asks)

    assert len(close) > 1.3 * len(calm)
    assert len(opening) / 15 > 1.6 * len(calm) / 30
    assert spread(opening) > 1.5 * spread(calm)


def test_what_can_go_wrong_does_and_shows_every_state_that_a_quote_can_have() -> None:
    market = SimulatedMarket(7, 30.0, incidents_per_hour=2_400)
    at, seen = MONDAY, set[str]()
    last: dict[str, GatedQuote] = {}
    standing = {quote.symbol: quote for quote in market.opening()}
    for step in range(4 * 360):
        at += timedelta(seconds=0.25)
        quotes = market.step(0.25)
        standing |= {quote.symbol: quote for quote in quotes}
        if step % 4 == 0:
            quotes = [each for each in standing.values() if each.symbol not in market.silent]
        for quote in quotes:
            before = last.get(quote.symbol)
            last[quote.symbol] = judge(before, quote, source="dice", at=at, rules=Rules())
        for symbol, known in last.items():
            last[symbol] = expire(known, now=at, rules=Rules(), trouble=None)
            if last[symbol].held is not None:
                seen.add("held")
            elif symbol in SYMBOLS:
                seen.add(str(last[symbol].quality))
            else:
                assert last[symbol].quality == "fresh"
                continue
            price, listed = last[symbol].values.last, PRICES[symbol]
            assert price is None or 0.4 < float(price) / listed < 1.9

    assert seen == {"fresh", "halted", "one_sided", "crossed", "stale", "held"}


PRICES = {listing.symbol: float(listing.price) for listing in LISTINGS}


def test_nothing_goes_wrong_in_the_first_minutes_of_a_start() -> None:
    with_incidents = SimulatedMarket(7, incidents_per_hour=36_000)
    without = SimulatedMarket(7)

    assert run(with_incidents, 100) == run(without, 100)


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
