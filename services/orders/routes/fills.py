"""Fills over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from services.orders.dependencies import ReadingsDep
from services.orders.handlers.list_fills import list_fills as listed
from services.orders.routes.exports import WantedDep
from services.orders.routes.rendering import PROBLEMS
from services.orders.schemas.orders import FillsView, place_of
from shared.http.auth import CurrentUser
from shared.kernel.ids import ExecutionId

FILLS_PER_PAGE_MAX = 500
router = APIRouter(prefix="/api/v1/accounts", tags=["orders"], responses=PROBLEMS)


@router.get("/{account_id}/fills")
async def list_fills(
    wanted: WantedDep,
    user: CurrentUser,
    readings: ReadingsDep,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=FILLS_PER_PAGE_MAX)] = 100,
) -> FillsView:
    """Fills of an account, newest first, each with its receipt."""
    found = await listed(wanted, user, readings, before=_place(cursor), limit=limit)
    return FillsView.of(found, limit)


def _place(cursor: str | None) -> tuple[datetime, ExecutionId] | None:
    if not cursor:
        return None
    at, execution_id = place_of(cursor)
    return at, ExecutionId(execution_id)
