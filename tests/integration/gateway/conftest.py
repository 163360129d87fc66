from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from websockets.asyncio.client import connect as connect_websocket

from services.gateway.app import create_app
from services.gateway.dependencies import Edge
from services.gateway.handlers.live import loops
from services.gateway.handlers.live.hub import Hub
from services.gateway.settings import Settings
from tests.support.edge import (
    ShiftedClock,
    Socket,
    StubServices,
    StubUpstreams,
    serving,
)

SECRET = "a secret of at least thirty-two characters"
PASSWORD = "correct horse battery"


@dataclass
class Gateway:
    """The real app behind a real server; only the services behind it are stubs."""

    address: str
    services: StubServices
    upstreams: StubUpstreams
    clock: ShiftedClock
    app: FastAPI

    @property
    def hub(self) -> Hub:
        edge: Edge = self.app.state.edge
        return edge.hub

    @property
    def url(self) -> str:
        return f"http://{self.address}"


@pytest.fixture
def services() -> StubServices:
    return StubServices()


@pytest.fixture
async def gateway(
    database_url: str,
    redis_url: str,
    redis: Redis,
    services: StubServices,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[Gateway]:
    monkeypatch.setattr(loops, "SWEEP_EVERY_SECONDS", 0.1)
    settings = Settings.model_validate(
        {"postgres_url": database_url, "redis_url": redis_url, "internal_secret": SECRET}
    )
    upstreams = StubUpstreams(services.apps(SECRET))
    clock = ShiftedClock()
    app = create_app(settings, upstreams=upstreams, clock=clock)
    async with serving(app) as address:
        yield Gateway(address, services, upstreams, clock, app)


@dataclass
class Person:
    """Somebody with a browser: a cookie jar, and what registering answered."""

    http: httpx.AsyncClient
    email: str
    user_id: UUID
    account_id: str
    token: str


SignUp = Callable[[], Awaitable[Person]]
Open = Callable[..., Awaitable[Socket]]


@pytest.fixture
async def sign_up(gateway: Gateway) -> AsyncGenerator[SignUp]:
    async with AsyncExitStack() as stack:

        async def register() -> Person:
            http = httpx.AsyncClient(base_url=gateway.url, headers={"origin": gateway.url})
            await stack.enter_async_context(http)
            email = f"{uuid4().hex}@example.com"
            answer = await http.post(
                "/api/v1/auth/register", json={"email": email, "password": PASSWORD}
            )
            assert answer.status_code == 201, answer.text
            me: dict[str, Any] = answer.json()
            account_id = me["accounts"][0]["account_id"] if me["accounts"] else ""
            user_id = UUID(me["user"]["user_id"])
            return Person(http, email, user_id, account_id, http.cookies["thor_session"])

        yield register


@pytest.fixture
async def open_socket(gateway: Gateway) -> AsyncGenerator[Open]:
    async with AsyncExitStack() as stack:

        async def connect(person: Person | None = None, *, origin: str | None = None) -> Socket:
            cookie = {"cookie": f"thor_session={person.token}"} if person else {}
            connection = await connect_websocket(
                f"ws://{gateway.address}/api/v1/ws",
                additional_headers={**cookie, "origin": origin or gateway.url},
                compression=None,
            )
            stack.push_async_callback(connection.close)
            return Socket(connection)

        yield connect
