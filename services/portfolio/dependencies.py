"""What a route may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from pydantic import AwareDatetime

from services.portfolio.domain.market import Market
from services.portfolio.domain.trip_filter import TripFilter
from services.portfolio.ports.book import Rebuilt
from services.portfolio.ports.curve import Curve
from services.portfolio.ports.ghosts import Ghosts
from services.portfolio.ports.journal import Journal
from services.portfolio.ports.readings import Readings
from services.portfolio.schemas.fields import SymbolText, Tag
from shared.clock import Clock
from shared.contracts.audit import Violation
from shared.kernel.enums import Verdict
from shared.kernel.ids import AccountId, Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the composition root has put together, on `app.state.surroundings`."""

    clock: Clock
    readings: Readings
    curve: Curve
    journal: Journal
    ghosts: Ghosts
    market: Market
    prove: Callable[[], Awaitable[list[Violation]]]
    """Replays the log beside the tables, and says where they differ."""
    rebuild: Callable[[], AsyncIterator[Rebuilt]]
    """Throws the tables away and makes them from the log, shard after shard."""


async def surroundings(request: Request) -> Surroundings:
    found = request.app.state.surroundings
    assert isinstance(found, Surroundings)
    return found


async def account_id(account_id: Annotated[UUID, Path()]) -> AccountId:
    return AccountId(account_id)


async def trip_filter(
    since: Annotated[
        AwareDatetime | None, Query(alias="from", description="Ended then or later.")
    ] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Ended before.")] = None,
    symbol: SymbolText | None = None,
    side: Literal["long", "short"] | None = None,
    tag: Tag | None = None,
    verdict: Verdict | None = None,
    era: Annotated[
        int | None,
        Query(ge=1, le=1_000_000, description="Counts the account's resets; else the current."),
    ] = None,
) -> TripFilter:
    return TripFilter(
        era=era,
        since=since,
        until=until,
        symbol=None if symbol is None else Symbol(symbol),
        is_long=None if side is None else side == "long",
        tag=tag,
        verdict=verdict,
    )


TripFilterDep = Annotated[TripFilter, Depends(trip_filter)]
AroundDep = Annotated[Surroundings, Depends(surroundings)]
AccountIdDep = Annotated[AccountId, Depends(account_id)]
