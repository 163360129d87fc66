"""Publishing on feed and state streams: fast, bounded, and not repeated by the bus.

Their truth lies elsewhere: with the source of the quotes, with the engine that proposes again,
with the snapshot of an account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from redis.asyncio import Redis

from shared.contracts.streams import DURABLE, Stream, stream_key

LENGTH_MAX = {
    Stream.QUOTES: 1024,
    Stream.BARS: 1024,
    Stream.DESK: 256,
    Stream.REPORTS: 8192,
    Stream.PORTFOLIO: 4096,
}
"""Entries kept a shard, roughly. Quotes and bars come in batches of all that changed, hence the
few."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    shard: int
    type: str
    key: str
    body: bytes


class FeedPublisher:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def publish(
        self,
        stream: Stream,
        entries: Sequence[FeedEntry],
        *,
        hashes: Mapping[str, Mapping[str, bytes]] | None = None,
    ) -> None:
        """Add `entries` in order and set fields of `hashes` (key, field, value), in one pipeline.

        Hashes are set first: whoever notes the end of a stream, then reads the hash, then
        follows the stream from that end, misses nothing. Raises `redis.RedisError`, `OSError`
        or `TimeoutError`; then some of it may have been published, in order.
        """
        if stream in DURABLE:
            raise ValueError(f"{stream.value} is durable: announce through the outbox")
        async with self._redis.pipeline(transaction=False) as pipeline:
            for name, fields in (hashes or {}).items():
                if fields:
                    pipeline.hset(name, items=list(chain.from_iterable(fields.items())))
            for entry in entries:
                pipeline.xadd(
                    stream_key(stream, entry.shard),
                    {"t": entry.type, "k": entry.key, "e": entry.body},
                    maxlen=LENGTH_MAX[stream],
                    approximate=True,
                )
            await pipeline.execute()
