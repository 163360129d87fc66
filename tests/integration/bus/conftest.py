from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.servers import ValkeyServer
from shared.bus import consumer, follower, leases, relay, shard
from shared.bus.connect import connect
from shared.db.engine import create_engine
from tests.integration.bus.ledger import TABLES
from tests.support.proxy import Wire, wire
from tests.support.servers import Servers


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loops look around more often than in production, so that tests need not wait."""
    monkeypatch.setattr(consumer, "WATCH_SECONDS", 0.1)
    monkeypatch.setattr(follower, "WATCH_SECONDS", 0.1)
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.3)
    monkeypatch.setattr(leases, "SEEK_SECONDS", 0.05)
    monkeypatch.setattr(relay, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(shard, "RETRY_FIRST_SECONDS", 0.01)


@pytest.fixture(autouse=True)
async def ledger(engine: AsyncEngine) -> None:
    """Tables for the business of these tests: counters that announce, and what consumers do."""
    async with engine.begin() as connection:
        for statement in TABLES:
            await connection.execute(text(statement))


@pytest.fixture
def own_valkey(servers: Servers) -> Generator[ValkeyServer]:
    """A Valkey that a test may kill. In the session's folder, so that it never survives it."""
    folder: Path = servers.valkey.data_dir.parent / f"valkey-{uuid4().hex[:8]}"
    valkey = ValkeyServer(folder)
    valkey.start()
    yield valkey
    valkey.kill()


@pytest.fixture
async def own_redis(own_valkey: ValkeyServer) -> AsyncGenerator[Redis]:
    client = connect(own_valkey.url)
    yield client
    await client.aclose()


@pytest.fixture
async def far_engine(
    servers: Servers, database_url: str, tmp_path: Path
) -> AsyncGenerator[tuple[AsyncEngine, Wire]]:
    """An engine on the test's database whose wire may lose answers."""
    folder = servers.postgres.data_dir
    async with wire(folder / ".s.PGSQL.5432", tmp_path / ".s.PGSQL.5432") as between:
        far = create_engine(database_url.replace(str(folder), str(tmp_path)), application="far")
        yield far, between
        await far.dispose()


@pytest.fixture
async def far_redis(
    servers: Servers, redis: Redis, tmp_path: Path
) -> AsyncGenerator[tuple[Redis, Wire]]:
    """A client of the emptied Valkey whose wire may lose answers."""
    async with wire(servers.valkey.data_dir / "valkey.sock", tmp_path / "v.sock") as between:
        far = connect(f"unix://{tmp_path / 'v.sock'}?db=0")
        yield far, between
        await far.aclose()
