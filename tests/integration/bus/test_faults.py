"""The whole path under load, while Redis is killed, emptied, stopped and brought back."""

from __future__ import annotations

import asyncio

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.servers import ValkeyServer
from shared.bus.consumer import Consumer
from shared.bus.relay import Relay
from shared.clock import SystemClock
from shared.contracts.streams import Stream
from tests.integration.bus.ledger import (
    Notes,
    count,
    find_faults,
    logged,
    noted,
    published,
    step,
    steps,
)
from tests.support.bus import running, until

NAMES = [f"NAME{number}" for number in range(12)]


async def test_killing_and_emptying_redis_under_load_loses_and_repeats_nothing(
    engine: AsyncEngine, own_valkey: ValkeyServer, own_redis: Redis
) -> None:
    relays = [
        Relay(engine, own_redis, member=member, clock=SystemClock()) for member in ("one", "two")
    ]
    consumer = Consumer(
        engine, own_redis, group="notes", stream=Stream.ORDERS, handler=Notes(), member="notes"
    )

    async def happened(steps_done: int) -> bool:
        return await count(engine, "SELECT coalesce(sum(number), 0) FROM counter") >= steps_done

    async def load() -> None:
        await steps(engine, NAMES, each=150, relays=relays)

    async with running(*(relay.run for relay in relays), consumer.run, load):
        await until(lambda: happened(150), "the load is on")
        await asyncio.to_thread(own_valkey.kill)
        await until(lambda: happened(350), "orders are accepted without Redis")
        await asyncio.to_thread(own_valkey.start)
        await until(lambda: happened(550), "the load goes on")
        await own_redis.flushall()
        await until(lambda: happened(750), "the load still goes on")
        await own_redis.flushall()
        await until(lambda: happened(900), "the load is over")
        await until(lambda: published(engine, own_redis), "all is published")
        await until(lambda: _noted(engine, 900), "all events have taken effect")

    assert await logged(engine) == 900
    assert await find_faults(engine) == {}


async def test_without_redis_events_take_effect_through_the_log(
    engine: AsyncEngine, own_valkey: ValkeyServer, own_redis: Redis
) -> None:
    relay = Relay(engine, own_redis, member="one", clock=SystemClock())
    consumer = Consumer(
        engine, own_redis, group="notes", stream=Stream.ORDERS, handler=Notes(), member="notes"
    )
    async with running(relay.run, consumer.run):
        await step(engine, "AAPL", relay)
        await until(lambda: _noted(engine, 1), "the first event came through Redis")
        await asyncio.to_thread(own_valkey.kill)
        await steps(engine, NAMES, each=10, relays=[relay])
        await until(lambda: _noted(engine, 61), "the others came through the log")
        await asyncio.to_thread(own_valkey.start)
        await until(lambda: published(engine, own_redis), "Redis has caught up")
        await step(engine, "AAPL", relay)
        await until(lambda: _noted(engine, 62), "the last event came through Redis")

    assert await find_faults(engine) == {}


async def test_everything_starts_before_redis_does(
    engine: AsyncEngine, own_valkey: ValkeyServer, own_redis: Redis
) -> None:
    await asyncio.to_thread(own_valkey.kill)
    relay = Relay(engine, own_redis, member="one", clock=SystemClock())
    consumer = Consumer(
        engine, own_redis, group="notes", stream=Stream.ORDERS, handler=Notes(), member="notes"
    )
    async with running(relay.run, consumer.run):
        await step(engine, "AAPL", relay)
        await until(lambda: _noted(engine, 1), "the event came through the log")
        await asyncio.to_thread(own_valkey.start)
        await until(lambda: published(engine, own_redis), "Redis has caught up")

    assert await find_faults(engine) == {}


async def _noted(engine: AsyncEngine, number: int) -> bool:
    return await noted(engine) == number
