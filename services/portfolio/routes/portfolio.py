"""HTTP in: what one account is worth, and its journal. Scoped by the user the token names."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.portfolio.dependencies import AccountIdDep, AroundDep, TripFilterDep
from services.portfolio.domain.equity import Period
from services.portfolio.handlers import journaling
from services.portfolio.handlers.ghosts import view_ghosts
from services.portfolio.handlers.journaling import (
    view_history,
    view_round_trip,
    view_round_trips,
    view_statistics,
)
from services.portfolio.handlers.viewing import view_equity, view_portfolio
from services.portfolio.ports.ghosts import GhostsBefore
from services.portfolio.ports.journal import EventsBefore, TripsBefore
from services.portfolio.schemas.cursor import cursor_at, place_of
from services.portfolio.schemas.fields import SymbolText
from services.portfolio.schemas.ghosts import GhostsPage, GhostView
from services.portfolio.schemas.journal import (
    AnnotateBody,
    HistoryLineView,
    PositionHistoryPage,
    RoundTripsPage,
    RoundTripView,
)
from services.portfolio.schemas.statistics import StatisticsView
from services.portfolio.schemas.worth import EquityView, PositionsView
from shared.contracts.portfolio import PortfolioData
from shared.http.auth import CurrentUser
from shared.kernel.ids import Symbol

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
    chosen: TripFilterDep,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: str | None = None,
) -> RoundTripsPage:
    """Closed positions from flat to flat, newest first, and whether each worked."""
    before = None if cursor is None else TripsBefore(*place_of(cursor)[:2])
    entries = await view_round_trips(
        account_id, user, chosen, around.readings, around.journal, limit=limit + 1, before=before
    )
    views = [RoundTripView.of(entry) for entry in entries[:limit]]
    more = len(entries) > limit
    after = cursor_at(views[-1].closed_at, views[-1].round_trip_id) if more else None
    return RoundTripsPage(round_trips=views, next=after)


@router.get("/round-trips/{round_trip_id}")
async def get_round_trip(
    account_id: AccountIdDep, round_trip_id: UUID, user: CurrentUser, around: AroundDep
) -> RoundTripView:
    """One closed position, from flat to flat."""
    return RoundTripView.of(
        await view_round_trip(account_id, user, round_trip_id, around.readings, around.journal)
    )


@router.patch("/round-trips/{round_trip_id}")
async def annotate_round_trip(
    account_id: AccountIdDep,
    round_trip_id: UUID,
    body: AnnotateBody,
    user: CurrentUser,
    around: AroundDep,
) -> RoundTripView:
    """Write tags and a note to a round trip; what is left out stays as it is."""
    return RoundTripView.of(
        await journaling.annotate_round_trip(
            account_id,
            user,
            round_trip_id,
            around.readings,
            around.journal,
            tags=body.distinct_tags,
            note=body.note,
            at=around.clock.now(),
        )
    )


# The symbol of a future begins with a slash, hence `path`.
@router.get("/positions/{symbol:path}/events")
async def list_position_events(
    account_id: AccountIdDep,
    symbol: SymbolText,
    user: CurrentUser,
    around: AroundDep,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: str | None = None,
) -> PositionHistoryPage:
    """Everything that happened to a position, newest first, its best and worst marks included."""
    before = None if cursor is None else EventsBefore(*place_of(cursor))
    lines = await view_history(
        account_id,
        user,
        Symbol(symbol),
        around.readings,
        around.journal,
        limit=limit + 1,
        before=before,
    )
    views = [HistoryLineView.of(line) for line in lines[:limit]]
    more = len(lines) > limit
    after = cursor_at(views[-1].at, views[-1].event_id, views[-1].leg) if more else None
    return PositionHistoryPage(events=views, next=after)


@router.get("/statistics")
async def get_statistics(
    account_id: AccountIdDep, user: CurrentUser, around: AroundDep, chosen: TripFilterDep
) -> StatisticsView:
    """Whether it works: over round trips chosen as in the journal."""
    report = await view_statistics(
        account_id, user, chosen, around.readings, around.journal, around.curve
    )
    return StatisticsView.of(report)


@router.get("/ghosts")
async def list_ghosts(
    account_id: AccountIdDep,
    user: CurrentUser,
    around: AroundDep,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: str | None = None,
) -> GhostsPage:
    """Orders that ended without a fill or after an edit, and what came of that."""
    before = None if cursor is None else GhostsBefore(*place_of(cursor)[:2])
    ghosts = await view_ghosts(
        account_id, user, around.readings, around.ghosts, limit=limit + 1, before=before
    )
    now = around.clock.now()
    views = [GhostView.of(ghost, now=now) for ghost in ghosts[:limit]]
    more = len(ghosts) > limit
    after = cursor_at(views[-1].ended_at, views[-1].order_id) if more else None
    return GhostsPage(ghosts=views, next=after)
