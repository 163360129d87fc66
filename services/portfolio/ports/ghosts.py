"""Orders that may leave a ghost, and what the market did meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from services.portfolio.domain.ghost import Ghost
from services.portfolio.domain.seen import Passed
from shared.kernel.ids import AccountId, Symbol


class GhostsBefore(NamedTuple):
    """Where a page begins: strictly before this order, the one that ended last first."""

    ended_at: datetime
    order_id: UUID


class GhostBook(Protocol):
    """The table of ghosts, in the transaction of the order events that are carried in."""

    async def load(self, order_ids: Iterable[UUID]) -> dict[UUID, Ghost]: ...

    async def save(self, changed: Sequence[Ghost]) -> None:
        """Write orders as they are now. What the watch has found stays as it is."""
        ...

    async def remove(self, order_ids: Sequence[UUID]) -> None: ...


class GhostWatch(Protocol):
    """Raises `Unavailable` while the database is away."""

    async def without_end(self) -> list[tuple[UUID, datetime]]:
        """Orders that ended whose watch has no end yet, and when they did."""
        ...

    async def watch_until(self, ends: Sequence[tuple[UUID, datetime]]) -> None: ...

    async def passed(self, prices: Mapping[Symbol, Passed], *, since: datetime) -> None:
        """Let what passed after `since` happen to the ghosts that were watched by then, in the
        shards of symbols that are this process's."""
        ...


class Ghosts(Protocol):
    """Raises `Unavailable` while the database is away."""

    async def ghosts(
        self, account_id: AccountId, *, era: int, limit: int, before: GhostsBefore | None
    ) -> list[Ghost]:
        """Of orders that ended, the last one first."""
        ...
