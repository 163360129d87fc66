"""Corporate actions: what a split or a cash dividend makes of a holding. Exact.

The only division that can have no end is the fraction of a unit that a split leaves over; what
is paid for it is rounded to nine decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Literal
from uuid import UUID, uuid5

from services.orders.domain.account import Holding, LedgerEntry
from shared.kernel.ids import AccountId, Symbol
from shared.kernel.money import ZERO, notional, round_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """`numerator` new units for `denominator` old ones. `price` is what a whole new unit is
    worth, for the fraction of one that cannot be held; `None` where it is not known."""

    action_id: UUID
    symbol: Symbol
    numerator: int
    denominator: int
    price: Decimal | None
    effective_at: datetime
    kind: Literal["split"] = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dividend:
    """`amount_per_share` in the instrument's currency, for each unit and point of multiplier."""

    action_id: UUID
    symbol: Symbol
    amount_per_share: Decimal
    effective_at: datetime
    kind: Literal["dividend"] = "dividend"


CorporateAction = Split | Dividend


class NoPriceForFraction(Exception):
    """A split leaves a fraction of a unit, and nobody said what a unit is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """What one action did to one account, never changed. `amount` is the cash it moved."""

    adjustment_id: UUID
    action_id: UUID
    account_id: AccountId
    era: int
    symbol: Symbol
    quantity_before: Decimal
    quantity_after: Decimal
    multiplier: Decimal
    amount: Decimal
    booked_at: datetime

    def entry(self, kind: Literal["split", "dividend"], balance: Decimal) -> LedgerEntry:
        """The ledger entry of this adjustment, on top of `balance`. A split has one too where
        it moves no cash, so that the ledger tells in which order things happened."""
        return LedgerEntry(
            account_id=self.account_id,
            era=self.era,
            kind=kind,
            amount=self.amount,
            balance_after=balance + self.amount,
            adjustment_id=self.adjustment_id,
            booked_at=self.booked_at,
        )


def adjust(
    holding: Holding,
    action: CorporateAction,
    era: int,
    *,
    multiplier: Decimal,
    step: Decimal,
    at: datetime,
) -> Adjustment:
    """What `action` does to `holding`. Raises `NoPriceForFraction`."""
    if isinstance(action, Split):
        after, amount = _split(holding.quantity, action, multiplier, step)
    else:
        after = holding.quantity
        amount = notional(holding.quantity, action.amount_per_share, multiplier)
    return Adjustment(
        adjustment_id=adjustment_id(action.action_id, holding.account_id),
        action_id=action.action_id,
        account_id=holding.account_id,
        era=era,
        symbol=holding.symbol,
        quantity_before=holding.quantity,
        quantity_after=after,
        multiplier=multiplier,
        amount=amount,
        booked_at=at,
    )


def adjustment_id(action_id: UUID, account_id: AccountId) -> UUID:
    return uuid5(action_id, str(account_id))


def _split(
    quantity: Decimal, split: Split, multiplier: Decimal, step: Decimal
) -> tuple[Decimal, Decimal]:
    """The quantity after, cut towards zero to whole steps, and the cash for what was cut."""
    parts = quantity * split.numerator
    steps = (parts / (step * split.denominator)).to_integral_value(ROUND_DOWN)
    after = steps * step
    left_over = parts - after * split.denominator
    if not left_over:
        return after, ZERO
    if split.price is None:
        raise NoPriceForFraction
    return after, round_cost(notional(left_over, split.price, multiplier) / split.denominator)
