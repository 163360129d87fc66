"""What a margin account must have, and what it may still do.

Regulation T (12 CFR 220.12) asks for half of a position when it is opened, long or short; a
short's proceeds come on top, so 150 % of it lies in the account. FINRA rule 4210 asks less of
a position that is there: a quarter of a long, and of a short 30 %, but at least 5 $ a share. An
account with less than 2,000 $ of equity may neither borrow nor sell short.

Amounts are in the account's currency, quantities signed: negative is short.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shared.kernel.money import ZERO, notional

INITIAL = Decimal("0.5")
MAINTENANCE_LONG = Decimal("0.25")
MAINTENANCE_SHORT = Decimal("0.3")
MAINTENANCE_SHORT_A_SHARE = Decimal(5)
EQUITY_MIN = Decimal(2000)
SHORT_COLLAR = Decimal("1.03")
"""A short is reckoned at its limit or at so many times the ask, whichever is more."""
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Exposure:
    """One holding at the price it is valued at now. Its shares are `quantity` × `multiplier`."""

    quantity: Decimal
    mark: Decimal
    multiplier: Decimal = ONE

    @property
    def value(self) -> Decimal:
        return notional(self.quantity, self.mark, self.multiplier)

    @property
    def initial(self) -> Decimal:
        return abs(self.value) * INITIAL

    @property
    def maintenance(self) -> Decimal:
        if self.quantity >= 0:
            return self.value * MAINTENANCE_LONG
        shares = abs(self.quantity) * self.multiplier
        return max(shares * MAINTENANCE_SHORT_A_SHARE, abs(self.value) * MAINTENANCE_SHORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """The margin of one account at one instant.

    `reserved` is what its pending orders have set aside: the initial margin of what they would
    open, and their fees.
    """

    equity: Decimal
    long_value: Decimal
    short_value: Decimal
    """Negative, or zero."""
    initial: Decimal
    maintenance: Decimal
    reserved: Decimal

    @property
    def may_borrow(self) -> bool:
        return self.equity >= EQUITY_MIN

    @property
    def rate(self) -> Decimal:
        """The part of a new position that the account must bring itself."""
        return INITIAL if self.may_borrow else ONE

    @property
    def available(self) -> Decimal:
        """What new orders may set aside; negative where the account has opened too much.

        Without the right to borrow that is the cash that belongs to nobody else: what the
        longs are worth is spent, and what a short brought in is owed.
        """
        tied = self.initial if self.may_borrow else self.long_value
        return self.equity - tied - self.reserved

    @property
    def buying_power(self) -> Decimal:
        """How much a new long may be worth; never negative."""
        return max(self.available, ZERO) / self.rate

    @property
    def remaining(self) -> Decimal:
        """How far the equity is above the maintenance margin; negative in a margin call."""
        return self.equity - self.maintenance

    @property
    def in_call(self) -> bool:
        return self.remaining < 0

    @property
    def leverage(self) -> Decimal | None:
        """Everything held, long and short, by the equity; `None` where nothing is left."""
        if self.equity <= 0:
            return None
        return (self.long_value - self.short_value) / self.equity


def margin_of(cash: Decimal, reserved: Decimal, exposures: Iterable[Exposure]) -> Margin:
    """`cash` is the book's: negative where the account has borrowed, and with the proceeds of
    its shorts in it."""
    held = [exposure for exposure in exposures if exposure.quantity]
    long_value = sum((each.value for each in held if each.quantity > 0), ZERO)
    short_value = sum((each.value for each in held if each.quantity < 0), ZERO)
    return Margin(
        equity=cash + long_value + short_value,
        long_value=long_value,
        short_value=short_value,
        initial=sum((each.initial for each in held), ZERO),
        maintenance=sum((each.maintenance for each in held), ZERO),
        reserved=reserved,
    )


def short_price(limit: Decimal | None, ask: Decimal | None) -> Decimal | None:
    """What a unit sold short is reckoned at; `None` where nothing is known to reckon with.
    150 % of it must lie in the account, and the sale itself brings in 100."""
    known = [price for price in (limit, None if ask is None else SHORT_COLLAR * ask) if price]
    return max(known, default=None)
