"""The tail of every handler: what a change of an order does to its account, saved and told.

One formula for all of them: the account's reservations move by the difference between what
the order set aside before and what it sets aside now, and so do the shares that it holds.
"""

from __future__ import annotations

from uuid import UUID

from services.orders.domain.account import Account, Holding
from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from services.orders.handlers.announce import execution_booked, funds_changed
from services.orders.ports import Work
from shared.kernel.enums import Side
from shared.kernel.money import ZERO


async def settle(
    work: Work,
    account: Account,
    before: Order | None,
    after: Order,
    *,
    holding: Holding | None = None,
    execution: Execution | None = None,
    caused_by: UUID | None = None,
) -> None:
    """Move money and shares from `before` to `after`. `account` must be locked, and so must
    `holding` where the caller has read it already. Announces at most one account event."""
    await _move_shares(work, before, after, holding, execution)
    reserved = after.reserved_cash - (before.reserved_cash if before else ZERO)
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
    before: Order | None,
    after: Order,
    holding: Holding | None,
    execution: Execution | None,
) -> None:
    held = after.held_shares - (before.held_shares if before else ZERO)
    traded = execution.shares_effect if execution else ZERO
    if not held and not traded:
        return
    if holding is None:
        holding = await work.holdings.lock(after.account_id, after.symbol)
    await work.holdings.save(holding.moved(quantity=traded, held=held))


async def holding_to_sell(work: Work, order: Order) -> Holding | None:
    """The shares a sell draws on, locked; buys draw on none."""
    if order.side is Side.BUY:
        return None
    return await work.holdings.lock(order.account_id, order.symbol)
