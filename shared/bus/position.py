"""How far a group has come in a shard. Moving the position is dedupe, fence and offset commit
in one statement, in the transaction of the effect."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bus.place import Position, Shard
from shared.contracts.streams import Stream


@dataclass(frozen=True, slots=True)
class Tenure:
    """One group's ownership of one shard: it ends when somebody gets a later epoch."""

    group: str
    stream: Stream
    shard: int
    epoch: int

    @property
    def place(self) -> Shard:
        return self.stream, self.shard

    @property
    def values(self) -> dict[str, str | int]:
        return {
            "grp": self.group,
            "stream": self.stream.value,
            "shard": self.shard,
            "epoch": self.epoch,
        }


class Fenced(Exception):
    """The shard belongs to somebody else, or has already moved on."""


OURS = "grp = :grp AND stream = :stream AND shard = :shard AND epoch = :epoch"

# Waits for a transaction of the previous owner that is about to commit, and shuts out the next.
CLAIM = text("""
    INSERT INTO bus.position (grp, stream, shard, ms, seq, epoch)
    VALUES (:grp, :stream, :shard, 0, 0, :epoch)
    ON CONFLICT (grp, stream, shard) DO UPDATE SET epoch = excluded.epoch
        WHERE position.epoch <= excluded.epoch
    RETURNING ms, seq
""")
ADVANCE = text(f"""
    UPDATE bus.position SET ms = :ms, seq = :seq, updated_at = now()
    WHERE {OURS} AND ms = :old_ms AND seq = :old_seq
""")  # noqa: S608 - a constant of this module
HOLD = text(f"SELECT ms, seq FROM bus.position WHERE {OURS} FOR UPDATE")  # noqa: S608 - as above


async def claim(connection: AsyncConnection, tenure: Tenure) -> Position:
    """Begin the tenure. Raises `Fenced` if a later one has begun."""
    return await _position(connection, CLAIM, tenure)


async def hold(connection: AsyncConnection, tenure: Tenure) -> Position:
    """Keep the shard for this transaction without moving. Raises `Fenced`."""
    return await _position(connection, HOLD, tenure)


async def advance(
    connection: AsyncConnection, tenure: Tenure, old: Position, new: Position
) -> None:
    """Move from `old` to `new`. Raises `Fenced` unless we own the shard and stand at `old`."""
    moved = await connection.execute(
        ADVANCE,
        {**tenure.values, "old_ms": old.ms, "old_seq": old.seq, "ms": new.ms, "seq": new.seq},
    )
    if moved.rowcount != 1:
        raise Fenced(f"{tenure} no longer stands at {old.entry_id}")


async def _position(connection: AsyncConnection, statement: TextClause, tenure: Tenure) -> Position:
    row = (await connection.execute(statement, tenure.values)).one_or_none()
    if row is None:
        raise Fenced(f"{tenure} has ended")
    return Position(*row)
