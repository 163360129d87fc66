"""A tiny business: counters that announce each step, and consumers that note each step once.

`find_faults` holds what must be true after any amount of trouble.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

import orjson
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.bus.outbox import PostgresOutbox
from shared.bus.ports import AfterCommit, Record
from shared.bus.relay import Relay
from shared.contracts.streams import SHARDS, Stream, stream_key
from tests.support.bus import counted

TABLES = (
    "CREATE TABLE counter (name text PRIMARY KEY, number int NOT NULL)",
    """CREATE TABLE effect (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, grp text NOT NULL, shard int NOT NULL,
        seq bigint NOT NULL, name text NOT NULL, number int NOT NULL)""",
)

STEP = text("""
    INSERT INTO counter VALUES (:name, 1)
    ON CONFLICT (name) DO UPDATE SET number = counter.number + 1 RETURNING number
""")
NOTE = text("""
    INSERT INTO effect (grp, shard, seq, name, number)
    VALUES (:grp, :shard, :seq, :name, :number)
""")


async def step(engine: AsyncEngine, name: str, relay: Relay | None = None) -> None:
    """One business transaction: the counter's row is locked, then the event is written."""
    async with engine.begin() as connection:
        number = (await connection.execute(STEP, {"name": name})).scalar_one()
        outbox = PostgresOutbox(connection)
        outbox.append(counted(name, number))
        await outbox.flush()
    if relay is not None:
        relay.wake()


async def steps(
    engine: AsyncEngine, names: Sequence[str], *, each: int, relays: Sequence[Relay]
) -> None:
    """Several writers at once, all on the same names, so that they meet on every row."""

    async def writer(place: int) -> None:
        for turn in range(each):
            name = names[(place * 7 + turn) % len(names)]
            await step(engine, name, relays[place % len(relays)])

    await asyncio.gather(*(writer(place) for place in range(6)))


class Notes:
    """A handler that notes each record in the transaction it is given."""

    def __init__(self, group: str = "notes") -> None:
        self.group = group
        self.poison: set[UUID] = set()
        self.acquired_shards: list[int] = []
        self.lost_shards: list[int] = []
        self.in_memory: list[tuple[int, int]] = []

    async def acquired(self, shard: int, connection: AsyncConnection) -> None:
        self.acquired_shards.append(shard)

    async def handle(
        self, records: Sequence[Record], connection: AsyncConnection
    ) -> AfterCommit | None:
        for record in records:
            event = orjson.loads(record.body)
            await connection.execute(
                NOTE,
                {
                    "grp": self.group,
                    "shard": record.shard,
                    "seq": record.seq,
                    "name": event["data"]["name"],
                    "number": event["data"]["number"],
                },
            )
            if UUID(event["id"]) in self.poison:
                raise ValueError("this event cannot be handled")
        noted = [(record.shard, record.seq) for record in records]
        return lambda: self.in_memory.extend(noted)

    async def lost(self, shard: int) -> None:
        self.lost_shards.append(shard)


async def count(engine: AsyncEngine, query: str, **values: object) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(text(query), values)).scalar() or 0)


async def logged(engine: AsyncEngine) -> int:
    return await count(engine, "SELECT count(*) FROM bus.log")


async def noted(engine: AsyncEngine) -> int:
    return await count(engine, "SELECT count(*) FROM effect")


# Each query counts what must not be.
FAULTS = {
    "left in the outbox": "SELECT count(*) FROM bus.outbox",
    "committed steps that are not in the log, or too many": """
        SELECT abs(sum(number) - (SELECT count(*) FROM bus.log)) FROM counter
        HAVING count(*) > 0""",
    "holes in a shard": """
        SELECT count(*) FROM (
            SELECT seq, row_number() OVER (PARTITION BY stream, shard ORDER BY seq) AS place
            FROM bus.log) AS numbered WHERE seq <> place""",
    "heads that are not the last entry": """
        SELECT count(*) FROM bus.head h WHERE seq <> (
            SELECT coalesce(max(seq), 0) FROM bus.log l
            WHERE l.stream = h.stream AND l.shard = h.shard)""",
    "entries out of order for their key": """
        SELECT count(*) FROM (
            SELECT (convert_from(body, 'UTF8')::json -> 'data' ->> 'number')::int AS number,
                row_number() OVER (PARTITION BY stream, key ORDER BY seq) AS place
            FROM bus.log) AS numbered WHERE number <> place""",
    "ids that go back in time": """
        SELECT count(*) FROM bus.log a JOIN bus.log b
            ON a.stream = b.stream AND a.shard = b.shard AND b.seq = a.seq + 1 AND b.ms < a.ms""",
    "effects that happened twice": """
        SELECT count(*) FROM (
            SELECT 1 FROM effect GROUP BY grp, shard, seq HAVING count(*) > 1) AS twice""",
    "effects out of order for their key": """
        SELECT count(*) FROM (
            SELECT number, row_number() OVER (PARTITION BY grp, name ORDER BY id) AS place
            FROM effect) AS numbered WHERE number <> place""",
}


async def find_faults(engine: AsyncEngine) -> dict[str, int]:
    found = {what: await count(engine, query) for what, query in FAULTS.items()}
    return {what: number for what, number in found.items() if number != 0}


async def published(engine: AsyncEngine, redis: Redis, stream: Stream = Stream.ORDERS) -> bool:
    """Whether everything is logged and Redis holds, of each shard, exactly the end of the log:
    same ids, same bodies."""
    if await count(engine, "SELECT count(*) FROM bus.outbox"):
        return False
    for shard in range(SHARDS):
        entries = await redis.xrange(stream_key(stream, shard))
        async with engine.connect() as connection:
            rows = await connection.execute(
                text("""SELECT ms || '-' || seq, body FROM bus.log
                    WHERE stream = :stream AND shard = :shard ORDER BY seq"""),
                {"stream": stream.value, "shard": shard},
            )
            log = [(entry_id.encode(), body) for entry_id, body in rows]
        assert entries is not None
        held = [(entry_id, fields[b"e"]) for entry_id, fields in entries if fields is not None]
        if held != log[len(log) - len(held) :] or (log and not held):
            return False
    return True
