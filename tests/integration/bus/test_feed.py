from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from deploy.local.servers import ValkeyServer
from shared.bus import feed
from shared.bus.consumer import Consumer
from shared.bus.feed import FeedEntry, FeedPublisher
from shared.bus.follower import Follower
from shared.bus.ports import AfterCommit, Record
from shared.bus.relay import Relay
from shared.clock import SystemClock
from shared.contracts.streams import SHARDS, Stream, shard_key, stream_key
from tests.integration.bus.ledger import published, step
from tests.support.bus import running, until
from tests.support.proxy import Wire


def entry(number: int, shard: int = 3) -> FeedEntry:
    return FeedEntry(shard=shard, type="quotes.v1", key="", body=str(number).encode())


class Listener:
    """Remembers what a follower hands over."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.gaps: list[tuple[Stream, int]] = []

    async def handle(self, records: list[Record]) -> None:
        self.records += records

    async def on_gap(self, stream: Stream, shard: int) -> None:
        self.gaps.append((stream, shard))

    @property
    def numbers(self) -> list[int]:
        return [int(record.body) for record in self.records]


async def following(follower: Follower) -> None:
    await until(lambda: follower.following == SHARDS, "the follower has found its place")


async def test_a_follower_gets_what_is_published_in_order_and_the_hash_holds_the_newest(
    redis: Redis,
) -> None:
    listener, last = Listener(), shard_key(3, "quotes.last")
    follower = Follower(redis, streams=[Stream.QUOTES], handle=listener.handle)
    publisher = FeedPublisher(redis)
    await publisher.publish(Stream.QUOTES, [entry(0)])
    async with running(follower.run):
        await following(follower)
        for number in range(1, 4):
            await publisher.publish(
                Stream.QUOTES, [entry(number)], hashes={last: {"AAPL": str(number).encode()}}
            )
        await until(lambda: len(listener.records) == 3, "three entries have come")

    assert listener.numbers == [1, 2, 3]
    assert await redis.hgetall(last) == {b"AAPL": b"3"}


async def test_a_follower_may_start_from_a_chosen_entry(redis: Redis) -> None:
    await FeedPublisher(redis).publish(Stream.QUOTES, [entry(1), entry(2)])
    listener = Listener()

    async def beginning(_: Stream, __: int) -> str:
        return "0-0"

    follower = Follower(redis, streams=[Stream.QUOTES], handle=listener.handle, start=beginning)
    async with running(follower.run):
        await until(lambda: listener.numbers == [1, 2], "both entries have come")


async def test_a_follower_reads_only_the_shards_it_is_asked_to_at_the_moment(redis: Redis) -> None:
    listener, chosen = Listener(), {3}
    follower = Follower(
        redis,
        streams=[Stream.QUOTES],
        handle=listener.handle,
        shards=lambda: frozenset(chosen),
    )
    publisher = FeedPublisher(redis)
    async with running(follower.run):
        await until(lambda: follower.following == 1, "the follower has found its place")
        await publisher.publish(Stream.QUOTES, [entry(1, shard=3), entry(2, shard=4)])
        await until(lambda: listener.numbers == [1], "only shard 3 is followed")
        chosen.add(4)
        await until(lambda: follower.following == 2, "the follower has found its second place")
        await publisher.publish(Stream.QUOTES, [entry(3, shard=4)])
        await until(lambda: listener.numbers == [1, 3], "shard 4 is followed from now on")


async def test_a_feed_follower_that_was_too_slow_is_told_of_the_gap(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(feed.LENGTH_MAX, Stream.QUOTES, 700)
    publisher, slow = FeedPublisher(redis), asyncio.Event()

    class Slow(Listener):
        async def handle(self, records: list[Record]) -> None:
            await super().handle(records)
            await slow.wait()

    listener = Slow()
    follower = Follower(
        redis, streams=[Stream.QUOTES], handle=listener.handle, on_gap=listener.on_gap
    )
    async with running(follower.run):
        await following(follower)
        await publisher.publish(Stream.QUOTES, [entry(1)])
        await until(lambda: listener.numbers == [1], "the first entry has come")
        await publisher.publish(Stream.QUOTES, [entry(number) for number in range(2, 2002)])
        slow.set()
        await until(lambda: listener.numbers[-1] == 2001, "the last entry has come")

    assert listener.gaps == [(Stream.QUOTES, 3)]
    assert len(listener.records) < 2001


async def test_a_feed_that_redis_lost_is_announced_as_a_gap_and_followed_anew(
    own_valkey: ValkeyServer, own_redis: Redis
) -> None:
    listener = Listener()
    follower = Follower(
        own_redis, streams=[Stream.QUOTES], handle=listener.handle, on_gap=listener.on_gap
    )
    async with running(follower.run):
        await following(follower)
        # An id from the future: what Redis gives out after its loss is earlier.
        await own_redis.xadd(
            stream_key(Stream.QUOTES, 3),
            {"t": "quotes.v1", "k": "", "e": "1"},
            id="99999999999999-0",
        )
        await until(lambda: listener.numbers == [1], "the first entry has come")
        await own_redis.flushall()
        await asyncio.to_thread(own_valkey.kill)
        await asyncio.to_thread(own_valkey.start)
        await FeedPublisher(own_redis).publish(Stream.QUOTES, [entry(2)])
        await until(lambda: listener.numbers == [1, 2], "the next entry has come")

    assert listener.gaps == [(Stream.QUOTES, 3)]


async def test_a_publisher_whose_answer_is_lost_says_so_and_adds_nothing_twice(
    redis: Redis, far_redis: tuple[Redis, Wire]
) -> None:
    far, between = far_redis
    publisher = FeedPublisher(far)
    await publisher.publish(Stream.QUOTES, [entry(1)])
    between.lose_answer_to(b"XADD")
    with pytest.raises((RedisError, OSError)):
        await publisher.publish(Stream.QUOTES, [entry(2)])

    assert await redis.xlen(stream_key(Stream.QUOTES, 3)) == 2


async def test_a_durable_stream_is_not_published_past_the_outbox(redis: Redis) -> None:
    with pytest.raises(ValueError, match="durable"):
        await FeedPublisher(redis).publish(Stream.ORDERS, [entry(1)])


async def test_a_follower_of_a_durable_stream_sees_every_event_while_redis_is_killed_and_emptied(
    engine: AsyncEngine, own_valkey: ValkeyServer, own_redis: Redis
) -> None:
    listener = Listener()
    relay = Relay(engine, own_redis, member="one", clock=SystemClock())
    follower = Follower(
        own_redis,
        streams=[Stream.ORDERS, Stream.QUOTES],
        handle=listener.handle,
        log=engine,
        on_gap=listener.on_gap,
    )

    def came(number: int) -> bool:
        return [record.seq for record in listener.records] == list(range(1, number + 1))

    async with running(relay.run, follower.run):
        await until(lambda: follower.following == 2 * SHARDS, "the follower has found its place")
        await step(engine, "AAPL", relay)
        await until(lambda: came(1), "the first event has come")
        await asyncio.to_thread(own_valkey.kill)
        await step(engine, "AAPL", relay)
        await until(lambda: came(2), "the second event has come, from the log")
        await asyncio.to_thread(own_valkey.start)
        await step(engine, "AAPL", relay)
        await until(lambda: came(3), "the third event has come")
        await own_redis.flushall()
        await step(engine, "AAPL", relay)
        await until(lambda: came(4), "the fourth event has come")

    assert listener.gaps == []


async def test_a_follower_of_a_durable_stream_without_the_log_is_told_of_a_gap(
    engine: AsyncEngine, redis: Redis
) -> None:
    listener = Listener()
    relay = Relay(engine, redis, member="one", clock=SystemClock())

    async def beginning(_: Stream, __: int) -> str:
        return "0-0"

    async with running(relay.run):
        for _ in range(5):
            await step(engine, "AAPL", relay)
        await until(lambda: published(engine, redis), "all is published")
    for shard in range(SHARDS):
        await redis.xtrim(stream_key(Stream.ORDERS, shard), maxlen=2, approximate=False)
    follower = Follower(
        redis,
        streams=[Stream.ORDERS],
        handle=listener.handle,
        start=beginning,
        on_gap=listener.on_gap,
    )
    async with running(follower.run):
        await until(lambda: len(listener.records) == 2, "what is left has come")

    assert [record.seq for record in listener.records] == [4, 5]
    assert len(listener.gaps) == 1


class Reports:
    """A handler of a feed: remembers what was committed."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    async def acquired(self, shard: int, connection: AsyncConnection) -> None:
        return

    async def handle(
        self, records: Sequence[Record], connection: AsyncConnection
    ) -> AfterCommit | None:
        return lambda: self.numbers.extend(int(record.body) for record in records)

    async def lost(self, shard: int) -> None:
        return


