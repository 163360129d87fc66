from __future__ import annotations

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus.consumer import Consumer
from shared.bus.relay import Relay
from shared.clock import SystemClock
from shared.contracts.streams import SHARDS, Stream, shard_of, stream_key
from tests.integration.bus.ledger import Notes, find_faults, noted, published, step, steps
from tests.support.bus import running, until

NAMES = [f"NAME{number}" for number in range(12)]


def relay(engine: AsyncEngine, redis: Redis) -> Relay:
    return Relay(engine, redis, member="relay", clock=SystemClock())


def consumer(engine: AsyncEngine, redis: Redis, notes: Notes, member: str = "one") -> Consumer:
    return Consumer(
        engine, redis, group=notes.group, stream=Stream.ORDERS, handler=notes, member=member
    )


async def test_every_event_takes_effect_once_and_in_the_order_of_its_key(
    engine: AsyncEngine, redis: Redis
) -> None:
    moving, notes = relay(engine, redis), Notes()
    async with running(moving.run, consumer(engine, redis, notes).run):
        await steps(engine, NAMES, each=50, relays=[moving])
        await until(lambda: _noted(engine, 300), "all events have taken effect")

    assert await find_faults(engine) == {}
    assert len(notes.in_memory) == 300
    assert sorted(notes.acquired_shards) == list(range(SHARDS))
    assert sorted(notes.lost_shards) == list(range(SHARDS))


async def test_a_consumer_that_was_away_goes_on_where_it_stopped(
    engine: AsyncEngine, redis: Redis
) -> None:
    moving = relay(engine, redis)
    async with running(moving.run):
        async with running(consumer(engine, redis, Notes()).run):
            await steps(engine, NAMES, each=10, relays=[moving])
            await until(lambda: _noted(engine, 60), "the first events have taken effect")
        await steps(engine, NAMES, each=10, relays=[moving])
        async with running(consumer(engine, redis, Notes(), "two").run):
            await until(lambda: _noted(engine, 120), "the rest has taken effect")

    assert await find_faults(engine) == {}


async def test_two_groups_each_see_everything(engine: AsyncEngine, redis: Redis) -> None:
    moving = relay(engine, redis)
    consumers = [consumer(engine, redis, Notes(group)) for group in ("blue", "green")]
    async with running(moving.run, *(one.run for one in consumers)):
        await steps(engine, NAMES, each=10, relays=[moving])
        await until(lambda: _noted(engine, 120), "both groups noted all 60")

    assert await find_faults(engine) == {}


async def test_a_second_member_gets_half_of_the_shards_and_order_survives_the_move(
    engine: AsyncEngine, redis: Redis
) -> None:
    moving = relay(engine, redis)
    one, two = (consumer(engine, redis, Notes(), member) for member in ("one", "two"))
    async with running(moving.run, one.run):
        await until(lambda: len(one.owned) == SHARDS, "the first member owns all")
        async with running(lambda: steps(engine, NAMES, each=60, relays=[moving]), two.run):
            await until(lambda: len(two.owned) == len(one.owned) == 8, "each owns half")
            await until(lambda: _noted(engine, 360), "all events have taken effect")
        await until(lambda: len(one.owned) == SHARDS, "the first member owns all again")
        await steps(engine, NAMES, each=5, relays=[moving])
        await until(lambda: _noted(engine, 390), "what came later has taken effect")

    assert await find_faults(engine) == {}


async def test_a_trimmed_stream_is_healed_from_the_log(engine: AsyncEngine, redis: Redis) -> None:
    moving = relay(engine, redis)
    async with running(moving.run):
        await steps(engine, NAMES, each=30, relays=[moving])
        await until(lambda: published(engine, redis), "all is published")
        for shard in range(SHARDS):
            await redis.xtrim(stream_key(Stream.ORDERS, shard), maxlen=2, approximate=False)
        async with running(consumer(engine, redis, Notes()).run):
            await until(lambda: _noted(engine, 180), "all events have taken effect")

    assert await find_faults(engine) == {}


async def test_events_that_redis_never_got_are_read_from_the_log(
    engine: AsyncEngine, redis: Redis
) -> None:
    moving = relay(engine, redis)
    async with running(moving.run):
        await steps(engine, NAMES, each=10, relays=[moving])
        await until(lambda: published(engine, redis), "all is published")
    await redis.flushall()
    async with running(consumer(engine, redis, Notes()).run):
        await until(lambda: _noted(engine, 60), "all events have taken effect")

    assert await find_faults(engine) == {}


async def test_the_lag_that_redis_shows_is_exact(engine: AsyncEngine, redis: Redis) -> None:
    key = stream_key(Stream.ORDERS, shard_of("AAPL"))

    async def lag() -> int | None:
        for group in await redis.xinfo_groups(key):
            if group["name"] == b"notes":
                return int(group["lag"])
        return None

    async def lag_is(expected: int) -> bool:
        return await lag() == expected

    moving = relay(engine, redis)
    async with running(moving.run):
        async with running(consumer(engine, redis, Notes()).run):
            for _ in range(3):
                await step(engine, "AAPL", moving)
            await until(lambda: _noted(engine, 3), "three events have taken effect")
            await until(lambda: lag_is(0), "the mark has followed")
        for _ in range(4):
            await step(engine, "AAPL", moving)
        await until(lambda: lag_is(4), "four events are waiting")


async def _noted(engine: AsyncEngine, number: int) -> bool:
    return await noted(engine) == number
