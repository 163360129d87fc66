"""The Redis side of the bus: append to a durable shard, read entries, know the heads.

Beside each durable stream lies its head, the `seq` of the last entry. An append names the head
it builds on and is refused if that is not the head: so a lost reply, a second relay or a replay
can add neither a hole nor a duplicate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared.bus.place import BEGINNING, Position, Shard
from shared.bus.ports import Record
from shared.contracts.streams import SHARDS, Stream, shard_key, stream_key

LENGTH_MAX = 4096
"""Entries Redis keeps of a durable shard, roughly; whoever is further behind reads the log."""

# KEYS: stream, head. ARGV: head to build on, new head, longest length, then id, t, k, e per entry.
# ENTRIESADDED follows `seq`, so that the lag Redis reports is exact even after a rebuild.
APPEND = """
local head = redis.call('GET', KEYS[2]) or '0'
if head ~= ARGV[1] then return head end
for i = 4, #ARGV, 4 do
  redis.call('XADD', KEYS[1], ARGV[i], 't', ARGV[i+1], 'k', ARGV[i+2], 'e', ARGV[i+3])
end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('XSETID', KEYS[1], ARGV[#ARGV-3], 'ENTRIESADDED', ARGV[2])
redis.call('XTRIM', KEYS[1], 'MAXLEN', '~', ARGV[3])
return ARGV[2]
"""

# KEYS: stream, head. ARGV: head as it was seen, new head, whether to drop what the stream holds.
REBASE = """
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] then return 0 end
if ARGV[3] == '1' then redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[2], ARGV[2])
return 1
"""

_SHARD_OF_KEY = {
    stream_key(each, shard).encode(): (each, shard) for each in Stream for shard in range(SHARDS)
}
RawEntry = tuple[bytes, Mapping[bytes, bytes]]


def head_key(stream: Stream, shard: int) -> str:
    return shard_key(shard, f"{stream.value}:head")


def append_arguments(
    records: Sequence[Record], *, length_max: int = LENGTH_MAX
) -> list[str | bytes]:
    """Keys and arguments of `APPEND` for records of one shard that follow each other without a
    hole. Raises `ValueError` if they do not: Redis sees only the first and the last number."""
    first, last = records[0], records[-1]
    if last.seq - first.seq != len(records) - 1:
        raise ValueError(f"hole between {first.entry_id} and {last.entry_id}")
    arguments: list[str | bytes] = [
        stream_key(first.stream, first.shard),
        head_key(first.stream, first.shard),
        str(first.seq - 1),
        str(last.seq),
        str(length_max),
    ]
    for record in records:
        arguments += (record.entry_id, record.type, record.key, record.body)
    return arguments


async def append(
    redis: Redis, batches: Collection[Sequence[Record]], *, length_max: int = LENGTH_MAX
) -> dict[Shard, int | None]:
    """Append each batch to its shard, in one pipeline. Returns the head each shard then has,
    `None` where Redis refuses the ids because it holds later ones.

    A head at or after a batch's last `seq` means that the batch is there, whoever put it there.
    Raises `redis.RedisError` when Redis cannot be written to; then nothing is known.
    """
    async with redis.pipeline(transaction=False) as pipeline:
        for records in batches:
            pipeline.eval(APPEND, 2, *append_arguments(records, length_max=length_max))
        replies = await pipeline.execute(raise_on_error=False)
    return {
        (records[0].stream, records[0].shard): _head_in(reply)
        for records, reply in zip(batches, replies, strict=True)
    }


def _head_in(reply: bytes | Exception) -> int | None:
    if isinstance(reply, ResponseError) and "smaller than" in str(reply):
        return None
    if isinstance(reply, Exception):
        raise reply
    return int(reply)


async def heads(redis: Redis, shards: Iterable[Shard]) -> dict[Shard, int | None]:
    """The head of each shard as Redis has it; `None` where Redis knows nothing of the shard."""
    wanted = list(shards)
    async with redis.pipeline(transaction=False) as pipeline:
        for stream, shard in wanted:
            pipeline.get(head_key(stream, shard))
        replies = await pipeline.execute()
    return {
        shard: None if reply is None else int(reply)
        for shard, reply in zip(wanted, replies, strict=True)
    }


async def rebase(redis: Redis, shard: Shard, *, seen: int | None, base: int, drop: bool) -> None:
    """Let the next append build on `base`, unless the head has moved since it was `seen`.

    With `drop` the stream starts empty; without, it keeps what it has and shows a gap, which
    readers fill from the log.
    """
    was = "" if seen is None else str(seen)
    await redis.eval(
        REBASE, 2, stream_key(*shard), head_key(*shard), was, str(base), "1" if drop else "0"
    )


async def last_ids(redis: Redis, shards: Iterable[Shard]) -> dict[Shard, Position]:
    """The id that each stream last gave out, `BEGINNING` for a stream that is not there."""
    wanted = list(shards)
    async with redis.pipeline(transaction=False) as pipeline:
        for shard in wanted:
            pipeline.xinfo_stream(stream_key(*shard))
        replies = await pipeline.execute(raise_on_error=False)
    found: dict[Shard, Position] = {}
    for shard, reply in zip(wanted, replies, strict=True):
        if isinstance(reply, ResponseError):
            found[shard] = BEGINNING
        elif isinstance(reply, Exception):
            raise reply
        else:
            found[shard] = Position.parse(reply["last-generated-id"].decode())
    return found


async def first_id(redis: Redis, shard: Shard) -> Position:
    """The id of the oldest entry a stream still holds, `BEGINNING` if it holds none."""
    oldest = cast("list[RawEntry]", await redis.xrange(stream_key(*shard), count=1))
    return Position.parse(oldest[0][0].decode()) if oldest else BEGINNING


async def read(
    redis: Redis, after: Mapping[Shard, Position], *, most: int, block_ms: int
) -> list[list[Record]]:
    """What follows the entries `after`, a list for each shard that has something. Waits up to
    `block_ms`, which must be more than 0, for the first entry."""
    reply = await redis.xread(
        {stream_key(*shard): position.entry_id for shard, position in after.items()},
        count=most,
        block=block_ms,
    )
    found = cast("list[tuple[bytes, list[RawEntry]]]", reply or [])
    return [[record_of(_SHARD_OF_KEY[name], entry) for entry in entries] for name, entries in found]


def record_of(shard: Shard, entry: RawEntry) -> Record:
    entry_id, fields = entry
    ms, seq = Position.parse(entry_id.decode())
    kind, key = fields.get(b"t", b"").decode(), fields.get(b"k", b"").decode()
    return Record(*shard, ms, seq, kind, key, fields.get(b"e", b""))
