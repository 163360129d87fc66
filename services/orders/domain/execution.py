"""An execution that the book accepts: what it moves, and how much of it can be paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from services.orders.domain.account import Account, Holding, LedgerEntry
from services.orders.domain.order import Order
from shared.kernel.enums import Side
from shared.kernel.ids import AccountId, ExecutionId, OrderId, Symbol
from shared.kernel.margin import INITIAL, Margin
from shared.kernel.money import ZERO, notional, round_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """`receipt` is the engine's, kept word for word. `commission` is in the currency."""

    execution_id: ExecutionId
    order_id: OrderId
    account_id: AccountId
    symbol: Symbol
    side: Side
    quantity: Decimal
    price: Decimal
    multiplier: Decimal
    commission: Decimal
    receipt: Mapping[str, Any]
    booked_at: datetime
    era: int = 1

    @property
    def notional(self) -> Decimal:
        return notional(self.quantity, self.price, self.multiplier)

    @property
    def proceeds(self) -> Decimal:
        """What the trade itself does to the cash: negative for a buy."""
        return -self.side.sign * self.notional

    @property
    def cash_effect(self) -> Decimal:
        return self.proceeds - self.commission

    @property
    def shares_effect(self) -> Decimal:
        return self.side.sign * self.quantity

    def entries(self, balance: Decimal) -> tuple[LedgerEntry, ...]:
        """The ledger entries of this execution, on top of `balance`."""
        trade = LedgerEntry(
            account_id=self.account_id,
            era=self.era,
            kind="trade",
            amount=self.proceeds,
            balance_after=balance + self.proceeds,
            execution_id=self.execution_id,
            booked_at=self.booked_at,
        )
        if not self.commission:
            return (trade,)
        after = trade.balance_after - self.commission
        commission = replace(trade, kind="commission", amount=-self.commission, balance_after=after)
        return trade, commission


def deliverable(proposed: Execution, order: Order, holding: Holding) -> Execution | None:
    """As much of a sale as the account holds and has not set aside for other orders."""
    quantity = min(proposed.quantity, holding.available + order.held_shares)
    return _cut(proposed, quantity)


def affordable(proposed: Execution, order: Order, account: Account) -> Execution | None:
    """As much of `proposed` as cash and the order's own reservation pay for, in whole steps.

    A market that jumps past the reservation must not overdraw a cash account. The commission
    shrinks with the quantity, never below a part of what was proposed.
    """
    means = account.buying_power + order.reserved_cash
    if means + proposed.cash_effect >= 0:
        return proposed
    if proposed.side is Side.SELL:
        return None
    unit = notional(order.quantity_step, proposed.price, proposed.multiplier)
    steps = ((means - proposed.commission) / unit).to_integral_value(ROUND_FLOOR)
    quantity = steps * order.quantity_step
    return _cut(proposed, quantity)


def within_margin(
    proposed: Execution, order: Order, holding: Holding, margin: Margin
) -> Execution | None:
    """As much of `proposed` as the account's margin carries, in whole steps.

    What trades away a position is always booked, and frees its initial margin for the rest. The
    account may have been promised more than it has: when prices fell, or when another order
    traded away what this one was to.
    """
    held = ZERO if holding.quantity * order.side.sign >= 0 else abs(holding.quantity)
    closing = min(proposed.quantity, held)
    opening = proposed.quantity - closing
    if not opening:
        return proposed
    if order.side is Side.SELL and not margin.may_borrow:
        return _cut(proposed, closing)
    freed = notional(closing, proposed.price, proposed.multiplier) * INITIAL
    means = margin.available + order.reserved_cash + freed - proposed.commission
    unit = notional(order.quantity_step, proposed.price, proposed.multiplier) * margin.rate
    steps = max((means / unit).to_integral_value(ROUND_FLOOR), ZERO)
    return _cut(proposed, closing + min(opening, steps * order.quantity_step))


def _cut(proposed: Execution, quantity: Decimal) -> Execution | None:
    if quantity == proposed.quantity:
        return proposed
    if quantity <= ZERO:
        return None
    commission = round_cost(proposed.commission * quantity / proposed.quantity)
    return replace(proposed, quantity=quantity, commission=commission)
