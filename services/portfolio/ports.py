"""What the handlers need from storage: a page to write on, and portfolios to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from services.portfolio.domain.account import Account, Portfolio
from services.portfolio.domain.equity import EquityPoint, Grade
from services.portfolio.domain.journal import PositionEvent, RoundTrip
from services.portfolio.domain.marks import AccountRow, PositionRow
from services.portfolio.domain.position import Position
from shared.kernel.ids import AccountId, Symbol


class PositionKey(NamedTuple):
    account_id: AccountId
    symbol: Symbol


class TripsBefore(NamedTuple):
    """Where a page of round trips begins: strictly before this one, newest first."""

    closed_at: datetime
    round_trip_id: UUID


@dataclass(slots=True)
class Change:
    """What a batch of events left behind in one account, each thing as it is in the end.
    `closed` are the round trips that ended, oldest first."""

    account: Account
    positions: dict[Symbol, Position] = field(default_factory=dict)
    closed: list[RoundTrip] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """The accounts and positions that a batch of events may touch, loaded together and saved
    together. `trips` are the round trips under way."""

    accounts: dict[AccountId, Account]
    positions: dict[PositionKey, Position]
    trips: dict[PositionKey, RoundTrip]
    touched: set[AccountId] = field(default_factory=set)
    moved: set[PositionKey] = field(default_factory=set)
    written: dict[UUID, tuple[AccountId, RoundTrip]] = field(default_factory=dict)
    history: list[tuple[AccountId, UUID, PositionEvent]] = field(default_factory=list)
    """New lines of position history, with the account and the order each belongs to."""

    def put_account(self, account: Account) -> None:
        self.accounts[account.account_id] = account
        self.touched.add(account.account_id)

    def put_position(self, key: PositionKey, position: Position) -> None:
        self.positions[key] = position
        self.moved.add(key)

    def put_trip(self, key: PositionKey, trip: RoundTrip) -> None:
        self.written[trip.round_trip_id] = (key.account_id, trip)
        if trip.closed_at is None:
            self.trips[key] = trip
        else:
            self.trips.pop(key, None)

    def changes(self) -> list[Change]:
        found = {each: Change(self.accounts[each]) for each in self.touched}
        for key in self.moved:
            found[key.account_id].positions[key.symbol] = self.positions[key]
        for account_id, trip in self.written.values():
            if trip.closed_at is not None:
                found[account_id].closed.append(trip)
        return list(found.values())


class Book(Protocol):
    """The portfolio's own tables, in the transaction of the fills that are carried in."""

    async def page(self, account_ids: Iterable[AccountId], keys: Iterable[PositionKey]) -> Page: ...

    async def save(self, page: Page) -> None: ...


class ShardBook(Book, Protocol):
    """The same, and whole shards of it."""

    async def shard(self, shard: int) -> tuple[list[AccountRow], list[PositionRow]]:
        """Every account of a shard and every open position in it."""
        ...

    async def clear(self, shard: int) -> None:
        """Remove all that was made from the shard's events."""
        ...

    async def fingerprint(self, shard: int) -> Mapping[str, str]:
        """For each table, a digest of what `clear` would remove."""
        ...


class Sample(NamedTuple):
    """What one account is worth at one moment, in cents."""

    account_id: AccountId
    equity: Decimal
    cash: Decimal
    complete: bool


class CurveKeeper(Protocol):
    """Writing the equity curve. Raises `Unavailable` while the database is away."""

    async def keep(self, samples: Sequence[Sample], *, at: datetime, grade: Grade) -> None:
        """Add a point for each account whose shard is this process's; a second one for the same
        moment is left out."""
        ...

    async def thin(self, *, now: datetime) -> None:
        """Remove the points whose grade is not kept any more at their age."""
        ...


class Curve(Protocol):
    """Reading it. `since` is inclusive. Raises `Unavailable` while the database is away."""

    async def points(
        self, account_id: AccountId, *, since: datetime, grade: Grade
    ) -> list[EquityPoint]:
        """Points of at least this grade, and the newest of any, oldest first."""
        ...

    async def first_at(self, account_id: AccountId, *, since: datetime) -> datetime | None: ...

    async def last_close(self, account_id: AccountId, *, since: datetime) -> EquityPoint | None: ...


class Readings(Protocol):
    """Looking things up. Raises `Unavailable` while the database is away."""

    async def account(self, account_id: AccountId) -> Account | None: ...

    async def portfolios(self, account_ids: Sequence[AccountId], *, day: date) -> list[Portfolio]:
        """The portfolios that exist among those asked for, each of one instant; `day` is the
        current trading day."""
        ...

    async def round_trips(
        self, account_id: AccountId, *, limit: int, before: TripsBefore | None
    ) -> list[RoundTrip]:
        """Closed round trips, newest first."""
        ...
