"""Builders of what reaches the gateway: stream entries, and services that answer in process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

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
from shared.bus.ports import Record
from shared.contracts.event import Event
from shared.contracts.executions import ExecutionBooked, Funds, Receipt
from shared.contracts.market_data import QUOTES_TYPE, Quote, QuoteBatch, encode
from shared.contracts.orders import OrderFilled, OrderState, OrderSubmitted
from shared.contracts.portfolio import (
    PORTFOLIO_TYPE,
    AccountFigures,
    PortfolioData,
    PortfolioUpdate,
    PositionFigures,
    RoundTripFigures,
)
from shared.contracts.streams import Stream, shard_of
from shared.contracts.websocket import ServerMessage
from shared.http.auth import CurrentUser
from shared.http.errors import install_error_handlers
from shared.http.socket import WireProtocol
from shared.kernel.enums import (
    OrderStatus,
    OrderType,
    QuoteQuality,
    Side,
    TimeInForce,
    Verdict,
)
from shared.kernel.errors import NotFound
from tests.support.clock import MONDAY

Json = dict[str, Any]
Message = TypeVar("Message", bound=BaseModel)
_messages: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)

ACCOUNT = UUID("0aa5b2a4-5c0e-4d0e-9d2b-111111111111")
EPOCH = UUID("0aa5b2a4-5c0e-4d0e-9d2b-eeeeeeeeeeee")


def an_order(
    *,
    account_id: UUID = ACCOUNT,
    order_id: UUID | None = None,
    version: int = 1,
    status: OrderStatus = OrderStatus.PENDING,
) -> OrderState:
    return OrderState(
        order_id=order_id or uuid4(),
        client_order_id="mine",
        account_id=account_id,
        symbol="AAPL",
        side=Side.BUY,
        type=OrderType.MARKET,
        time_in_force=TimeInForce.DAY,
        quantity=Decimal(10),
        status=status,
        filled_quantity=Decimal(0),
        remaining_quantity=Decimal(10),
        reserved_cash=Decimal("1000.50"),
        version=version,
        submitted_at=MONDAY,
        working_since=MONDAY,
        updated_at=MONDAY,
    )


def order_submitted(order: OrderState | None = None) -> OrderSubmitted:
    return OrderSubmitted(event_id=uuid4(), occurred_at=MONDAY, order=order or an_order())


def order_filled(order: OrderState) -> OrderFilled:
    return OrderFilled(event_id=uuid4(), occurred_at=MONDAY, order=order)


def an_execution(account_id: UUID = ACCOUNT) -> ExecutionBooked:
    return ExecutionBooked(
        event_id=uuid4(),
        occurred_at=MONDAY,
        account_id=account_id,
        funds=Funds(
            cash=Decimal(99000),
            reserved=Decimal(0),
            buying_power=Decimal(99000),
            version=3,
        ),
        execution_id=uuid4(),
        order_id=uuid4(),
        symbol="AAPL",
        side=Side.BUY,
        last_quantity=Decimal(10),
        last_price=Decimal(100),
        multiplier=Decimal(1),
        notional=Decimal(1000),
        commission=Decimal(0),
        receipt=Receipt(
            quote_sequence=7,
            quote_as_of=MONDAY,
            source="simulated",
            quality=QuoteQuality.FRESH,
            bid=Decimal("99.98"),
            ask=Decimal(100),
            last=Decimal("99.99"),
            bid_size=None,
            ask_size=Decimal(300),
            age_ms=12,
            rule="market buys at the ask",
            model="quote",
            model_version=1,
            price_improvement=Decimal(0),
        ),
    )


def figures(account_id: UUID = ACCOUNT, *, equity: str = "100000.00") -> AccountFigures:
    return AccountFigures(
        account_id=account_id,
        name="Paper account",
        kind="CASH",
        currency="USD",
        starting_balance=Decimal("100000.00"),
        cash=Decimal("99000.00"),
        reserved=Decimal("0.00"),
        buying_power=Decimal("99000.00"),
        positions_value=Decimal("1000.00"),
        equity=Decimal(equity),
        unrealized_pnl=Decimal("0.00"),
        realized_pnl=Decimal("0.00"),
        fees=Decimal("0.00"),
        day_pnl=Decimal("0.00"),
        day_pnl_percent=None,
        total_pnl=Decimal("0.00"),
        margin_remaining=Decimal("99000.00"),
        leverage=Decimal("0.01"),
        complete=True,
        stale_marks=0,
        as_of=MONDAY,
    )


def a_position(symbol: str = "AAPL", *, mark: str = "100.00") -> PositionFigures:
    return PositionFigures(
        symbol=symbol,
        quantity=Decimal(10),
        multiplier=Decimal(1),
        average_price=Decimal(100),
        cost=Decimal(1000),
        mark=Decimal(mark),
        mark_quality="fresh",
        mark_as_of=MONDAY,
        value=Decimal(mark) * 10,
        unrealized_pnl=(Decimal(mark) - 100) * 10,
        unrealized_pnl_percent=None,
        day_pnl=None,
        realized_pnl=Decimal(0),
        fees=Decimal(0),
        opened_at=MONDAY,
    )


def a_round_trip(symbol: str = "AAPL") -> RoundTripFigures:
    return RoundTripFigures(
        round_trip_id=uuid4(),
        symbol=symbol,
        side="long",
        quantity=Decimal(10),
        entry_price=Decimal(100),
        exit_price=Decimal(101),
        realized_pnl=Decimal(10),
        fees=Decimal(0),
        net_pnl=Decimal(10),
        verdict=Verdict.WORKED,
        opened_at=MONDAY,
        closed_at=MONDAY,
    )


def portfolio_update(
    version: int,
    *positions: PositionFigures,
    previous: int | None = None,
    full: bool = False,
    gone: list[str] | None = None,
    closed: list[RoundTripFigures] | None = None,
    equity: str = "100000.00",
    epoch: UUID = EPOCH,
    account_id: UUID = ACCOUNT,
) -> PortfolioUpdate:
    return PortfolioUpdate(
        account_id=account_id,
        epoch=epoch,
        previous=version - 1 if previous is None else previous,
        version=version,
        full=full,
        account=figures(account_id, equity=equity),
        positions=list(positions),
        gone=gone or [],
        closed=closed or [],
        newest_quote_at=MONDAY,
    )


def a_quote(symbol: str = "AAPL", *, last: str = "100.00", at: datetime = MONDAY) -> Quote:
    return Quote(
        symbol=symbol,
        sequence=1,
        as_of=at,
        changed_at=at,
        source="simulated",
        quality=QuoteQuality.FRESH,
        bid=Decimal(last) - Decimal("0.02"),
        ask=Decimal(last),
        last=Decimal(last),
        previous_close=Decimal("99.00"),
    )


def record_of(event: Event, *, seq: int = 1) -> Record:
    return Record(
        stream=event.stream,
        shard=shard_of(event.key),
        milliseconds=0,
        seq=seq,
        type=event.type,
        key=event.key,
        body=event.to_cloudevent(),
    )


def record_of_update(update: PortfolioUpdate) -> Record:
    key = str(update.account_id)
    body = update.model_dump_json().encode()
    return Record(Stream.PORTFOLIO, shard_of(key), 0, update.version, PORTFOLIO_TYPE, key, body)


def record_of_quotes(*quotes: Quote) -> Record:
    body = encode(QuoteBatch(epoch="one", batch=1, quotes=list(quotes)))
    return Record(Stream.QUOTES, 0, 0, 1, QUOTES_TYPE, quotes[0].symbol, body)


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
            Service.LIVEDATA: APIRouter(),
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
