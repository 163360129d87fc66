"""Exact numbers, and the only places where one is rounded.

Books keep every digit: cash, cost and realized P/L are exact decimals. `round_cents` is for
figures that leave the product (a screen, a statement); `round_cost` is the one division of
the book, the part of a cost that leaves a position pro rata.

Python's decimals round every result to 28 digits unless told otherwise. The widest product of
the book, quantity × price × multiplier, has 43; importing this module makes room for it and
for sums of many.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, DefaultContext, getcontext
from typing import NewType

Price = NewType("Price", Decimal)

DIGITS = 60
# The default is what new threads start from; the other context is this thread's own.
DefaultContext.prec = DIGITS
getcontext().prec = DIGITS

ZERO = Decimal(0)
CENT = Decimal("0.01")
_COST_STEP = Decimal("0.000000001")


def round_cents(amount: Decimal) -> Decimal:
    """`amount` in whole cents, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def round_cost(amount: Decimal) -> Decimal:
    """`amount` to nine decimals, the finest step of a quantity."""
    return amount.quantize(_COST_STEP, rounding=ROUND_HALF_UP)


def notional(quantity: Decimal, price: Decimal, multiplier: Decimal) -> Decimal:
    """What `quantity` at `price` is worth, exactly, in the instrument's currency."""
    return quantity * price * multiplier


def plain(amount: Decimal) -> str:
    """`amount` as people and JSON readers expect it: no exponent, no negative zero."""
    text = str(amount)  # a third of the time that `format` takes, and nearly always the same
    if "E" in text:
        text = format(amount, "f")
    return text[1:] if text[0] == "-" and not amount else text
