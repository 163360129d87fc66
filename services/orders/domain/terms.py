"""The terms of an order: what its trader sets, and may set anew while it is pending."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shared.kernel.enums import GroupRole, OrderType, TimeInForce
from shared.kernel.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Quantity in units of the instrument, prices in its currency, `trail_percent` in percent.

    `notional`: the order is for so much money instead of a quantity. What it comes to is known
    at the fill; until then `quantity` is what is filled and an estimate of the rest.
    """

    quantity: Decimal = ZERO
    notional: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.DAY
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_amount: Decimal | None = None
    trail_percent: Decimal | None = None

    def prices(self) -> Iterator[tuple[str, Decimal]]:
        """The prices that are given, each with the name of its field."""
        for name in ("limit_price", "stop_price"):
            price: Decimal | None = getattr(self, name)
            if price is not None:
                yield name, price


@dataclass(frozen=True, slots=True, kw_only=True)
class Exits:
    """At least one of the two prices. `stop_limit_price` turns the stop into a stop limit."""

    take_profit_price: Decimal | None = None
    stop_price: Decimal | None = None
    stop_limit_price: Decimal | None = None

    def prices(self) -> Iterator[tuple[str, Decimal]]:
        """The prices that are given, each with the name of its field."""
        for name, price in (
            ("take_profit.limit_price", self.take_profit_price),
            ("stop_loss.stop_price", self.stop_price),
            ("stop_loss.limit_price", self.stop_limit_price),
        ):
            if price is not None:
                yield name, price

    def canonical(self) -> tuple[str, ...]:
        """The same for two that ask for the same, however they write their numbers."""
        return tuple(f"{name}={price.normalize():f}" for name, price in self.prices())

    def legs(self) -> Iterator[tuple[GroupRole, OrderType, Terms]]:
        """Role, type and prices of each exit; the quantity is not theirs to say."""
        if self.take_profit_price is not None:
            terms = Terms(limit_price=self.take_profit_price)
            yield GroupRole.TAKE_PROFIT, OrderType.LIMIT, terms
        if self.stop_price is not None:
            limited = self.stop_limit_price is not None
            terms = Terms(stop_price=self.stop_price, limit_price=self.stop_limit_price)
            kind = OrderType.STOP_LIMIT if limited else OrderType.STOP
            yield GroupRole.STOP_LOSS, kind, terms
