"""Take an account's orders or fills away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from services.orders.domain.errors import NoSuchAccount
from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from services.orders.ports import ExportFilter, Exports, Readings
from shared.kernel.errors import TooManyRows
from shared.kernel.ids import UserId

Row = TypeVar("Row")


async def export_orders(
    wanted: ExportFilter, user: UserId, readings: Readings, exports: Exports, *, rows_max: int
) -> Sequence[Order]:
    """The orders that are wanted, by when they were submitted, oldest first."""
    await _require(wanted, user, readings)
    return _all(await exports.orders(wanted, limit=rows_max + 1), rows_max)


async def export_fills(
    wanted: ExportFilter, user: UserId, readings: Readings, exports: Exports, *, rows_max: int
) -> Sequence[Execution]:
    """The executions that are wanted, by when they were booked, oldest first."""
    await _require(wanted, user, readings)
    return _all(await exports.fills(wanted, limit=rows_max + 1), rows_max)


async def _require(wanted: ExportFilter, user: UserId, readings: Readings) -> None:
    if await readings.account(wanted.account_id, user) is None:
        raise NoSuchAccount


def _all(found: Sequence[Row], rows_max: int) -> Sequence[Row]:
    """Never a part that looks like the whole."""
    if len(found) > rows_max:
        raise TooManyRows(rows_max)
    return found
