"""Read an account's fills, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.orders.domain.errors import NoSuchAccount
from services.orders.domain.execution import Execution
from services.orders.ports import ExportFilter, Readings
from shared.kernel.ids import ExecutionId, UserId


async def list_fills(
    wanted: ExportFilter,
    user: UserId,
    readings: Readings,
    *,
    before: tuple[datetime, ExecutionId] | None,
    limit: int,
) -> Sequence[Execution]:
    """Newest first. Raises `NoSuchAccount`."""
    if await readings.account(wanted.account_id, user) is None:
        raise NoSuchAccount
    return await readings.fills(wanted, before=before, limit=limit)
