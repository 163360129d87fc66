"""HTTP in: the one question the engine answers."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from services.paper_engine.dependencies import ClockDep, EngineDep
from services.paper_engine.schemas import WhyView
from shared.http.auth import CurrentUser
from shared.http.errors import Problem
from shared.kernel.ids import OrderId

orders = APIRouter(
    prefix="/api/v1/orders",
    tags=["orders"],
    responses={401: {"model": Problem}, 404: {"model": Problem}},
)


@orders.get("/{order_id}/why")
async def why_not_filled(
    order_id: UUID, _: CurrentUser, engine: EngineDep, clock: ClockDep
) -> WhyView:
    """Say which rule keeps a pending order from filling now, and how far away it is."""
    now = clock.now()
    return WhyView.of(engine.explained(OrderId(order_id), now), now)
