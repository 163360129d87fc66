"""The tables that follow the book: a page to write on, and whole shards of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from services.portfolio.domain.account import Account
from services.portfolio.domain.excursion import Reach
from services.portfolio.domain.journal import Entry, PositionEvent, RoundTrip
from services.portfolio.domain.marks import AccountRow, PositionRow
from services.portfolio.domain.position import Position
from shared.kernel.ids import AccountId, Symbol


class PositionKey(NamedTuple):
    account_id: AccountId
    symbol: Symbol


@dataclass(slots=True)
class Change:
    """What a batch of events left behind in one account, each thing as it is in the end.
    `closed` are the round trips that ended, oldest first."""

    account: Account
    positions: dict[Symbol, Position] = field(default_factory=dict)
    closed: list[RoundTrip] = field(default_factory=list)
    reaches: dict[Symbol, Reach] = field(default_factory=dict)
    """How far the round trips under way in `positions` have gone."""


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
    forgotten: set[UUID] = field(default_factory=set)
    """Round trips that were under way when their account was reset: they never end."""
    history: list[tuple[AccountId, UUID | None, PositionEvent]] = field(default_factory=list)
    """New lines of position history, with the account and the order, if any, of each."""
    reaches: dict[UUID, Reach] = field(default_factory=dict)
    """How far the round trips that `history` tells of have gone, if anybody saw."""

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

    def put_entry(self, key: PositionKey, order_id: UUID | None, entry: Entry) -> None:
        """What one event wrote into a position and its journal."""
        self.put_position(key, entry.position)
        for trip in entry.trips:
            self.put_trip(key, trip)
        self.history.extend((key.account_id, order_id, line) for line in entry.events)

    def forget_trip(self, key: PositionKey) -> None:
        """Drop the round trip under way, if any."""
        trip = self.trips.pop(key, None)
        if trip is not None:
            self.written.pop(trip.round_trip_id, None)
            self.forgotten.add(trip.round_trip_id)

    def positions_of(self, account_id: AccountId) -> list[PositionKey]:
        return [key for key in self.positions if key.account_id == account_id]

    def changes(self) -> list[Change]:
        found = {each: Change(self.accounts[each]) for each in self.touched}
        for key in self.moved:
            change = found[key.account_id]
            change.positions[key.symbol] = self.positions[key]
            trip = self.trips.get(key)
            if trip is not None and trip.round_trip_id in self.reaches:
                change.reaches[key.symbol] = self.reaches[trip.round_trip_id]
        for account_id, trip in self.written.values():
            if trip.closed_at is not None:
                found[account_id].closed.append(trip)
        return list(found.values())


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many events went into a shard, and the tables that differ from what they were."""

    shard: int
    events: int
    different: list[str]


class Book(Protocol):
    """The portfolio's own tables, in the transaction of the fills that are carried in."""

    async def page(
        self,
        account_ids: Iterable[AccountId],
        keys: Iterable[PositionKey],
        *,
        whole: Iterable[AccountId] = (),
    ) -> Page:
        """Load accounts and positions; of the accounts in `whole` all positions they ever had."""
        ...

    async def save(self, page: Page) -> None: ...


class ShardBook(Book, Protocol):
    """The same, and whole shards of it."""

    async def shard(self, shard: int) -> tuple[list[AccountRow], list[PositionRow]]:
        """Every account of a shard and every open position in it."""
        ...

    async def keep_reaches(self, reaches: Mapping[UUID, Reach]) -> None:
        """Keep how far these round trips have gone."""
        ...

    async def clear(self, shard: int) -> None:
        """Remove all that was made from the shard's events."""
        ...

    async def rows(self, shard: int) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """The shard's accounts, positions and round trips: by table, then by primary key."""
        ...

    async def fingerprint(self, shard: int) -> Mapping[str, str]:
        """For each table, a digest of what `clear` would remove."""
        ...