async def test_a_consumer_of_a_feed_goes_on_where_it_stopped(
    engine: AsyncEngine, redis: Redis
) -> None:
    publisher, first, second = FeedPublisher(redis), Reports(), Reports()
    async with running(_reports(engine, redis, first).run):
        await publisher.publish(Stream.REPORTS, [entry(1), entry(2)])
        await until(lambda: first.numbers == [1, 2], "both reports were handled")
    await publisher.publish(Stream.REPORTS, [entry(3)])
    async with running(_reports(engine, redis, second).run):
        await until(lambda: second.numbers == [3], "the third report was handled")


async def test_a_consumer_of_a_feed_that_redis_lost_takes_what_comes_then(
    engine: AsyncEngine, own_valkey: ValkeyServer, own_redis: Redis
) -> None:
    reports = Reports()
    async with running(_reports(engine, own_redis, reports).run):
        await own_redis.xadd(
            stream_key(Stream.REPORTS, 3), {"t": "", "k": "", "e": "1"}, id="99999999999999-0"
        )
        await until(lambda: reports.numbers == [1], "the first report was handled")
        await own_redis.flushall()
        await asyncio.to_thread(own_valkey.kill)
        await asyncio.to_thread(own_valkey.start)
        await FeedPublisher(own_redis).publish(Stream.REPORTS, [entry(2), entry(3)])
        await until(lambda: reports.numbers == [1, 2, 3], "the next reports were handled")


def _reports(engine: AsyncEngine, redis: Redis, reports: Reports) -> Consumer:
    return Consumer(
        engine, redis, group="orders", stream=Stream.REPORTS, handler=reports, member="one"
    )
