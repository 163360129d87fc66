"""What other services and operators may ask, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.orders.dependencies import ReadingsDep
from services.orders.handlers.announce import state_of
from services.orders.schemas.internal import AuditView, ViolationView, WorkingOrdersView
from shared.contracts.streams import SHARDS
from shared.http.auth import current_service

router = APIRouter(
    prefix="/internal", include_in_schema=False, dependencies=[Depends(current_service)]
)


@router.get("/working-orders")
async def working_orders(
    shard: Annotated[int, Query(ge=0, lt=SHARDS)], readings: ReadingsDep
) -> WorkingOrdersView:
    """Where an engine starts: the pending orders of a shard, and the log position they have."""
    working = await readings.working_orders(shard)
    return WorkingOrdersView(seq=working.seq, orders=[state_of(each) for each in working.orders])


@router.get("/audit")
async def audit(readings: ReadingsDep) -> AuditView:
    """Prove the book, or show the rows that break it."""
    violations = [ViolationView.of(each) for each in await readings.audit()]
    return AuditView(sound=not violations, violations=violations)
