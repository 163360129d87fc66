from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import services.gateway
from services.gateway.app import create_app
from services.gateway.domain.credentials import Session, User, digest
from services.gateway.domain.errors import EmailTaken
from services.gateway.ports import StorageAway
from services.gateway.settings import Settings
from services.gateway.store import transactions
from shared.db.engine import create_engine
from shared.db.migrate import drift
from shared.kernel.ids import UserId
from tests.integration.gateway.conftest import SECRET
from tests.support.clock import MONDAY
from tests.support.edge import StubServices, StubUpstreams

MIGRATIONS = Path(services.gateway.__file__).parent / "migrations"
NOWHERE = "postgresql+asyncpg://thor@127.0.0.1:9/thor"


def a_user(email: str = "me@example.com") -> User:
    return User(UserId(uuid4()), email, "hash", "Me", MONDAY)


def test_the_migrations_make_the_tables_that_the_code_expects(database_url: str) -> None:
    drift(database_url, MIGRATIONS, "gateway")


async def test_of_two_users_with_one_email_one_is_refused(engine: AsyncEngine) -> None:
    begin = transactions(engine)
    async with begin() as work:
        await work.users.add(a_user())
    with pytest.raises(EmailTaken):
        async with begin() as work:
            await work.users.add(a_user())


async def test_expired_sessions_are_not_valid_and_can_be_swept(engine: AsyncEngine) -> None:
    begin = transactions(engine)
    user = a_user()
    session = Session(
        session_id=uuid4(),
        user_id=user.user_id,
        digest=digest("token"),
        created_at=MONDAY,
        last_seen_at=MONDAY,
        expires_at=MONDAY + timedelta(days=1),
    )
    later = MONDAY + timedelta(days=2)
    async with begin() as work:
        await work.users.add(user)
        await work.sessions.add(session)
        assert await work.still_valid([session.session_id, uuid4()], MONDAY) == {session.session_id}
        assert await work.still_valid([session.session_id], later) == set()
        assert await work.sessions.by_digest(digest("token"), MONDAY) == session
        assert await work.sessions.by_digest(digest("token"), later) is None
        await work.sessions.remove_expired(later)
        assert await work.sessions.by_digest(digest("token"), MONDAY) is None


async def test_a_database_that_is_away_is_said_to_be_away() -> None:
    engine = create_engine(NOWHERE, application="tests")
    with pytest.raises(StorageAway):
        async with transactions(engine)() as work:
            await work.ping()


async def test_without_its_database_the_gateway_is_alive_and_not_ready() -> None:
    settings = Settings.model_validate({"internal_secret": SECRET, "postgres_url": NOWHERE})
    app = create_app(settings, upstreams=StubUpstreams(StubServices().apps(SECRET)))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://thor"
    ) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["missing"]
