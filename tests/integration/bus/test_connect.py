from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.bus.connect import connect
from tests.support.proxy import Wire


async def test_a_cancelled_call_ends_whenever_the_cancellation_comes(redis: Redis) -> None:
    async def for_ever() -> None:
        while True:
            await redis.ping()

    for turn in range(200):
        task = asyncio.create_task(for_ever())
        for _ in range(turn % 20):
            await asyncio.sleep(0)
        task.cancel()
        _, pending = await asyncio.wait([task], timeout=5)
        assert not pending


async def test_a_command_whose_answer_is_lost_is_not_repeated(
    redis: Redis, far_redis: tuple[Redis, Wire]
) -> None:
    far, between = far_redis
    between.lose_answer_to(b"INCR")
    with pytest.raises((RedisError, OSError)):
        await far.incr("once")

    assert await redis.get("once") == b"1"


async def test_a_server_that_is_not_there_is_an_error_at_once() -> None:
    client = connect("unix:///nowhere/valkey.sock?db=0")
    with pytest.raises((RedisError, OSError)):
        await client.ping()
    await client.aclose()
