"""The tail of every handler: what changes of orders do to their account, saved and told.

One formula for all of them: the account's reservations move by the difference between what
its orders set aside before and what they set aside now, and so do the shares that they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from services.orders.domain.account import Account, Holding
from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from services.orders.handlers.announce_account import execution_booked, funds_changed
from services.orders.ports import Work
from shared.kernel.ids import Symbol
from shared.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Step:
    """One order from what it was (`None`: it is new) to what it is now."""

    before: Order | None
    after: Order

    @property
    def reserved(self) -> Decimal:
        return self.after.reserved_cash - (self.before.reserved_cash if self.before else ZERO)

    @property
    def held(self) -> Decimal:
        return self.after.held_shares - (self.before.held_shares if self.before else ZERO)


async def settle(
    work: Work,
    account: Account,
    steps: Sequence[Step],
    *,
    holding: Holding | None = None,
    execution: Execution | None = None,
    caused_by: UUID | None = None,
) -> None:
    """Move money and shares by all `steps` of one transaction. `account` must be locked, and
    so must `holding`, of the first order's symbol, where the caller has read it already. The
    execution, if any, is of the first order. Announces at most one account event."""
    await _move_shares(work, account, steps, holding, execution)
    reserved = sum((step.reserved for step in steps), ZERO)
    after = steps[0].after
    if execution is not None:
        moved = account.moved(cash=execution.cash_effect, reserved=reserved)
        await work.executions.add(execution, after)
        await work.accounts.post(execution.entries(account.cash))
        await work.accounts.save(moved)
        work.outbox.append(execution_booked(execution, moved))
    elif reserved:
        moved = account.moved(reserved=reserved)
        await work.accounts.save(moved)
        work.outbox.append(funds_changed(moved, at=after.updated_at, caused_by=caused_by))


async def _move_shares(
    work: Work,
    account: Account,
    steps: Sequence[Step],
    holding: Holding | None,
    execution: Execution | None,
) -> None:
    held: dict[Symbol, Decimal] = {}
    for step in steps:
        held[step.after.symbol] = held.get(step.after.symbol, ZERO) + step.held
    for symbol in sorted(held):
        traded = execution.shares_effect if execution and execution.symbol == symbol else ZERO
        if not held[symbol] and not traded:
            continue
        known = holding if holding is not None and holding.symbol == symbol else None
        known = known or await work.holdings.lock(account.account_id, symbol)
        await work.holdings.save(known.moved(quantity=traded, held=held[symbol]))
