"""The outbox: events wait in the database until the transaction they tell of is committed."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.event import Event
from shared.contracts.streams import DURABLE, Stream, shard_of

# `ORDER BY place` makes the ids, which the relay sorts by, grow in the order of `append`.
INSERT = text("""
    INSERT INTO bus.outbox (stream, shard, key, type, event_id, body)
    SELECT stream, shard, key, type, event_id, body
    FROM unnest(
        CAST(:streams AS text[]), CAST(:shards AS smallint[]), CAST(:keys AS text[]),
        CAST(:types AS text[]), CAST(:event_ids AS uuid[]), CAST(:bodies AS bytea[])
    ) WITH ORDINALITY AS event (stream, shard, key, type, event_id, body, place)
    ORDER BY place
""")


class PostgresOutbox:
    """Implements `ports.Outbox` on the connection of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._waiting: list[Event] = []
        self._streams: set[tuple[Stream, int]] = set()

    @property
    def streams(self) -> set[tuple[Stream, int]]:
        """The shards that were written to: empty means that the relay need not be woken."""
        return self._streams

    def append(self, event: Event) -> None:
        """Keep `event` for the next `flush`. Lock the row of its aggregate first."""
        if event.stream not in DURABLE:
            raise ValueError(f"{event.stream.value} is no durable stream: publish on the feed")
        self._waiting.append(event)

    async def flush(self) -> None:
        """Write everything that was appended, in one statement. Call it before the commit."""
        events, self._waiting = self._waiting, []
        if not events:
            return
        shards = [shard_of(event.key) for event in events]
        await self._connection.execute(
            INSERT,
            {
                "streams": [event.stream.value for event in events],
                "shards": shards,
                "keys": [event.key for event in events],
                "types": [event.type for event in events],
                "event_ids": [event.event_id for event in events],
                "bodies": [event.to_cloudevent() for event in events],
            },
        )
        self._streams.update(
            (event.stream, shard) for event, shard in zip(events, shards, strict=True)
        )
