"""Events that a group cannot handle: kept, shown, tried again or discarded, never lost.

After `ATTEMPTS_MAX` attempts an event becomes the dead letter of its key and what follows on
that key is parked behind it, in order, while other keys go on. An operator then says `retry`
or `discard`; the owner of the shard carries that out and works off what is parked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.bus.ports import Record
from shared.bus.position import Tenure
from shared.contracts.streams import Stream

ATTEMPTS_MAX = 5
ERROR_LENGTH_MAX = 4000
RETRY, DISCARD = "retry", "discard"

HERE = "grp = :grp AND stream = :stream AND shard = :shard"

LIST = text("""
    SELECT d.grp, d.stream, d.key, d.shard, d.ms, d.seq, d.type, d.body, d.error, d.attempts,
        d.died_at, d.decision,
        (SELECT count(*) FROM bus.parked AS p
         WHERE (p.grp, p.stream, p.shard, p.key) = (d.grp, d.stream, d.shard, d.key)) AS parked
    FROM bus.dead_letter d ORDER BY d.died_at, d.key
""")
DECIDE = text("""
    UPDATE bus.dead_letter SET decision = :decision
    WHERE grp = :grp AND stream = :stream AND key = :key
""")
COUNT = text("""
    INSERT INTO bus.attempt AS a (grp, stream, shard, ms, seq, attempts, error)
    VALUES (:grp, :stream, :shard, :ms, :seq, 1, :error)
    ON CONFLICT (grp, stream, shard) DO UPDATE SET
        attempts = CASE WHEN a.ms = excluded.ms AND a.seq = excluded.seq
            THEN a.attempts + 1 ELSE 1 END,
        ms = excluded.ms, seq = excluded.seq, error = excluded.error
    RETURNING attempts
""")
BURY = text("""
    INSERT INTO bus.dead_letter
        (grp, stream, shard, key, ms, seq, type, body, error, attempts)
    VALUES (:grp, :stream, :shard, :key, :ms, :seq, :type, :body, :error, :attempts)
""")
PARK = text("""
    INSERT INTO bus.parked (grp, stream, shard, key, ms, seq, type, body)
    VALUES (:grp, :stream, :shard, :key, :ms, :seq, :type, :body)
""")
KEYS = text(f"SELECT key FROM bus.dead_letter WHERE {HERE}")  # noqa: S608 - a constant
DECIDED = text(f"""
    SELECT key FROM bus.dead_letter WHERE {HERE} AND decision IS NOT NULL
""")  # noqa: S608 - a constant
EXHUME = text(f"""
    SELECT ms, seq, type, key, body, decision FROM bus.dead_letter
    WHERE {HERE} AND key = :key AND decision IS NOT NULL FOR UPDATE
""")  # noqa: S608 - a constant
FAIL = text(f"""
    UPDATE bus.dead_letter SET decision = NULL, error = :error, attempts = attempts + 1
    WHERE {HERE} AND key = :key
""")  # noqa: S608 - a constant
# The first that is parked behind it takes the place of the dead letter, to be tried next.
PROMOTE = text(f"""
    WITH next AS (
        DELETE FROM bus.parked WHERE (grp, stream, shard, ms, seq) IN (
            SELECT grp, stream, shard, ms, seq FROM bus.parked
            WHERE {HERE} AND key = :key ORDER BY ms, seq LIMIT 1)
        RETURNING ms, seq, type, body
    )
    UPDATE bus.dead_letter AS d
    SET ms = next.ms, seq = next.seq, type = next.type, body = next.body,
        attempts = 0, error = '', decision = 'retry'
    FROM next WHERE d.grp = :grp AND d.stream = :stream AND d.key = :key
""")  # noqa: S608 - a constant
REMOVE = text(f"DELETE FROM bus.dead_letter WHERE {HERE} AND key = :key")  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`parked` events of the same key wait behind `record`."""

    group: str
    record: Record
    error: str
    attempts: int
    died_at: datetime
    decision: str | None
    parked: int


