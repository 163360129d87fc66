"""HTTP in: what one account is worth, and its journal. Scoped by the user the token names."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from services.portfolio.dependencies import AccountIdDep, AroundDep
from services.portfolio.domain.equity import Period
from services.portfolio.handlers.figures import round_trip_figures
from services.portfolio.handlers.viewing import view_equity, view_portfolio, view_round_trips
from services.portfolio.schemas import (
    EquityView,
    PositionsView,
    RoundTripsPage,
    cursor_after,
    place_of,
)
from shared.contracts.portfolio import PortfolioData
from shared.http.auth import CurrentUser

router = APIRouter(prefix="/api/v1/accounts/{account_id}", tags=["portfolio"])


@router.get("/snapshot")
async def get_snapshot(
    account_id: AccountIdDep, user: CurrentUser, around: AroundDep
) -> PortfolioData:
    """The account's figures, its positions and its newest round trips, at the current marks."""
    return await view_portfolio(
        account_id, user, around.readings, around.market, now=around.clock.now()
    )


@router.get("/positions")
async def list_positions(
    account_id: AccountIdDep, user: CurrentUser, around: AroundDep
) -> PositionsView:
    """What the account holds, at the current marks."""
    data = await view_portfolio(
        account_id, user, around.readings, around.market, now=around.clock.now()
    )
    return PositionsView(positions=data.positions)


@router.get("/equity")
async def get_equity(
    account_id: AccountIdDep,
    user: CurrentUser,
    around: AroundDep,
    period: Period = Period.DAY,
) -> EquityView:
    """The equity curve: each minute at first, coarser with the length of the period."""
    curve = await view_equity(
        account_id, user, period, around.readings, around.curve, now=around.clock.now()
    )
    return EquityView.of(account_id, period, curve)


@router.get("/round-trips")
async def list_round_trips(
    account_id: AccountIdDep,
    user: CurrentUser,
    around: AroundDep,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: str | None = None,
) -> RoundTripsPage:
    """Closed positions from flat to flat, newest first, and whether each worked."""
    before = None if cursor is None else place_of(cursor)
    trips = await view_round_trips(
        account_id, user, around.readings, limit=limit + 1, before=before
    )
    figures = [round_trip_figures(trip) for trip in trips]
    more = len(figures) > limit
    return RoundTripsPage(
        round_trips=figures[:limit], next=cursor_after(figures[limit - 1]) if more else None
    )
