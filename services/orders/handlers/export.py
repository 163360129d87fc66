"""Take an account's orders or fills away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from services.orders.domain.errors import NoSuchAccount
from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from services.orders.ports import Exports, Readings, Span
from shared.kernel.errors import TooManyRows
from shared.kernel.ids import UserId

Row = TypeVar("Row")


async def export_orders(
    span: Span, user: UserId, readings: Readings, exports: Exports, *, rows_max: int
) -> Sequence[Order]:
    """The orders that were submitted in the span, oldest first."""
    await _require(span, user, readings)
    return _all(await exports.orders(span, limit=rows_max + 1), rows_max)


async def export_fills(
    span: Span, user: UserId, readings: Readings, exports: Exports, *, rows_max: int
) -> Sequence[Execution]:
    """The executions that were booked in the span, oldest first."""
    await _require(span, user, readings)
    return _all(await exports.fills(span, limit=rows_max + 1), rows_max)


async def _require(span: Span, user: UserId, readings: Readings) -> None:
    if await readings.account(span.account_id, user) is None:
        raise NoSuchAccount


def _all(found: Sequence[Row], rows_max: int) -> Sequence[Row]:
    """Never a part that looks like the whole."""
    if len(found) > rows_max:
        raise TooManyRows(rows_max)
    return found
