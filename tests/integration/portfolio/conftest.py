"""The portfolio service among real servers, a relay and a market."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus.relay import Relay
from shared.clock import SystemClock
from tests.integration.portfolio.rig import MarketData, Orders, Service
from tests.support.bus import running


@pytest.fixture
async def orders(engine: AsyncEngine, redis: Redis) -> AsyncGenerator[Orders]:
    relay = Relay(engine, redis, member="orders-test", clock=SystemClock())
    async with running(relay.run):
        yield Orders(engine, relay)


@pytest.fixture
def market(redis: Redis) -> MarketData:
    return MarketData(redis)


@pytest.fixture
def service(database_url: str, redis_url: str, redis: Redis) -> Service:
    """`redis` is asked for so that Valkey is empty before the service starts."""
    assert redis is not None
    return Service(database_url, redis_url)
