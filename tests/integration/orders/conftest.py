"""The whole service in the test's own process, on a real database and a real Valkey."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from services.orders.app import create_app
from services.orders.dependencies import Surroundings
from services.orders.settings import Settings
from shared.contracts.market_data import (
    FEED_STATUS,
    INSTRUMENTS,
    LAST_QUOTES,
    FeedStatus,
    Instrument,
    Quote,
    encode,
)
from shared.contracts.streams import shard_key, shard_of
from shared.http.auth import SERVICE_USER, authorization
from shared.kernel.enums import InstrumentClass, QuoteQuality
from tests.support.clock import MONDAY, FrozenClock
from tests.support.lab import Trader
from tests.support.orders import SECRET, USER, SessionsInMemory, d


@pytest.fixture
async def market(redis: Redis) -> Redis:
    """What livedata would have written: Apple at 99.90 to 100.00, and an index."""
    status = FeedStatus(
        source="simulated", state="live", simulated=True, message="", since=MONDAY, symbols=2
    )
    await redis.hset(shard_key(0, FEED_STATUS), "simulated", encode(status))
    for symbol, kind in (("AAPL", InstrumentClass.EQUITY), ("SPX", InstrumentClass.INDEX)):
        shard = shard_of(symbol)
        instrument = Instrument(
            symbol=symbol,
            name=symbol,
            instrument_class=kind,
            sub_dollar_tick_size=d("0.0001"),
        )
        quote = Quote(
            symbol=symbol,
            sequence=1,
            as_of=MONDAY,
            changed_at=MONDAY,
            source="simulated",
            quality=QuoteQuality.FRESH,
            bid=d("99.90"),
            ask=d("100.00"),
            last=d("99.95"),
        )
        await redis.hset(shard_key(shard, INSTRUMENTS), symbol, encode(instrument))
        await redis.hset(shard_key(shard, LAST_QUOTES), symbol, encode(quote))
    return redis


@pytest.fixture
async def app(
    database_url: str, redis_url: str, market: Redis, clock: FrozenClock
) -> AsyncGenerator[FastAPI]:
    settings = Settings.model_validate(
        {"postgres_url": database_url, "redis_url": redis_url, "internal_secret": SECRET}
    )
    app = create_app(settings, clock=clock, sessions=SessionsInMemory())
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def around(app: FastAPI) -> Surroundings:
    found = app.state.surroundings
    assert isinstance(found, Surroundings)
    return found


def _vouched_for(request: httpx.Request) -> httpx.Request:
    """In the name of the user, unless the test says whose: a token is good for a minute, and a
    test on a slow machine may take longer."""
    if "authorization" not in request.headers:
        request.headers.update(authorization(SECRET, USER))
    return request


@pytest.fixture
async def client(app: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    """Somebody whom the gateway vouches for."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://orders",
        auth=_vouched_for,
    ) as client:
        yield client


@pytest.fixture
def trader(client: httpx.AsyncClient, around: Surroundings) -> Trader:
    return Trader(client, around)


@pytest.fixture
async def account_id(client: httpx.AsyncClient) -> str:
    answer = await client.post("/api/v1/accounts", json={})
    assert answer.status_code == 201, answer.text
    opened: str = answer.json()["account_id"]
    return opened


@pytest.fixture
async def sound(client: httpx.AsyncClient) -> AsyncGenerator[None]:
    """After the test, whatever it did, the book must prove itself."""
    yield
    answer = await client.get("/internal/audit", headers=authorization(SECRET, SERVICE_USER))
    assert answer.json() == {"sound": True, "violations": [], "unproved": []}
