"""An engine as it really runs, between a real Valkey, a real Postgres and a book that a test
writes by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import cast
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from services.paper_engine.app import create_app
from services.paper_engine.settings import Settings
from shared.bus import follower, leases, log
from shared.bus.feed import FeedEntry, FeedPublisher
from shared.bus.relay import Relay
from shared.clock import SystemClock
from shared.contracts.executions import ExecutionReport
from shared.contracts.market_data import LAST_QUOTES, QUOTES_TYPE, Quote, QuoteBatch, encode
from shared.contracts.orders import OrderEvent, OrderState
from shared.contracts.streams import SHARDS, Stream, shard_key, shard_of, stream_key
from shared.kernel.enums import QuoteQuality
from tests.support.bus import announce, running, until

SECRET = "a secret that only tests use, of more than 32 characters"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loops look around more often than in production, so that tests need not wait."""
    monkeypatch.setattr(follower, "WATCH_SECONDS", 0.1)
    monkeypatch.setattr(follower, "BLOCK_MS", 100)
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.3)
    monkeypatch.setattr(leases, "SEEK_SECONDS", 0.05)


class Market:
    """What surrounds the engine: quotes and order events go in, reports come out, and the
    list of pending orders is asked for over HTTP."""

    def __init__(self, engine: AsyncEngine, redis: Redis) -> None:
        self._engine = engine
        self._redis = redis
        self._publisher = FeedPublisher(redis)
        self._batches = 0
        self.pending: dict[object, OrderState] = {}
        self.asked_without_token = 0

    async def quote(self, symbol: str, bid: str, ask: str) -> Quote:
        """Publish a quote as livedata does: in the hash of newest ones, then on the stream."""
        self._batches += 1
        now, shard = datetime.now(UTC), shard_of(symbol)
        quote = Quote(
            symbol=symbol,
            sequence=self._batches,
            as_of=now,
            changed_at=now,
            source="test",
            quality=QuoteQuality.FRESH,
            bid=Decimal(bid),
            ask=Decimal(ask),
        )
        body = encode(QuoteBatch("test", self._batches, [quote]))
        await self._publisher.publish(
            Stream.QUOTES,
            [FeedEntry(shard, QUOTES_TYPE, symbol, body)],
            hashes={shard_key(shard, LAST_QUOTES): {symbol: encode(quote)}},
        )
        return quote

    async def announce(self, kind: Callable[..., OrderEvent], order: OrderState) -> None:
        """Commit an order event, and keep the list of pending orders as the book would."""
        if order.status.is_final:
            self.pending.pop(order.order_id, None)
        else:
            self.pending[order.order_id] = order
        await announce(
            self._engine, kind(event_id=uuid4(), occurred_at=datetime.now(UTC), order=order)
        )

    async def reports(self) -> list[ExecutionReport]:
        found: list[ExecutionReport] = []
        for shard in range(SHARDS):
            # The protocol's client types every answer of every version; this one gives these.
            entries = cast(
                list[tuple[bytes, dict[bytes, bytes]]],
                await self._redis.xrange(stream_key(Stream.REPORTS, shard)),
            )
            found.extend(ExecutionReport.model_validate_json(body[b"e"]) for _, body in entries)
        return found

    async def await_reports(self, count: int) -> list[ExecutionReport]:
        async def enough() -> bool:
            return len(await self.reports()) >= count

        await until(enough, f"{count} reports")
        return await self.reports()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """`GET /internal/working-orders`, as little of HTTP as it takes."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked_without_token += "authorization: bearer " not in head.lower()
        shard = int(parse_qs(urlsplit(head.split()[1]).query)["shard"][0])
        async with self._engine.connect() as connection:
            seq = await log.head(connection, Stream.ORDERS, shard)
        orders = [each for each in self.pending.values() if shard_of(each.symbol) == shard]
        body = json.dumps({"seq": seq, "orders": [each.model_dump(mode="json") for each in orders]})
        writer.write(
            f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
            f"content-length: {len(body)}\r\n\r\n{body}".encode()
        )
        await writer.drain()
        writer.close()


@pytest.fixture
async def market(engine: AsyncEngine, redis: Redis) -> AsyncGenerator[Market]:
    async with running(Relay(engine, redis, member="relay", clock=SystemClock()).run):
        yield Market(engine, redis)


StartEngine = Callable[[], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
async def start_engine(
    market: Market, database_url: str, redis_url: str
) -> AsyncGenerator[StartEngine]:
    """Starts engines, each as a process would be; yields a client once one is ready."""
    server = await asyncio.start_server(market.answer, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    settings = Settings(
        postgres_url=database_url,
        redis_url=redis_url,
        internal_secret=SecretStr(SECRET),
        orders_url=f"http://{host}:{port}",
        stale_after_seconds=300,  # a machine that is busy with other tests may take its time
    )

    @asynccontextmanager
    async def start() -> AsyncGenerator[httpx.AsyncClient]:
        app = create_app(settings)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://engine") as client,
        ):

            async def ready() -> bool:
                return (await client.get("/readyz")).is_success

            await until(ready, "the engine is ready")
            yield client

    yield start
    server.close()
    await server.wait_closed()
