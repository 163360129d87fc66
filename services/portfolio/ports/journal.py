"""Round trips that ended, position history, and what traders write about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from services.portfolio.domain.journal import RoundTrip
from services.portfolio.domain.statistics import Outcome
from services.portfolio.domain.trip_filter import TripFilter
from shared.kernel.ids import AccountId, Symbol


class TripsBefore(NamedTuple):
    """Where a page of round trips begins: strictly before this one, newest first."""

    closed_at: datetime
    round_trip_id: UUID


class EventsBefore(NamedTuple):
    """Where a page of position history begins: strictly before this line, newest first."""

    at: datetime
    event_id: UUID
    leg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One line of a position's history: a `Step` of the book, or `best_mark` and `worst_mark`,
    the moments at which a round trip had gained most and least. What does not apply is None."""

    at: datetime
    event_id: UUID
    leg: int
    step: str
    round_trip_id: UUID
    order_id: UUID | None
    quantity: Decimal | None
    price: Decimal | None
    multiplier: Decimal
    fee: Decimal | None
    dividends: Decimal | None
    realized_pnl: Decimal | None
    held: Decimal | None
    cost: Decimal | None
    numerator: int | None
    denominator: int | None
    trip_pnl: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """A round trip that ended, how far it went if anybody saw, what the trader wrote, and the
    lines of its history, oldest first."""

    trip: RoundTrip
    worst: Decimal | None
    best: Decimal | None
    tags: Sequence[str]
    note: str
    lines: Sequence[HistoryLine]


class Journal(Protocol):
    """Raises `Unavailable` while the database is away."""

    async def round_trips(
        self,
        account_id: AccountId,
        chosen: TripFilter,
        *,
        limit: int,
        before: TripsBefore | None,
    ) -> list[JournalEntry]:
        """Newest first."""
        ...

    async def round_trip(
        self, account_id: AccountId, round_trip_id: UUID
    ) -> JournalEntry | None: ...

    async def outcomes(self, account_id: AccountId, chosen: TripFilter) -> list[Outcome]:
        """All of them, oldest first."""
        ...

    async def annotate(
        self, round_trip_id: UUID, *, tags: Sequence[str] | None, note: str | None, at: datetime
    ) -> None:
        """Write down what the trader says of a round trip; None leaves it as it is."""
        ...

    async def history(
        self,
        account_id: AccountId,
        symbol: Symbol,
        *,
        limit: int,
        before: EventsBefore | None,
    ) -> list[HistoryLine]:
        """Newest first."""
        ...
