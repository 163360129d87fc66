"""What the book knows of the market: instruments with their steps, and a price to reckon with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from shared.kernel.ids import Symbol
from shared.kernel.money import ZERO

FINEST_STEP = Decimal("0.000000001")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """`tick_size` applies at and above one unit of currency, `sub_dollar_tick_size` below."""

    symbol: Symbol
    currency: str = "USD"
    tick_size: Decimal = Decimal("0.01")
    sub_dollar_tick_size: Decimal | None = None
    multiplier: Decimal = ONE
    fractionable: bool = False
    shortable: bool = True
    tradable: bool = True
    calendar: str = "XNYS"

    @property
    def quantity_step(self) -> Decimal:
        return FINEST_STEP if self.fractionable else ONE

    def units_for(self, notional: Decimal, price: Decimal) -> Decimal:
        """How much `notional` buys at `price`, rounded down to a whole step."""
        return units_for(notional, price, self.multiplier, self.quantity_step)

    def tick_at(self, price: Decimal) -> Decimal:
        return self.tick_size if price >= ONE else self.sub_dollar_tick_size or self.tick_size

    def nearest_prices(self, price: Decimal) -> tuple[Decimal, ...]:
        """The valid prices around `price`, lowest first: one where it is valid itself."""
        tick = self.tick_at(price)
        below = (price / tick).to_integral_value(ROUND_FLOOR) * tick
        above = (price / tick).to_integral_value(ROUND_CEILING) * tick
        return tuple(sorted({near for near in (below, above) if near > ZERO}))


def units_for(notional: Decimal, price: Decimal, multiplier: Decimal, step: Decimal) -> Decimal:
    return (notional / (price * multiplier * step)).to_integral_value(ROUND_FLOOR) * step


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """The newest quote as far as an estimate needs it; `None` is unknown."""

    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None
    previous_close: Decimal | None = None

    @property
    def mark(self) -> Decimal | None:
        """What a unit is valued at: the last trade, else the middle, else the previous close."""
        if self.last is not None:
            return self.last
        if self.bid is not None and self.ask is not None:
            return (self.bid + self.ask) / 2
        return self.previous_close

    @property
    def price(self) -> Decimal | None:
        """What a unit would cost to buy: the ask, else the last price."""
        return next((price for price in (self.ask, self.last) if price and price > ZERO), None)


NO_INDICATION = Indication()
