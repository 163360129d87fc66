"""A market made of dice: seeded, so that one seed always gives the same quotes.

Returns share a market factor and a sector factor, so symbols move together as real ones do; how
much each moves, its spread and its sizes are typical of the real name. A day opens with a gap,
wide spreads and much trade, calms down, and livens up towards its close; between two days the
exchange is closed for a minute. Prices are made up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from services.livedata.domain.incidents import LATE, Incident, Incidents, Kind
from services.livedata.domain.listings import LISTINGS, Listing
from services.livedata.domain.market_day import SESSION_SECONDS, MarketDay
from services.livedata.domain.quote import NO_VALUES, Observation, Values

_TRADING_SECONDS_A_YEAR = 252 * 23_400
_MARKET_VOLATILITY = 0.15
_SECTOR_VOLATILITY = 0.10
# Pulls a price back towards where it once began, so that a market which runs for weeks does not
# wander off: half of a distance is gone after about four hours.
_PULL_PER_SECOND = 5e-5
_LOT = 100
_TRADES_PER_QUOTE = 0.6
_CLOSED = "The simulated exchange is closed; the next day opens within a minute."
_NOT_YET = "The simulated exchange has not quoted it yet; the first quote comes within seconds."


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
    """`step` moves the whole market on by `seconds` and returns who quoted in that time.

    It begins in the middle of a day. `incidents_per_hour` happen to single symbols: halts, bad
    ticks, missing sides, silence. One symbol has its first quote `late_seconds` after the start.
    """

    seed: int
    quotes_per_second: float = 120.0
    listings: Sequence[Listing] = LISTINGS
    session_seconds: float = SESSION_SECONDS
    incidents_per_hour: float = 0.0
    late_seconds: float = 0.0
    _random: Random = field(init=False)
    _names: dict[str, _Name] = field(init=False)
    _incidents: Incidents = field(init=False)
    _day: MarketDay = field(init=False)
    _elapsed: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - dice for a market, not for secrets
        self._names = {each.symbol: self._list(each) for each in self.listings}
        self._incidents = Incidents(self.seed, self.incidents_per_hour)
        self._day = MarketDay(self.session_seconds)

    @property
    def silent(self) -> frozenset[str]:
        """Symbols of which nothing is heard just now: nobody may vouch for their quotes."""
        return self._incidents.silent

    def opening(self) -> list[Observation]:
        """A first quote of every symbol."""
        return [self._quote(name) for name in self._names.values()]

    def step(self, seconds: float) -> list[Observation]:
        before, day = self._day.at(self._elapsed), self._day.at(self._elapsed + seconds)
        was_late = self._is_late
        self._elapsed += seconds
        if day.number != before.number:
            self._turn_the_day()
        if not day.is_open:
            return self.opening() if before.is_open else []
        self._move(seconds, day.volatility)
        ended, begun = self._incidents.step(seconds)
        for incident in ended:
            self._end(incident)
        if day.number != before.number or not before.is_open:
            quoting = list(self._names)
        else:
            quoting = [each.symbol for each in ended]
            quoting += self._who_quotes(seconds, day.activity)
            if was_late and not self._is_late:
                quoting.append(LATE)
        heard = [symbol for symbol in dict.fromkeys(quoting) if symbol not in self.silent]
        # The first moment of an incident is always seen, unless it is that nothing is.
        heard += [each.symbol for each in begun if each.kind is not Kind.SILENCE]
        return [self._quote(self._names[symbol]) for symbol in dict.fromkeys(heard)]

    def _move(self, seconds: float, volatility: float) -> None:
        scale = volatility * math.sqrt(seconds / _TRADING_SECONDS_A_YEAR)
        market = self._random.gauss(0.0, _MARKET_VOLATILITY * scale)
        sectors = {
            sector: self._random.gauss(0.0, _SECTOR_VOLATILITY * scale)
            for sector in dict.fromkeys(listing.sector for listing in self.listings)
        }
        for name in self._names.values():
            listing = name.listing
            shared = listing.beta * market + (
                0.0 if listing.sector == "index" else sectors[listing.sector]
            )
            own = self._random.gauss(0.0, listing.volatility * scale)
            pull = _PULL_PER_SECOND * seconds * math.log(name.anchor / name.mid)
            name.mid *= math.exp(shared + own + pull)

    def _who_quotes(self, seconds: float, activity: float) -> Iterable[str]:
        expected = self.quotes_per_second * seconds * activity
        total = sum(listing.activity for listing in self.listings)
        for symbol, name in self._names.items():
            if self._random.random() < expected * name.listing.activity / total:
                yield symbol

    @property
    def _is_late(self) -> bool:
        return self._elapsed < self.late_seconds

    def _quote(self, name: _Name) -> Observation:
        listing = name.listing
        if listing.symbol == LATE and self._is_late:
            return Observation(LATE, NO_VALUES, missing=_NOT_YET)
        day = self._day.at(self._elapsed)
        incident = self._incidents.at(listing.symbol)
        halted = incident.reason if incident is not None and incident.kind is Kind.HALT else None
        if not day.is_open:
            halted = _CLOSED
        spread = max(
            1, round((listing.spread + self._random.choice((-1, 0, 0, 0, 1))) * day.spread)
        )
        bid = max(1, round(name.mid * 100 - spread / 2))
        ask = bid + spread
        typical = max(1, listing.daily_volume // 8_000_000)
        traded = 0 if halted else self._traded(typical)
        if traded:
            name.last = self._random.choice((bid, ask))
            name.volume += traded
            name.high = max(name.high, name.last)
            name.low = min(name.low, name.last)
        values = Values(
            bid=_dollars(bid),
            ask=_dollars(ask),
            last=_dollars(name.last),
            bid_size=Decimal(self._displayed(typical)),
            ask_size=Decimal(self._displayed(typical)),
            last_size=Decimal(traded) if traded else None,
            volume=Decimal(name.volume),
            open=_dollars(name.open),
            high=_dollars(name.high),
            low=_dollars(name.low),
            previous_close=_dollars(name.previous_close),
        )
        if incident is not None:
            values = incident.distorted(values)
        return Observation(listing.symbol, values, halted=halted)

    def _displayed(self, typical: int) -> int:
        """Shares at the best price: mostly a few lots, sometimes many."""
        return _LOT * max(1, round(4 * typical * self._random.lognormvariate(0.0, 0.7)))

    def _traded(self, typical: int) -> int:
        """Shares that change hands with a quote: none, odd lots, round lots, a block."""
        if self._random.random() >= _TRADES_PER_QUOTE:
            return 0
        shares = _LOT * typical * self._random.lognormvariate(-0.7, 0.9)
        return max(1, round(shares) if shares < _LOT else _LOT * round(shares / _LOT))

    def _end(self, incident: Incident) -> None:
        """A halt ends in an auction, whose price is somewhere else."""
        if incident.kind is Kind.HALT:
            self._names[incident.symbol].mid *= math.exp(incident.gap)

    def _list(self, listing: Listing) -> _Name:
        """A name in the middle of its day: it closed somewhere, opened near that and has moved."""
        daily = _daily_volatility(listing)
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
        """The next day opens where nobody expected it, all names somewhat together."""
        market = self._random.gauss(0.0, _MARKET_VOLATILITY / 16 / 2)
        for name in self._names.values():
            name.previous_close = name.last
            own = self._random.gauss(0.0, name.listing.volatility / 16 / 2)
            name.mid = name.last / 100 * math.exp(name.listing.beta * market + own)
            name.last = name.open = name.high = name.low = round(name.mid * 100)
            name.volume = 0


def _daily_volatility(listing: Listing) -> float:
    return math.sqrt((_MARKET_VOLATILITY * listing.beta) ** 2 + listing.volatility**2) / 16


def _dollars(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
