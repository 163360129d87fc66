"""Positions: what an account holds in one symbol, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.portfolio.domain.trading_day import DayStart, trading_day
from shared.kernel.ids import Symbol
from shared.kernel.money import ZERO, Price, notional, round_cost

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Fill:
    """One execution. `quantity` is positive for a buy and negative for a sell; `fee` is in
    the instrument's currency and never part of a price."""

    symbol: Symbol
    quantity: Decimal
    price: Price
    at: datetime
    multiplier: Decimal = ONE
    fee: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Position:
    """A signed holding: positive is long, negative is short, zero is flat.

    `cost` is money, carries the sign of `quantity` and excludes fees. The average price is
    derived, never stored, so it cannot drift from the figures it summarizes. `realized_pnl`,
    `fees` and `dividends`, what was received less what a short paid, go on counting from one
    holding of the symbol to the next. `day_start` is kept from the newest day on which the
    book moved the position: on any other day it began as it is.
    """

    symbol: Symbol
    quantity: Decimal = ZERO
    cost: Decimal = ZERO
    realized_pnl: Decimal = ZERO
    fees: Decimal = ZERO
    multiplier: Decimal = ONE
    opened_at: datetime | None = None
    day_start: DayStart | None = None
    dividends: Decimal = ZERO

    @property
    def average_price(self) -> Price | None:
        return Price(self.cost / self.quantity / self.multiplier) if self.quantity else None

    def at_start_of(self, day: date) -> DayStart:
        """What this position was when `day`, today or the day of its newest fill, began."""
        if self.day_start is not None and self.day_start.day == day:
            return self.day_start
        return DayStart(day, self.quantity, self.cost, self.realized_pnl, self.fees, self.dividends)


class WrongInstrument(ValueError):
    """A fill met the position of another symbol, or one held under another multiplier."""

    def __init__(self, position: Position, fill: Fill) -> None:
        super().__init__(
            f"a fill of {fill.symbol} × {fill.multiplier} does not belong to the position "
            f"in {position.symbol} × {position.multiplier}"
        )


def apply_fill(position: Position, fill: Fill) -> Position:
    """The position after `fill`, with the P/L realized on the part of it that closes.

    Increase, reduction, close and flip are one arithmetic, since quantities are signed.
    """
    if fill.symbol != position.symbol or (
        position.quantity and fill.multiplier != position.multiplier
    ):
        raise WrongInstrument(position, fill)

    closing = closing_quantity(position.quantity, fill.quantity)
    opening = fill.quantity - closing
    released = _released_cost(position, closing)
    received = -notional(closing, fill.price, fill.multiplier)
    quantity = position.quantity + fill.quantity

    return Position(
        symbol=position.symbol,
        quantity=quantity,
        cost=position.cost - released + notional(opening, fill.price, fill.multiplier),
        realized_pnl=position.realized_pnl + received - released,
        fees=position.fees + fill.fee,
        multiplier=fill.multiplier,
        opened_at=_opened_at(position, quantity, fill),
        day_start=position.at_start_of(trading_day(fill.at)),
        dividends=position.dividends,
    )


def closing_quantity(held: Decimal, traded: Decimal) -> Decimal:
    """The part of `traded`, with its sign, that offsets what is `held`."""
    if held * traded >= 0:
        return ZERO
    return min(abs(held), abs(traded)).copy_sign(traded)


def _released_cost(position: Position, closing: Decimal) -> Decimal:
    """The cost that leaves, pro rata. A full close releases all of it, so that no residue of
    rounding outlives the position it came from."""
    if not closing:
        return ZERO
    if closing == -position.quantity:
        return position.cost
    return round_cost(position.cost * -closing / position.quantity)


def _opened_at(position: Position, quantity: Decimal, fill: Fill) -> datetime | None:
    if not quantity:
        return None
    return position.opened_at if position.quantity * quantity > 0 else fill.at
