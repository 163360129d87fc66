"""The book again, small and slow: limit orders of one account at a time, everything derived anew
from lists. It shares no arithmetic with the book that it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT, NINTH = Decimal("0.01"), Decimal("0.000000001")
HALF = Decimal("0.5")


@dataclass
class ModelOrder:
    """`unit` is what a unit that opens sets aside, `closes` how many units, the first, close."""

    place: tuple[object, object]
    symbol: str
    buy: bool
    quantity: Decimal
    limit: Decimal
    unit: Decimal = Decimal(0)
    closes: Decimal = Decimal(0)
    filled: Decimal = Decimal(0)
    status: str = "PENDING"

    @property
    def remaining(self) -> Decimal:
        return self.quantity - self.filled

    @property
    def closing(self) -> Decimal:
        if self.status != "PENDING":
            return Decimal(0)
        return min(max(self.closes - self.filled, Decimal(0)), self.remaining)


@dataclass
class ModelAccount:
    margin: bool
    cash: Decimal
    fee: Decimal
    """For each unit traded."""
    starting_balance: Decimal = Decimal(0)
    held: dict[str, Decimal] = field(default_factory=dict)
    orders: dict[str, ModelOrder] = field(default_factory=dict)

    # What follows from the lists.

    def pending(self, symbol: str | None = None) -> Iterator[ModelOrder]:
        for order in sorted(self.orders.values(), key=lambda each: str(each.place)):
            if order.status == "PENDING" and symbol in (None, order.symbol):
                yield order

    def reserve(self, order: ModelOrder) -> Decimal:
        if order.status != "PENDING":
            return Decimal(0)
        fees = order.remaining * self.fee if order.buy else Decimal(0)
        return (order.remaining - order.closing) * order.unit + fees

    @property
    def reserved(self) -> Decimal:
        return sum((self.reserve(order) for order in self.pending()), Decimal(0))

    def promised(self, symbol: str) -> Decimal:
        return sum((order.closing for order in self.pending(symbol)), Decimal(0))

    def position(self, symbol: str) -> Decimal:
        return self.held.get(symbol, Decimal(0))

    def equity(self, marks: dict[str, Decimal]) -> Decimal:
        return self.cash + sum(
            (held * marks[symbol] for symbol, held in self.held.items()), Decimal(0)
        )

    def available(self, marks: dict[str, Decimal]) -> Decimal:
        equity = self.equity(marks)
        values = [held * marks[symbol] for symbol, held in self.held.items()]
        if equity >= 2000:
            tied = sum((abs(value) * HALF for value in values), Decimal(0))
        else:
            tied = sum((value for value in values if value > 0), Decimal(0))
        return equity - tied - self.reserved

    # What may happen. Each says whether it did.

    def accept(
        self, order: ModelOrder, marks: dict[str, Decimal], *, own: ModelOrder | None = None
    ) -> bool:
        """Decide on new terms; `own` is the order that they are for, if it is there already."""
        own_cash = self.reserve(own) if own else Decimal(0)
        own_units = own.closing if own else Decimal(0)
        position = self.position(order.symbol)
        if not self.margin:
            return self._accept_cash(order, own_cash, own_units, position)
        opposite = position < 0 if order.buy else position > 0
        free = max(abs(position) - self.promised(order.symbol), Decimal(0)) if opposite else 0
        closing = min(order.remaining, free + own_units)
        opening = order.remaining - closing
        lends = self.equity(marks) >= 2000
        if opening and not order.buy and not lends:
            return False
        if order.buy:
            order.unit = order.limit * (HALF if lends else 1)
        else:
            order.unit = max(order.limit, marks[order.symbol] * Decimal("1.03")) * HALF
            if not opening:
                order.unit = Decimal(0)
        order.closes = order.filled + closing
        cost = self.reserve(order) if opening else Decimal(0)
        return not cost or cost <= self.available(marks) + own_cash

    def _accept_cash(
        self, order: ModelOrder, own_cash: Decimal, own_units: Decimal, position: Decimal
    ) -> bool:
        if order.buy:
            order.unit = order.limit
            return self.reserve(order) <= self.cash - self.reserved + own_cash
        order.closes = order.quantity
        return order.remaining <= position - self.promised(order.symbol) + own_units

    def fill(
        self, order: ModelOrder, quantity: Decimal, price: Decimal, marks: dict[str, Decimal]
    ) -> None:
        booked = self._carried(order, quantity, price, marks) if self.margin else quantity
        sign = 1 if order.buy else -1
        self.cash -= sign * booked * price
        if booked:
            commission = quantity * self.fee * booked / quantity
            self.cash -= commission.quantize(NINTH, ROUND_HALF_UP)
            self.held[order.symbol] = self.position(order.symbol) + sign * booked
        order.filled += booked
        if booked < quantity:
            order.status = "REJECTED"
        elif not order.remaining:
            order.status = "FILLED"

    def _carried(
        self, order: ModelOrder, quantity: Decimal, price: Decimal, marks: dict[str, Decimal]
    ) -> Decimal:
        position = self.position(order.symbol)
        opposite = position < 0 if order.buy else position > 0
        closing = min(quantity, abs(position)) if opposite else Decimal(0)
        if closing == quantity:
            return quantity
        lends = self.equity(marks) >= 2000
        if not order.buy and not lends:
            return closing
        means = self.available(marks) + self.reserve(order) + closing * price * HALF
        means -= quantity * self.fee
        most = (means / (price * (HALF if lends else 1))).to_integral_value(ROUND_FLOOR)
        return closing + min(quantity - closing, max(most, Decimal(0)))

    def split(self, symbol: str, new: int, old: int, price: Decimal) -> None:
        reserved = self.reserved
        for order in self.pending(symbol):
            before = self.reserve(order)
            changed = _split_order(order, new, old)
            if changed is None or self.reserve(changed) - before > max(
                self.cash - reserved, Decimal(0)
            ):
                order.status = "CANCELLED"
            else:
                order.quantity, order.limit = changed.quantity, changed.limit
                order.unit, order.closes = changed.unit, changed.closes
            reserved += self.reserve(order) - before
        exact = self.position(symbol) * new
        whole = (exact / old).to_integral_value(ROUND_DOWN)
        if self.position(symbol):
            self.cash += ((exact - whole * old) * price / old).quantize(NINTH, ROUND_HALF_UP)
            self.held[symbol] = whole

    def dividend(self, symbol: str, amount: Decimal) -> None:
        self.cash += self.position(symbol) * amount

    def reset(self, balance: Decimal) -> None:
        for order in self.pending():
            order.status = "CANCELLED"
        self.cash = self.starting_balance = balance
        self.held = dict.fromkeys(self.held, Decimal(0))

    def clone(self, of_this_era: set[str]) -> ModelAccount:
        copied = {
            name: replace(order, status="CANCELLED" if order.status == "PENDING" else order.status)
            for name, order in self.orders.items()
            if order.filled and name in of_this_era
        }
        return replace(self, held=dict(self.held), orders=copied)


def _split_order(order: ModelOrder, new: int, old: int) -> ModelOrder | None:
    quantity = order.quantity * new / old
    scaled = order.limit * old / new
    limit = scaled.quantize(CENT, ROUND_FLOOR if order.buy else ROUND_CEILING)
    if order.filled or quantity != quantity.to_integral_value() or not limit:
        return None
    unit = (order.unit * old / new).quantize(NINTH, ROUND_FLOOR)
    closes = (order.closes * new / old).to_integral_value(ROUND_FLOOR)
    return replace(order, quantity=quantity, limit=limit, unit=min(unit, limit), closes=closes)
