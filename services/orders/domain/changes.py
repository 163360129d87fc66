"""What happens to a pending order. `Order.apply` turns one of these into the next order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.orders.domain.terms import Terms
from shared.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Replaced:
    """The trader set new terms. `reserve_price` is what a unit is now expected to cost; for the
    other amounts see `Order`."""

    terms: Terms
    reserve_price: Decimal
    hold_until: datetime | None
    expires_at: datetime | None
    closes: Decimal | None = None
    reserve_fee: Decimal = ZERO
    reserve_flat: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Rebased:
    """A split changed what a unit is: the same order, in new units."""

    terms: Terms
    reserve_price: Decimal
    trail_reference: Decimal | None
    closes: Decimal | None = None
    reserve_fee: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Resized:
    """Its group made of an exit what is left to exit. `active`: its entry has begun to fill.
    `reserves`: it is the one of its pair that sets the shares aside."""

    quantity: Decimal
    active: bool
    reserves: bool


@dataclass(frozen=True, slots=True)
class Triggered:
    """The stop was reached; from now on the order follows the market or the limit rule."""


@dataclass(frozen=True, slots=True)
class Trailed:
    """A trailing stop saw a better price than ever before."""

    reference: Decimal


@dataclass(frozen=True, slots=True)
class Executed:
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class Cancelled:
    """By the trader, or by the engine where the time in force says so (`reason_code`)."""

    reason_code: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Expired:
    reason_code: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    reason_code: str
    reason: str


OrderChange = (
    Replaced | Rebased | Resized | Triggered | Trailed | Executed | Cancelled | Expired | Rejected
)
