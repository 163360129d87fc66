"""The trade journal: what a trader may read of it, and write in it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.portfolio.domain.equity import Grade
from services.portfolio.domain.performance import Performance, performance_of
from services.portfolio.domain.score import Score, score_of
from services.portfolio.domain.statistics import Statistics, statistics_of
from services.portfolio.domain.trip_filter import TripFilter
from services.portfolio.handlers.viewing import own_account
from services.portfolio.ports.curve import Curve
from services.portfolio.ports.journal import (
    EventsBefore,
    HistoryLine,
    Journal,
    JournalEntry,
    TripsBefore,
)
from services.portfolio.ports.readings import Readings
from shared.kernel.errors import NotFound
from shared.kernel.ids import AccountId, Symbol, UserId


async def view_round_trips(
    account_id: AccountId,
    user_id: UserId,
    chosen: TripFilter,
    readings: Readings,
    journal: Journal,
    *,
    limit: int,
    before: TripsBefore | None,
) -> list[JournalEntry]:
    """Round trips that ended, newest first; `before` is where the last page stopped."""
    account = await own_account(account_id, user_id, readings)
    chosen = replace(chosen, era=chosen.era or account.era)
    return await journal.round_trips(account_id, chosen, limit=limit, before=before)


async def annotate_round_trip(
    account_id: AccountId,
    user_id: UserId,
    round_trip_id: UUID,
    readings: Readings,
    journal: Journal,
    *,
    tags: Sequence[str] | None,
    note: str | None,
    at: datetime,
) -> JournalEntry:
    """Write tags and a note; what is None stays as it is. Returns the round trip with them."""
    await view_round_trip(account_id, user_id, round_trip_id, readings, journal)
    await journal.annotate(round_trip_id, tags=tags, note=note, at=at)
    return await view_round_trip(account_id, user_id, round_trip_id, readings, journal)


async def view_round_trip(
    account_id: AccountId,
    user_id: UserId,
    round_trip_id: UUID,
    readings: Readings,
    journal: Journal,
) -> JournalEntry:
    await own_account(account_id, user_id, readings)
    entry = await journal.round_trip(account_id, round_trip_id)
    if entry is None:
        raise NotFound("There is no such round trip in this account, or it has not ended yet.")
    return entry


async def view_history(
    account_id: AccountId,
    user_id: UserId,
    symbol: Symbol,
    readings: Readings,
    journal: Journal,
    *,
    limit: int,
    before: EventsBefore | None,
) -> list[HistoryLine]:
    """Everything that happened to a position, newest first."""
    await own_account(account_id, user_id, readings)
    return await journal.history(account_id, symbol, limit=limit, before=before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Over the chosen round trips, and, for `performance`, over the whole account meanwhile."""

    statistics: Statistics
    performance: Performance
    score: Score


async def view_statistics(
    account_id: AccountId,
    user_id: UserId,
    chosen: TripFilter,
    readings: Readings,
    journal: Journal,
    curve: Curve,
) -> Report:
    account = await own_account(account_id, user_id, readings)
    chosen = replace(chosen, era=chosen.era or account.era)
    outcomes = await journal.outcomes(account_id, chosen)
    since = max(account.began_at, chosen.since or account.began_at)
    is_current = chosen.era == account.era  # of an earlier one the curve has come to its end
    points = await curve.points(account_id, since=since, grade=Grade.MINUTE) if is_current else []
    if chosen.until is not None:
        points = [point for point in points if point.at < chosen.until]
    # Many thousand rows take a while: quotes must not wait for them.
    statistics = await asyncio.to_thread(statistics_of, outcomes)
    performance = await asyncio.to_thread(performance_of, points)
    return Report(
        statistics=statistics,
        performance=performance,
        score=score_of(statistics, performance),
    )
