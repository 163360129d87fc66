"""The terms of an order: what its trader sets, and may set anew while it is pending."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shared.kernel.enums import TimeInForce
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
