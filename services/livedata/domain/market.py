"""A market made of dice: seeded, so that one seed always gives the same quotes.

Returns share a market factor and a sector factor, so symbols move together as real ones do;
how much each moves, its spread and its sizes are typical of the real name. Prices are made up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import NamedTuple

from services.livedata.domain.quote import Observation, Values

_TRADING_SECONDS_A_YEAR = 252 * 23_400
_MARKET_VOLATILITY = 0.15
_SECTOR_VOLATILITY = 0.10
# Pulls a price back towards where its day began, so that a market which never closes does not
# wander off in weeks: half of a distance is gone after about four hours.
_PULL_PER_SECOND = 5e-5
_DAY_SECONDS = 86_400
_LOT = 100


class Listing(NamedTuple):
    """`beta` is the share in the market's moves and `volatility` the yearly one of its own;
    `spread` is in cents, `activity` in quotes relative to the others."""

    symbol: str
    price: str
    sector: str
    beta: float
    volatility: float
    spread: int
    activity: float
    daily_volume: int


LISTINGS: Sequence[Listing] = (
    Listing("SPY", "612.40", "index", 1.00, 0.00, 1, 3.0, 62_000_000),
    Listing("QQQ", "531.75", "index", 1.15, 0.05, 1, 2.5, 41_000_000),
    Listing("IWM", "224.10", "index", 1.10, 0.08, 1, 1.5, 28_000_000),
    Listing("DIA", "441.30", "index", 0.90, 0.03, 3, 0.7, 3_400_000),
    Listing("GLD", "271.85", "metal", 0.05, 0.14, 2, 0.7, 8_200_000),
    Listing("TLT", "88.92", "rates", -0.20, 0.13, 1, 0.8, 36_000_000),
    Listing("XLF", "50.64", "finance", 0.95, 0.05, 1, 0.8, 38_000_000),
    Listing("AAPL", "232.15", "tech", 1.10, 0.18, 1, 2.0, 54_000_000),
    Listing("MSFT", "428.60", "tech", 1.05, 0.15, 3, 1.6, 21_000_000),
    Listing("NVDA", "138.90", "tech", 1.70, 0.35, 1, 3.0, 210_000_000),
    Listing("AMD", "121.45", "tech", 1.60, 0.38, 2, 1.5, 38_000_000),
    Listing("INTC", "22.18", "tech", 1.10, 0.40, 1, 1.0, 62_000_000),
    Listing("META", "612.77", "tech", 1.25, 0.25, 8, 1.4, 14_000_000),
    Listing("GOOGL", "191.30", "tech", 1.10, 0.20, 2, 1.4, 28_000_000),
    Listing("AMZN", "224.85", "tech", 1.20, 0.22, 2, 1.6, 37_000_000),
    Listing("NFLX", "918.40", "tech", 1.15, 0.28, 40, 0.8, 3_600_000),
    Listing("TSLA", "348.20", "auto", 1.80, 0.48, 6, 2.4, 88_000_000),
    Listing("F", "10.12", "auto", 1.10, 0.26, 1, 0.7, 58_000_000),
    Listing("JPM", "243.55", "finance", 1.00, 0.14, 4, 0.9, 9_300_000),
    Listing("BAC", "45.87", "finance", 1.05, 0.17, 1, 0.9, 34_000_000),
    Listing("GS", "598.10", "finance", 1.15, 0.17, 35, 0.5, 2_100_000),
    Listing("V", "317.25", "finance", 0.85, 0.12, 6, 0.6, 6_100_000),
    Listing("BRK/B", "466.80", "finance", 0.75, 0.08, 12, 0.5, 3_900_000),
    Listing("XOM", "109.34", "energy", 0.70, 0.18, 1, 0.8, 15_000_000),
    Listing("CVX", "157.62", "energy", 0.70, 0.17, 3, 0.6, 8_000_000),
    Listing("JNJ", "147.90", "health", 0.45, 0.13, 3, 0.6, 8_200_000),
    Listing("PFE", "26.31", "health", 0.55, 0.19, 1, 0.7, 42_000_000),
    Listing("KO", "62.48", "staples", 0.45, 0.11, 1, 0.6, 15_000_000),
    Listing("WMT", "95.72", "staples", 0.55, 0.14, 1, 0.8, 17_000_000),
    Listing("DIS", "112.05", "media", 1.05, 0.21, 2, 0.6, 9_400_000),
)


@dataclass(slots=True)
class _Name:
    """One symbol while the market runs. `mid` is in dollars, all other prices in cents."""

    listing: Listing
    mid: float
    anchor: float
    last: int
    open: int
    high: int
    low: int
    previous_close: int
    volume: int = 0


@dataclass(slots=True)
class SimulatedMarket:
    """`step` moves the whole market on by `seconds` and returns who quoted in that time."""

    seed: int
    quotes_per_second: float = 120.0
    listings: Sequence[Listing] = LISTINGS
    _random: Random = field(init=False)
    _names: list[_Name] = field(init=False)
    _elapsed: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - dice for a market, not for secrets
        self._names = [self._list(listing) for listing in self.listings]

    def opening(self) -> list[Observation]:
        """A first quote of every symbol."""
        return [self._quote(name) for name in self._names]

    def step(self, seconds: float) -> list[Observation]:
        day = int(self._elapsed // _DAY_SECONDS)
        self._elapsed += seconds
        if int(self._elapsed // _DAY_SECONDS) != day:
            self._turn_the_day()
        scale = math.sqrt(seconds / _TRADING_SECONDS_A_YEAR)
        market = self._random.gauss(0.0, _MARKET_VOLATILITY * scale)
        sectors = {
            sector: self._random.gauss(0.0, _SECTOR_VOLATILITY * scale)
            for sector in dict.fromkeys(listing.sector for listing in self.listings)
        }
        for name in self._names:
            listing = name.listing
            shared = listing.beta * market + (
                0.0 if listing.sector == "index" else sectors[listing.sector]
            )
            own = self._random.gauss(0.0, listing.volatility * scale)
            pull = _PULL_PER_SECOND * seconds * math.log(name.anchor / name.mid)
            name.mid *= math.exp(shared + own + pull)
        return [self._quote(name) for name in self._who_quotes(seconds)]

    def _who_quotes(self, seconds: float) -> Iterable[_Name]:
        expected = self.quotes_per_second * seconds
        total = sum(listing.activity for listing in self.listings)
        for name in self._names:
            if self._random.random() < expected * name.listing.activity / total:
                yield name

    def _quote(self, name: _Name) -> Observation:
        listing = name.listing
        spread = max(1, listing.spread + self._random.choice((-1, 0, 0, 0, 1)))
        bid = max(1, round(name.mid * 100 - spread / 2))
        ask = bid + spread
        typical = max(1, listing.daily_volume // 8_000_000)
        bid_size = _LOT * self._random.randint(1, 8 * typical)
        ask_size = _LOT * self._random.randint(1, 8 * typical)
        traded = _LOT * self._random.randint(0, max(1, listing.daily_volume // 8_000_000))
        if traded:
            name.last = self._random.choice((bid, ask))
            name.volume += traded
            name.high = max(name.high, name.last)
            name.low = min(name.low, name.last)
        return Observation(
            listing.symbol,
            Values(
                bid=_dollars(bid),
                ask=_dollars(ask),
                last=_dollars(name.last),
                bid_size=Decimal(bid_size),
                ask_size=Decimal(ask_size),
                last_size=Decimal(traded) if traded else None,
                volume=Decimal(name.volume),
                open=_dollars(name.open),
                high=_dollars(name.high),
                low=_dollars(name.low),
                previous_close=_dollars(name.previous_close),
            ),
        )

    def _list(self, listing: Listing) -> _Name:
        """A name in the middle of its day: it closed somewhere, opened near that and has moved."""
        daily = math.sqrt((_MARKET_VOLATILITY * listing.beta) ** 2 + listing.volatility**2) / 16
        close = round(Decimal(listing.price) * 100)
        opened = round(close * math.exp(self._random.gauss(0.0, daily / 2)))
        last = round(opened * math.exp(self._random.gauss(0.0, daily / 2)))
        return _Name(
            listing,
            mid=last / 100,
            anchor=close / 100,
            last=last,
            open=opened,
            high=max(opened, last),
            low=min(opened, last),
            previous_close=close,
            volume=_LOT * self._random.randint(1, listing.daily_volume // _LOT // 2),
        )

    def _turn_the_day(self) -> None:
        for name in self._names:
            name.previous_close = name.open = name.high = name.low = name.last
            name.volume = 0


def _dollars(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
