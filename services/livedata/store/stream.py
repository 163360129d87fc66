"""Quotes on the bus: one entry a shard and batch, and the hashes that late readers start from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
from msgspec import Raw
from redis.asyncio import Redis

from services.livedata.ports import StreamAway
from shared.bus.faults import UNREACHABLE
from shared.bus.feed import FeedEntry, FeedPublisher
from shared.contracts.market_data import (
    BARS_TYPE,
    FEED_STATUS,
    FEED_TYPE,
    INSTRUMENTS,
    LAST_QUOTES,
    QUOTES_TYPE,
    Bar,
    BarBatch,
    FeedStatus,
    Instrument,
    Quote,
    decode_quote,
    encode,
)
from shared.contracts.streams import SHARDS, Stream, shard_key, shard_of

FEED_SHARD = 0


_encoder = msgspec.json.Encoder()


class _EncodedBatch(msgspec.Struct, frozen=True):
    """A `QuoteBatch` whose quotes are JSON already: each is encoded once for stream and hash.
    A symbol is in a batch at most once."""

    epoch: str
    batch: int
    quotes: list[Raw]


@dataclass(slots=True)
class _Epoch:
    name: str
    batches: int = 0


class RedisQuoteStream:
    """`member` names this process: together with a count of openings it makes the name of an
    epoch, which no other publisher and no earlier opening has. `published` is told the quotes
    that have left, as JSON."""

    def __init__(
        self,
        redis: Redis,
        *,
        member: str,
        published: Callable[[Iterable[bytes]], None] | None = None,
    ) -> None:
        self._redis = redis
        self._published = published
        self._member = member
        self._publisher = FeedPublisher(redis)
        self._epochs: dict[int, _Epoch] = {}
        self._openings = 0

    async def last_known(self, shards: Collection[int]) -> list[Quote]:
        with _stream_away():
            async with self._redis.pipeline(transaction=False) as pipeline:
                for shard in shards:
                    pipeline.hvals(shard_key(shard, LAST_QUOTES))
                answers = await pipeline.execute()
        return [decode_quote(body) for answer in answers for body in answer]

    async def open(self, shards: Collection[int], instruments: Collection[Instrument]) -> None:
        self._openings += 1
        for shard in shards:
            self._epochs[shard] = _Epoch(f"{self._member}/{self._openings}")
        await self._publish([], _instrument_hashes(instruments))

    async def publish(
        self, batches: Mapping[int, Sequence[Quote]], instruments: Collection[Instrument]
    ) -> None:
        entries: list[FeedEntry] = []
        hashes = _instrument_hashes(instruments)
        for shard, quotes in batches.items():
            epoch = self._epochs[shard]
            epoch.batches += 1
            bodies = {quote.symbol: encode(quote) for quote in quotes}
            batch = _EncodedBatch(epoch.name, epoch.batches, list(map(Raw, bodies.values())))
            entries.append(FeedEntry(shard, QUOTES_TYPE, str(shard), _encoder.encode(batch)))
            hashes[shard_key(shard, LAST_QUOTES)] = bodies
        await self._publish(entries, hashes)
        if self._published is not None:
            self._published(
                body for shard in batches for body in hashes[shard_key(shard, LAST_QUOTES)].values()
            )

    async def publish_bars(self, bars: Sequence[Bar], *, missed: bool) -> None:
        batches: dict[int, list[Bar]] = {shard: [] for shard in range(SHARDS)} if missed else {}
        for bar in bars:
            batches.setdefault(shard_of(bar.symbol), []).append(bar)
        entries = [
            FeedEntry(shard, BARS_TYPE, str(shard), encode(BarBatch(batch, missed)))
            for shard, batch in batches.items()
        ]
        with _stream_away():
            await self._publisher.publish(Stream.BARS, entries)

    async def publish_feeds(self, feeds: Collection[FeedStatus]) -> None:
        key = shard_key(FEED_SHARD, FEED_STATUS)
        bodies = {feed.source: encode(feed) for feed in feeds}
        with _stream_away():
            there = [
                name.decode() if isinstance(name, bytes) else name
                for name in await self._redis.hkeys(key)
            ]
            gone = set(there) - bodies.keys()
            if gone:
                await self._redis.hdel(key, *gone)
        entries = [
            FeedEntry(FEED_SHARD, FEED_TYPE, source, body) for source, body in bodies.items()
        ]
        await self._publish(entries, {key: bodies} if bodies else {})

    async def emptied(self, shards: Collection[int]) -> list[int]:
        if not shards:
            return []
        with _stream_away():
            async with self._redis.pipeline(transaction=False) as pipeline:
                for shard in shards:
                    pipeline.exists(shard_key(shard, INSTRUMENTS))
                answers = await pipeline.execute()
        return [shard for shard, there in zip(shards, answers, strict=True) if not there]

    async def _publish(
        self, entries: Sequence[FeedEntry], hashes: Mapping[str, Mapping[str, bytes]]
    ) -> None:
        with _stream_away():
            await self._publisher.publish(Stream.QUOTES, entries, hashes=hashes)


def _instrument_hashes(instruments: Collection[Instrument]) -> dict[str, dict[str, bytes]]:
    hashes: dict[str, dict[str, bytes]] = {}
    for each in instruments:
        key = shard_key(shard_of(each.symbol), INSTRUMENTS)
        hashes.setdefault(key, {})[each.symbol] = encode(each)
    return hashes


@contextmanager
def _stream_away() -> Generator[None]:
    try:
        yield
    except UNREACHABLE as error:
        raise StreamAway(str(error) or type(error).__name__) from error
