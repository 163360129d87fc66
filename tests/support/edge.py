"""The services behind the gateway, answering in process, and a gateway to talk to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

import httpx
import orjson
import uvicorn
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, TypeAdapter
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from services.gateway.domain.errors import ServiceAway
from services.gateway.domain.routing import Service
from services.gateway.ports import Answer, Upstreams
from services.gateway.settings import Settings
from shared.contracts.orders import OrderState
from shared.contracts.portfolio import PortfolioData
from shared.contracts.websocket import ServerMessage
from shared.http.auth import CurrentUser
from shared.http.errors import install_error_handlers
from shared.http.socket import WireProtocol
from shared.kernel.errors import NotFound
from tests.support.clock import MONDAY

Json = dict[str, Any]
Message = TypeVar("Message", bound=BaseModel)
_messages: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)


@dataclass
class StubUpstreams:
    """Services that are ASGI apps in this process. One in `away` cannot be reached."""

    apps: Mapping[Service, FastAPI]
    away: set[Service] = field(default_factory=set[Service])
    asked: list[str] = field(default_factory=list[str])

    def __call__(self, _: Settings) -> AbstractAsyncContextManager[Upstreams]:
        return self._open()

    @asynccontextmanager
    async def _open(self) -> AsyncGenerator[Upstreams]:
        yield self

    async def send(
        self,
        service: Service,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
    ) -> Answer:
        self.asked.append(f"{service} {method} {target}")
        if service in self.away:
            raise ServiceAway(service)
        transport = httpx.ASGITransport(self.apps[service])
        async with httpx.AsyncClient(transport=transport, base_url="http://stub") as client:
            answer = await client.request(method, target, headers=dict(headers), content=body)
        return Answer(answer.status_code, list(answer.headers.raw), answer.content)


def account_of(user_id: UUID) -> dict[str, Any]:
    return {
        "account_id": str(uuid5(user_id, "account")),
        "name": "Paper account",
        "kind": "CASH",
        "currency": "USD",
        "status": "OPEN",
        "starting_balance": "100000.00",
        "cash": "100000.00",
        "reserved": "0.00",
        "buying_power": "100000.00",
        "opened_at": MONDAY.isoformat(),
    }


class ShiftedClock:
    """The machine's clock, moved forward by a test."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class StubServices:
    """What the services behind the gateway would answer, kept in memory."""

    accounts: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict[UUID, Any])
    orders: list[OrderState] = field(default_factory=list[OrderState])
    portfolio: PortfolioData | None = None
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list[Any])

    def apps(self, secret: str) -> dict[Service, FastAPI]:
        routers = {
            Service.ORDERS: self._orders(),
            Service.PORTFOLIO: self._portfolio(),
            Service.LIVEDATA: self._livedata(),
            Service.PAPER_ENGINE: self._engine(),
        }
        return {service: self._app(router, secret) for service, router in routers.items()}

    def _app(self, router: APIRouter, secret: str) -> FastAPI:
        app = FastAPI()
        app.state.internal_secret = secret
        install_error_handlers(app)
        app.include_router(router)
        return app

    def owns(self, user_id: UUID, account_id: UUID) -> bool:
        owned = self.accounts.get(user_id, [])
        return any(account["account_id"] == str(account_id) for account in owned)

    def _orders(self) -> APIRouter:
        router = APIRouter(prefix="/api/v1")

        @router.get("/accounts")
        async def listed(user: CurrentUser) -> Json:
            return {"accounts": self.accounts.get(user, [])}

        @router.post("/accounts", status_code=201)
        async def opened(user: CurrentUser) -> Json:
            self.accounts.setdefault(user, [account_of(user)])
            return self.accounts[user][0]

        @router.get("/orders")
        async def found(user: CurrentUser, account_id: UUID, status: str | None = None) -> Json:
            assert self.owns(user, account_id)
            orders = [o for o in self.orders if status in {None, o.status.value}]
            return {"orders": [o.model_dump(mode="json") for o in orders], "next": None}

        @router.get("/orders/{order_id}")
        async def one(user: CurrentUser, order_id: UUID) -> Json:
            for order in self.orders:
                if order.order_id == order_id and self.owns(user, order.account_id):
                    return order.model_dump(mode="json")
            raise NotFound("You have no such order.")

        @router.post("/orders", status_code=201)
        async def submitted(user: CurrentUser, request: Request) -> Json:
            body = await request.body()
            self.requests.append((str(request.url), dict(request.headers), body))
            return {"user": str(user), "echo": body.decode()}

        return router

    def _portfolio(self) -> APIRouter:
        router = APIRouter(prefix="/api/v1")

        @router.get("/accounts/{account_id}/snapshot")
        async def snapshot(user: CurrentUser, account_id: UUID) -> Json:
            assert self.owns(user, account_id)
            assert self.portfolio is not None
            return self.portfolio.model_dump(mode="json")

        return router

    def _livedata(self) -> APIRouter:
        router = APIRouter(prefix="/api/v1")

        @router.post("/quotes")
        async def pushed(user: CurrentUser, request: Request) -> Json:
            body = await request.json()
            self.requests.append((str(request.url), dict(request.headers), b""))
            return {"user": str(user), "accepted": len(body["quotes"])}

        return router

    def _engine(self) -> APIRouter:
        router = APIRouter(prefix="/api/v1")

        @router.get("/orders/{order_id}/why")
        async def why(user: CurrentUser, order_id: UUID) -> Json:
            return {"order_id": str(order_id), "blocked_by": "limit_not_reached"}

        return router


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncGenerator[str]:
    """`app` behind a real server on a free port, as its host and port."""
    config = uvicorn.Config(
        app,
        port=0,
        ws=WireProtocol,
        ws_per_message_deflate=False,
        log_config=None,
        lifespan="on",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done(), task
        await asyncio.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    try:
        yield f"{host}:{port}"
    finally:
        server.should_exit = True
        await task


class Socket:
    """A client of the websocket that checks every frame against the contract."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def next(self, kind: type[Message], *, seconds: float = 5) -> Message:
        """The next message of a kind, passing over all others."""
        async with asyncio.timeout(seconds):
            while True:
                message = _messages.validate_json(await self.connection.recv())
                if isinstance(message, kind):
                    return message

    async def send(self, **message: object) -> None:
        await self.connection.send(orjson.dumps(message, default=str).decode())

    async def closed(self, *, seconds: float = 5) -> int:
        """Read on until the server closes; with which code it did."""
        async with asyncio.timeout(seconds):
            try:
                while True:
                    await self.connection.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006
