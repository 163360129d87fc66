"""Side keys of the streams: what livedata keeps there, and the interest we announce there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Generator
from contextlib import contextmanager
from datetime import datetime, timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.gateway.ports import Market, StreamsAway
from shared.contracts.market_data import (
    FEED_STATUS,
    INSTRUMENTS,
    LAST_QUOTES,
    decode_feed_status,
    decode_instrument,
    decode_quote,
)
from shared.contracts.portfolio import WATCH_BELL, WATCHED
from shared.contracts.streams import SHARDS, shard_key, shard_of

INTEREST_LASTS = timedelta(seconds=15)


class RedisInterest:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def ping(self) -> None:
        with _away():
            await self._redis.ping()

    async def announce(self, account_ids: Collection[str], at: datetime) -> None:
        until = (at + INTEREST_LASTS).timestamp()
        by_shard: dict[int, dict[str, float]] = defaultdict(dict)
        for account_id in account_ids:
            by_shard[shard_of(account_id)][account_id] = until
        with _away():
            async with self._redis.pipeline(transaction=False) as pipe:
                for shard, scores in by_shard.items():
                    key = shard_key(shard, WATCHED)
                    pipe.zadd(key, scores)
                    pipe.zremrangebyscore(key, "-inf", at.timestamp() - INTEREST_LASTS.seconds)
                await pipe.execute()

    async def ring(self, account_ids: Collection[str]) -> None:
        with _away():
            async with self._redis.pipeline(transaction=False) as pipe:
                for account_id in account_ids:
                    pipe.publish(WATCH_BELL, account_id)
                await pipe.execute()


async def load_market(redis: Redis) -> Market:
    """Everything livedata keeps beside its stream, in one round trip."""
    with _away():
        async with redis.pipeline(transaction=False) as pipe:
            for shard in range(SHARDS):
                pipe.hvals(shard_key(shard, LAST_QUOTES))
            for shard in range(SHARDS):
                pipe.hvals(shard_key(shard, INSTRUMENTS))
            pipe.hvals(shard_key(0, FEED_STATUS))
            *hashes, feed = await pipe.execute()
    return Market(
        quotes=[decode_quote(body) for bodies in hashes[:SHARDS] for body in bodies],
        instruments=[decode_instrument(body) for bodies in hashes[SHARDS:] for body in bodies],
        feed=[decode_feed_status(body) for body in feed],
    )


@contextmanager
def _away() -> Generator[None]:
    """The use cases know that the streams are away, not which client says so."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StreamsAway(str(error)) from error
