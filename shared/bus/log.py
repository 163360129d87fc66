"""`bus.log` in SQL: give events their place, and read them back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bus.place import BEGINNING, Position, Shard
from shared.bus.ports import Record
from shared.contracts.streams import DURABLE, SHARDS, Stream

BATCH = 500

ADD_HEADS = text("""
    INSERT INTO bus.head (stream, shard, seq, ms)
    SELECT stream, shard, 0, 0
    FROM unnest(CAST(:streams AS text[])) AS stream, generate_series(0, :last) AS shard
    ON CONFLICT DO NOTHING
""")

# Every deleted row is joined to its shard's head, so nothing leaves the outbox before that head
# is locked: two relays number one after the other, each what it then still finds. What one
# statement sees of a key is always the beginning of what is waiting, because a later event of
# the key is inserted only after the earlier one is committed. Together that keeps the order.
SEQUENCE = text("""
    WITH batch AS MATERIALIZED (
        SELECT id, stream, shard FROM bus.outbox
        WHERE shard = ANY(CAST(:shards AS smallint[])) ORDER BY id LIMIT :most
    ), head AS MATERIALIZED (
        SELECT stream, shard, seq, ms FROM bus.head
        WHERE (stream, shard) IN (SELECT stream, shard FROM batch)
        ORDER BY stream, shard FOR UPDATE
    ), taken AS (
        DELETE FROM bus.outbox AS o USING batch JOIN head USING (stream, shard)
        WHERE o.id = batch.id
        RETURNING o.id, o.stream, o.shard, o.key, o.type, o.event_id, o.body,
            head.seq AS base, head.ms AS earliest
    ), numbered AS MATERIALIZED (
        SELECT stream, shard, key, type, event_id, body, greatest(earliest, :now_ms) AS ms,
            base + row_number() OVER (PARTITION BY stream, shard ORDER BY id) AS seq
        FROM taken
    ), logged AS (
        INSERT INTO bus.log (stream, shard, seq, ms, key, type, event_id, body)
        SELECT stream, shard, seq, ms, key, type, event_id, body FROM numbered
    ), moved AS (
        UPDATE bus.head SET seq = top.seq, ms = top.ms
        FROM (SELECT stream, shard, max(seq) AS seq, max(ms) AS ms
              FROM numbered GROUP BY stream, shard) AS top
        WHERE head.stream = top.stream AND head.shard = top.shard
    )
    SELECT stream, shard, ms, seq, type, key, body FROM numbered ORDER BY stream, shard, seq
""")

HEADS = text("""
    SELECT stream, shard, ms, seq FROM bus.head WHERE shard = ANY(CAST(:shards AS smallint[]))
""")

READ = text("""
    SELECT entry.stream, entry.shard, entry.ms, entry.seq, entry.type, entry.key, entry.body
    FROM unnest(
        CAST(:streams AS text[]), CAST(:shards AS smallint[]), CAST(:after AS bigint[])
    ) AS wanted (stream, shard, after)
    CROSS JOIN LATERAL (
        SELECT * FROM bus.log
        WHERE log.stream = wanted.stream AND log.shard = wanted.shard AND log.seq > wanted.after
        ORDER BY log.seq LIMIT :most
    ) AS entry
    ORDER BY entry.stream, entry.shard, entry.seq
""")


async def add_heads(connection: AsyncConnection) -> None:
    """Make sure that every shard of every durable stream can be numbered."""
    streams = [stream.value for stream in DURABLE]
    await connection.execute(ADD_HEADS, {"streams": streams, "last": SHARDS - 1})


async def sequence(
    connection: AsyncConnection, shards: Collection[int], *, now: datetime
) -> list[Record]:
    """Move up to `BATCH` events from the outbox to the log, numbered without a hole.

    Run it in a transaction of its own: it is one statement.
    """
    rows = await connection.execute(
        SEQUENCE,
        {"shards": list(shards), "most": BATCH, "now_ms": int(now.timestamp() * 1000)},
    )
    return [_record(row) for row in rows]


async def heads(connection: AsyncConnection, shards: Collection[int]) -> dict[Shard, Position]:
    """The last entry of each of `shards` in every durable stream; `BEGINNING` if there is none."""
    rows = await connection.execute(HEADS, {"shards": list(shards)})
    found = {(Stream(stream), shard): Position(ms, seq) for stream, shard, ms, seq in rows}
    return {
        (stream, shard): found.get((stream, shard), BEGINNING)
        for stream in DURABLE
        for shard in shards
    }


async def head(connection: AsyncConnection, stream: Stream, shard: int) -> int:
    """The last `seq` of one shard; 0 before its first event."""
    return (await heads(connection, [shard]))[stream, shard].seq


async def read(
    connection: AsyncConnection, after: Mapping[Shard, int], *, most: int = BATCH
) -> list[Record]:
    """What follows `after` in the log, in order, at most `most` entries of each shard."""
    rows = await connection.execute(
        READ,
        {
            "streams": [stream.value for stream, _ in after],
            "shards": [shard for _, shard in after],
            "after": list(after.values()),
            "most": most,
        },
    )
    return [_record(row) for row in rows]


def _record(row: Row[Any]) -> Record:
    return Record(Stream(row.stream), row.shard, row.ms, row.seq, row.type, row.key, row.body)
