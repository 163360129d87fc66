from __future__ import annotations

from redis.asyncio import Redis
from redis.typing import EncodableT, FieldT
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus.outbox import PostgresOutbox
from shared.bus.relay import Relay
from shared.clock import SystemClock
from shared.contracts.streams import Stream, shard_of, stream_key
from tests.integration.bus.ledger import (
    find_faults,
    logged,
    published,
    step,
    steps,
)
from tests.support.bus import announce, counted, running, until
from tests.support.proxy import Wire

NAMES = [f"NAME{number}" for number in range(12)]


def relay(engine: AsyncEngine, redis: Redis, member: str = "one") -> Relay:
    return Relay(engine, redis, member=member, clock=SystemClock())


async def test_concurrent_writers_get_gapless_shards_and_every_name_keeps_its_order(
    engine: AsyncEngine, redis: Redis
) -> None:
    first = relay(engine, redis)
    async with running(first.run):
        await steps(engine, NAMES, each=50, relays=[first])
        await until(lambda: published(engine, redis), "all is published")

        assert await logged(engine) == 300
        assert await find_faults(engine) == {}


async def test_two_relays_at_once_share_the_shards_and_harm_nothing(
    engine: AsyncEngine, redis: Redis
) -> None:
    pair = [relay(engine, redis, "one"), relay(engine, redis, "two")]
    async with running(*(one.run for one in pair)):
        await steps(engine, NAMES, each=50, relays=pair)
        await until(lambda: published(engine, redis), "all is published")

        assert await logged(engine) == 300
        assert await find_faults(engine) == {}


async def test_two_relays_that_both_believe_to_own_every_shard_harm_nothing(
    engine: AsyncEngine, redis: Redis
) -> None:
    """As after a pause: the first one does not know yet that its leases ran out."""
    pair = [relay(engine, redis, "one"), relay(engine, redis, "two")]
    async with running(pair[0].run):
        await until(lambda: len(pair[0].owned) == 16, "the first relay owns all shards")
        async with engine.begin() as connection:
            await connection.execute(
                text("UPDATE bus.lease SET lease_until = now() - interval '1 s'")
            )
            await connection.execute(text("DELETE FROM bus.member"))
        async with running(pair[1].run):
            await until(lambda: len(pair[1].owned) >= 8, "the second relay took them over")
            await steps(engine, NAMES, each=50, relays=pair)
            await until(lambda: published(engine, redis), "all is published")

            assert await logged(engine) == 300
            assert await find_faults(engine) == {}


async def test_a_relay_that_starts_late_finds_what_was_committed_before(
    engine: AsyncEngine, redis: Redis
) -> None:
    for name in NAMES:
        await step(engine, name)
    async with running(relay(engine, redis).run):
        await until(lambda: published(engine, redis), "all is published")

    assert await find_faults(engine) == {}


async def test_a_rolled_back_transaction_announces_nothing(
    engine: AsyncEngine, redis: Redis
) -> None:
    async with engine.connect() as connection:
        outbox = PostgresOutbox(connection)
        outbox.append(counted("AAPL", 1))
        await outbox.flush()
        await connection.rollback()
    first = relay(engine, redis)
    async with running(first.run):
        await step(engine, "AAPL", first)
        await until(lambda: published(engine, redis), "all is published")

    assert await logged(engine) == 1


async def test_events_flushed_together_keep_the_order_of_append(
    engine: AsyncEngine, redis: Redis
) -> None:
    await announce(engine, *(counted("AAPL", number) for number in range(1, 41)))
    async with running(relay(engine, redis).run):
        await until(lambda: published(engine, redis), "all is published")

    faults = await find_faults(engine)
    assert "entries out of order for their key" not in faults
    assert await logged(engine) == 40


async def test_entries_lost_by_redis_are_replayed_with_the_same_ids(
    engine: AsyncEngine, redis: Redis
) -> None:
    first = relay(engine, redis)
    async with running(first.run):
        await steps(engine, NAMES, each=10, relays=[first])
        await until(lambda: published(engine, redis), "all is published")
        await redis.flushall()
        await until(lambda: published(engine, redis), "all is published again")

    assert await find_faults(engine) == {}


async def test_a_stream_that_somebody_wrote_to_is_rebuilt_from_the_log(
    engine: AsyncEngine, redis: Redis
) -> None:
    key = stream_key(Stream.ORDERS, shard_of("AAPL"))
    first = relay(engine, redis)
    async with running(first.run):
        await step(engine, "AAPL", first)
        await until(lambda: published(engine, redis), "all is published")
        foreign: dict[FieldT, EncodableT] = {"t": "not", "k": "of", "e": "us"}
        await redis.xadd(key, foreign, id="99999999999999-1")
        await step(engine, "AAPL", first)
        await until(lambda: published(engine, redis), "all is published again")

    assert await find_faults(engine) == {}


async def test_what_redis_counts_as_added_is_the_number_of_the_last_entry_even_after_a_rebuild(
    engine: AsyncEngine, redis: Redis
) -> None:
    key = stream_key(Stream.ORDERS, shard_of("AAPL"))

    async def added() -> bool:
        return (
            bool(await redis.exists(key)) and (await redis.xinfo_stream(key))["entries-added"] == 5
        )

    first = relay(engine, redis)
    async with running(first.run):
        for _ in range(5):
            await step(engine, "AAPL", first)
        await until(added, "five entries were added")
        await redis.flushall()
        await until(added, "five entries were added again")


async def test_a_lost_answer_from_redis_adds_no_entry_twice(
    engine: AsyncEngine, redis: Redis, far_redis: tuple[Redis, Wire]
) -> None:
    far, between = far_redis
    first = relay(engine, far)
    async with running(first.run):
        await step(engine, "AAPL", first)
        await until(lambda: published(engine, redis), "all is published")
        between.lose_answer_to(b"XADD")
        for _ in range(3):
            await step(engine, "AAPL", first)
        await until(lambda: published(engine, redis), "all is published again")

    assert between.lost == 1
    assert await find_faults(engine) == {}


async def test_a_lost_answer_from_postgres_numbers_no_event_twice(
    engine: AsyncEngine, redis: Redis, far_engine: tuple[AsyncEngine, Wire]
) -> None:
    far, between = far_engine
    first = relay(far, redis)
    async with running(first.run):
        await step(engine, "AAPL", first)
        await until(lambda: published(engine, redis), "all is published")
        await step(engine, "AAPL")
        between.lose_answer_to(b"\x00\x00\x00\x00\x00\x00\x01\xf4")
        await step(engine, "AAPL", first)
        await until(lambda: published(engine, redis), "all is published again")

    assert between.lost == 1
    assert await find_faults(engine) == {}