async def dead_letters(engine: AsyncEngine) -> list[DeadLetter]:
    """All of them, the oldest first."""
    async with engine.connect() as connection:
        return [_dead_letter(row) for row in await connection.execute(LIST)]


async def retry(engine: AsyncEngine, *, group: str, stream: Stream, key: str) -> bool:
    """Ask the owner of the shard to handle the dead letter of `key`, then what is parked.
    False if there is none."""
    return await _decide(engine, group, stream, key, RETRY)


async def discard(engine: AsyncEngine, *, group: str, stream: Stream, key: str) -> bool:
    """Ask the owner of the shard to drop the dead letter of `key`, then handle what is parked.
    False if there is none."""
    return await _decide(engine, group, stream, key, DISCARD)


async def _decide(engine: AsyncEngine, group: str, stream: Stream, key: str, decision: str) -> bool:
    async with engine.begin() as connection:
        done = await connection.execute(
            DECIDE, {"grp": group, "stream": stream.value, "key": key, "decision": decision}
        )
    return done.rowcount == 1


def _dead_letter(row: Row[Any]) -> DeadLetter:
    return DeadLetter(
        group=row.grp,
        record=_record(Stream(row.stream), row.shard, row),
        error=row.error,
        attempts=row.attempts,
        died_at=row.died_at,
        decision=row.decision,
        parked=row.parked,
    )


def _record(stream: Stream, shard: int, row: Row[Any]) -> Record:
    return Record(stream, shard, row.ms, row.seq, row.type, row.key, row.body)


# What follows is for the owner of the shard.


async def count_attempt(
    connection: AsyncConnection, tenure: Tenure, record: Record, error: str
) -> int:
    """One more failure of `record`; returns how many there have been, across restarts."""
    counted = await connection.execute(COUNT, {**_values(tenure, record), "error": _cut(error)})
    return int(counted.scalar_one())


async def bury(
    connection: AsyncConnection, tenure: Tenure, record: Record, error: str, attempts: int
) -> None:
    values = {**_values(tenure, record), "error": _cut(error), "attempts": attempts}
    await connection.execute(BURY, values)


async def park(connection: AsyncConnection, tenure: Tenure, records: list[Record]) -> None:
    await connection.execute(PARK, [_values(tenure, record) for record in records])


async def parked_keys(connection: AsyncConnection, tenure: Tenure) -> set[str]:
    return set((await connection.execute(KEYS, tenure.values)).scalars())


async def decided_keys(connection: AsyncConnection, tenure: Tenure) -> list[str]:
    return list((await connection.execute(DECIDED, tenure.values)).scalars())


async def exhume(
    connection: AsyncConnection, tenure: Tenure, key: str
) -> tuple[Record, str] | None:
    """The dead letter of `key` and what was decided, or None while nothing is decided."""
    row = (await connection.execute(EXHUME, {**tenure.values, "key": key})).one_or_none()
    if row is None:
        return None
    return _record(*tenure.place, row), row.decision


async def settle(connection: AsyncConnection, tenure: Tenure, key: str) -> bool:
    """The dead letter is done with. True when nothing is parked behind it, so the key is free."""
    values = {**tenure.values, "key": key}
    if (await connection.execute(PROMOTE, values)).rowcount == 1:
        return False
    await connection.execute(REMOVE, values)
    return True


async def fail_again(connection: AsyncConnection, tenure: Tenure, key: str, error: str) -> None:
    await connection.execute(FAIL, {**tenure.values, "key": key, "error": _cut(error)})


def _values(tenure: Tenure, record: Record) -> dict[str, str | int | bytes]:
    return {
        **tenure.values,
        "ms": record.milliseconds,
        "seq": record.seq,
        "key": record.key,
        "type": record.type,
        "body": record.body,
    }


def _cut(error: str) -> str:
    return error[-ERROR_LENGTH_MAX:]
