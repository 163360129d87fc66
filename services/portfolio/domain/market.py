"""The market as this process sees it: one mark a symbol, and where each began the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from services.portfolio.domain.trading_day import trading_day
from shared.kernel.enums import QuoteQuality
from shared.kernel.ids import Symbol

MISSING = "missing"
"""The quality of a mark that was never seen."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The price a position is valued at, how good it is, and when it was last vouched for."""

    price: Decimal
    quality: QuoteQuality
    as_of: datetime


def mark_price(
    last: Decimal | None, bid: Decimal | None, ask: Decimal | None, previous_close: Decimal | None
) -> Decimal | None:
    """The last trade, else the middle of the market, else the previous close."""
    if last is not None:
        return last
    if bid is not None and ask is not None:
        return (bid + ask) / 2
    return previous_close


@dataclass(slots=True)
class Market:
    """`day_prices` holds what each symbol cost when `day`, the exchange's, began: day P/L counts
    from there. It is the same for all replicas and kept through restarts. `closes` are the
    closes before that day, as far as quotes tell of them or somebody saw them."""

    day: date
    marks: dict[Symbol, Mark] = field(default_factory=dict)
    day_prices: Mapping[Symbol, Decimal] = field(default_factory=dict)
    closes: dict[Symbol, Decimal] = field(default_factory=dict)

    def age(self, now: datetime, *, stale_after: timedelta) -> list[Symbol]:
        """Call fresh marks stale that nobody vouched for within `stale_after`; names them."""
        oldest = now - stale_after
        aged = [
            symbol
            for symbol, mark in self.marks.items()
            if mark.quality is QuoteQuality.FRESH and mark.as_of < oldest
        ]
        for symbol in aged:
            self.marks[symbol] = replace(self.marks[symbol], quality=QuoteQuality.STALE)
        return aged

    def without_day_price(self, day: date) -> dict[Symbol, Decimal]:
        """Prices for the symbols that have none for `day` yet.

        When a day begins here, or a mark is from before, that is the mark that the last one
        left. A symbol that is only met during the day began it at the close before, as its
        quotes have it by then or as it was kept, or else at the price it has now.
        """
        begins = day != self.day
        known = {} if begins else self.day_prices
        prices = {name: mark.price for name, mark in self.marks.items() if name not in known}
        for name in prices:
            if not begins and name in self.closes and trading_day(self.marks[name].as_of) == day:
                prices[name] = self.closes[name]
        return prices
