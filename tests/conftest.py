"""What every test may ask for: a database of its own, a Valkey that is empty, a frozen clock."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest
from hypothesis import settings
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus.connect import connect
from shared.db.engine import create_engine
from tests.support.clock import FrozenClock
from tests.support.servers import Servers, fresh_database, running_servers

INTEGRATION = Path(__file__).parent / "integration"

settings.register_profile("thor", deadline=None, derandomize=True)
settings.load_profile("thor")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(INTEGRATION):
            item.add_marker("integration")


@pytest.fixture(scope="session")
def servers() -> Generator[Servers]:
    with running_servers() as running:
        yield running


@pytest.fixture
def database_url(servers: Servers) -> Generator[str]:
    with fresh_database(servers.postgres) as url:
        yield url


@pytest.fixture
async def engine(database_url: str) -> AsyncGenerator[AsyncEngine]:
    engine = create_engine(database_url, application="tests", pool_size=16)
    yield engine
    await engine.dispose()


@pytest.fixture
def redis_url(servers: Servers) -> str:
    return servers.valkey.url


@pytest.fixture
async def redis(redis_url: str) -> AsyncGenerator[Redis]:
    client = connect(redis_url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()
