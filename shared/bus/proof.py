"""Prove that Redis holds a suffix of the log: the newest entries, each as the log has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bus import log
from shared.bus.place import Shard
from shared.bus.ports import Record
from shared.bus.stream import LENGTH_MAX, RawEntry, record_of
from shared.contracts.streams import DURABLE, SHARDS, stream_key


async def strays(connection: AsyncConnection, redis: Redis) -> list[Mapping[str, Any]]:
    """A row for every entry in Redis that is not the log's, or that has a hole before it.

    Redis is read first: what it has was in the log before. Only the newest entries count that
    Redis is meant to keep; before them a stream may have lost some and gone on. Raises
    `redis.RedisError` where Redis is away.
    """
    found: list[Mapping[str, Any]] = []
    for stream in DURABLE:
        for number in range(SHARDS):
            shard = (stream, number)
            found += await _of_shard(connection, shard, await _newest(redis, shard))
    return found


async def _newest(redis: Redis, shard: Shard) -> list[Record]:
    entries = cast("list[RawEntry]", await redis.xrevrange(stream_key(*shard), count=LENGTH_MAX))
    return [record_of(shard, entry) for entry in reversed(entries)]


async def _of_shard(
    connection: AsyncConnection, shard: Shard, in_redis: Sequence[Record]
) -> list[Mapping[str, Any]]:
    if not in_redis:
        return []
    first = in_redis[0].seq
    logged = await log.read(connection, {shard: first - 1}, most=in_redis[-1].seq - first + 1)
    by_seq = {record.seq: record for record in logged}
    found: list[Mapping[str, Any]] = []
    expected = first
    for record in in_redis:
        wrong = _wrong(record, by_seq.get(record.seq), expected)
        if wrong is not None:
            stream, number = shard
            place = {"stream": stream.value, "shard": number, "entry_id": record.entry_id}
            found.append({**place, "type": record.type, "key": record.key, "wrong": wrong})
        expected = record.seq + 1
    return found


def _wrong(record: Record, in_log: Record | None, expected: int) -> str | None:
    if in_log is None:
        return "not in the log"
    if record != in_log:
        return "differs from the log"
    return None if record.seq == expected else f"entries from {expected} on are missing"
