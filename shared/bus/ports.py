"""What a service sees of the bus: a place to announce events, and records to handle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.event import Event
from shared.contracts.streams import Stream


class Outbox(Protocol):
    """Announces events in the transaction of the change they tell of.

    Lock the row of the aggregate first, then append: that alone keeps the events of one key
    in the order in which they happened.
    """

    def append(self, event: Event) -> None: ...


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a stream. `seq` counts a durable shard from 1 without a hole; for a feed it
    is the second half of the entry's id and only grows within one millisecond. `milliseconds`
    is the first half."""

    stream: Stream
    shard: int
    milliseconds: int
    seq: int
    type: str
    key: str
    body: bytes

    @property
    def entry_id(self) -> str:
        return f"{self.milliseconds}-{self.seq}"


AfterCommit = Callable[[], None]


class ShardHandler(Protocol):
    """What a service does with the shards of a durable stream that it owns."""

    async def acquired(self, shard: int, connection: AsyncConnection) -> None:
        """The shard is ours from here on: load what is kept in memory for it."""
        ...

    async def handle(
        self, records: Sequence[Record], connection: AsyncConnection
    ) -> AfterCommit | None:
        """Apply the effect of `records`, all of one shard and in order, on `connection`.

        The position advances in the same transaction. What is returned is called once the
        commit is certain: the place to change memory.
        """
        ...

    async def lost(self, shard: int) -> None:
        """The shard belongs to somebody else now: forget it."""
        ...
