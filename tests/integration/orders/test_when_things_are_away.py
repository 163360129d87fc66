"""Redis or the database goes away and comes back: what is answered meanwhile."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import httpx
import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.dependencies import Surroundings
from services.orders.domain.instrument import Indication
from services.orders.sources import ExchangeSessions, RedisMarketData, connect_market
from services.orders.store.readings import PostgresReadings
from services.orders.store.transactions import PostgresTransactions
from shared.contracts.market_data import FEED_STATUS, INSTRUMENTS, Instrument, encode
from shared.contracts.streams import shard_key, shard_of
from shared.db.engine import create_engine
from shared.kernel.enums import InstrumentClass
from shared.kernel.errors import Unavailable
from shared.kernel.ids import Symbol
from tests.support.clock import FrozenClock
from tests.support.orders import AAPL, USER, d

CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = 'thor orders' AND datname = current_database()"
)
NOWHERE = "redis://127.0.0.1:1/0"


async def test_an_instrument_and_its_prices_are_found_in_redis(
    market: Redis, clock: FrozenClock
) -> None:
    data = RedisMarketData(market, clock)
    apple, index = await data.instrument(AAPL), await data.instrument(Symbol("SPX"))

    assert apple is not None
    assert (apple.tick_size, apple.sub_dollar_tick_size) == (d("0.01"), d("0.0001"))
    assert index is not None
    assert (apple.tradable, index.tradable) == (True, False)
    assert await data.indication(AAPL) == Indication(
        bid=d("99.90"), ask=d("100.00"), last=d("99.95")
    )
    assert await data.instrument(Symbol("NOPE")) is None
    assert await data.indication(Symbol("NOPE")) == Indication()


async def test_nobody_says_unknown_symbol_while_redis_is_empty(
    redis: Redis, clock: FrozenClock
) -> None:
    with pytest.raises(Unavailable):
        await RedisMarketData(redis, clock).instrument(AAPL)


async def test_without_redis_an_unknown_symbol_is_unavailable(clock: FrozenClock) -> None:
    nowhere = connect_market(NOWHERE)
    data = RedisMarketData(nowhere, clock)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await data.instrument(AAPL)
    assert await data.indication(AAPL) == Indication()
    await nowhere.aclose()


async def test_what_was_seen_once_is_known_after_redis_lost_it(
    market: Redis, clock: FrozenClock
) -> None:
    data = RedisMarketData(market, clock)
    apple, prices = await data.instrument(AAPL), await data.indication(AAPL)
    await market.flushall()
    clock.advance(seconds=60)

    assert await data.instrument(AAPL) == apple
    assert await data.indication(AAPL) == prices


async def test_a_changed_instrument_is_noticed_within_seconds(
    market: Redis, clock: FrozenClock
) -> None:
    data = RedisMarketData(market, clock)
    await data.instrument(AAPL)
    key = shard_key(shard_of(AAPL), INSTRUMENTS)
    changed_body = encode(
        Instrument(
            symbol=AAPL, name=AAPL, instrument_class=InstrumentClass.EQUITY, fractionable=True
        )
    )
    await market.hset(key, AAPL, changed_body)
    clock.advance(seconds=6)

    changed = await data.instrument(AAPL)
    assert changed is not None
    assert changed.fractionable


async def test_an_order_for_an_unknown_symbol_is_503_and_unrecorded_while_redis_is_empty(
    client: httpx.AsyncClient, account_id: str, redis: Redis
) -> None:
    await redis.delete(shard_key(0, FEED_STATUS))
    body = {
        "account_id": account_id,
        "symbol": "NOPE",
        "side": "BUY",
        "type": "MARKET",
        "quantity": "1",
    }
    answer = await client.post("/api/v1/orders", json=body)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert (await client.get("/api/v1/orders")).json()["orders"] == []


async def test_a_database_that_cannot_be_reached_is_unavailable(redis: Redis) -> None:
    engine = create_engine("postgresql+asyncpg://thor@127.0.0.1:1/thor", application="tests")
    with pytest.raises(Unavailable):
        async with PostgresTransactions(engine, lambda: None)():
            pass
    with pytest.raises(Unavailable):
        await PostgresReadings(engine, redis).accounts(USER)
    await engine.dispose()


@pytest.mark.usefixtures("sound")
async def test_a_connection_cut_in_the_middle_is_unavailable_and_changes_nothing(
    around: Surroundings, engine: AsyncEngine, client: httpx.AsyncClient, account_id: str
) -> None:
    account = (await around.readings.accounts(USER))[0]

    async def overdraw_and_lose_the_connection() -> None:
        async with around.transactions() as work:
            await work.accounts.lock(account.account_id)
            await work.accounts.save(account.moved(cash=d("-1")))
            async with engine.connect() as connection:
                await connection.execute(CUT)
            await work.accounts.lock(account.account_id)

    with pytest.raises(Unavailable):
        await overdraw_and_lose_the_connection()

    answer = await client.get(f"/api/v1/accounts/{account_id}")
    for _ in range(100):
        if answer.status_code == 200:
            break
        assert answer.status_code == 503
        await asyncio.sleep(0.05)
        answer = await client.get(f"/api/v1/accounts/{account_id}")
    assert answer.json()["cash"] == "100000.00"


# The library of calendars has not yet followed a deprecation of pandas.
@pytest.mark.filterwarnings("ignore:Series.values")
async def test_closes_are_those_of_the_exchange() -> None:
    sessions = ExchangeSessions()
    sessions.begin_to_load("XNYS")

    closes = [
        # on a Monday morning, at the very close, on a Saturday, on a half day
        (datetime(2025, 6, 2, 14, 30, tzinfo=UTC), datetime(2025, 6, 2, 20, tzinfo=UTC)),
        (datetime(2025, 6, 2, 20, tzinfo=UTC), datetime(2025, 6, 3, 20, tzinfo=UTC)),
        (datetime(2025, 6, 7, 12, tzinfo=UTC), datetime(2025, 6, 9, 20, tzinfo=UTC)),
        (datetime(2025, 7, 3, 15, tzinfo=UTC), datetime(2025, 7, 3, 17, tzinfo=UTC)),
        (datetime(2999, 1, 1, tzinfo=UTC), None),
    ]
    for at, close in closes:
        assert await sessions.next_close("XNYS", at) == close
    extended = [
        # before the session, after its close, after its extended hours, on a half day
        (datetime(2025, 6, 2, 8, 30, tzinfo=UTC), datetime(2025, 6, 3, 0, tzinfo=UTC)),
        (datetime(2025, 6, 2, 23, tzinfo=UTC), datetime(2025, 6, 3, 0, tzinfo=UTC)),
        (datetime(2025, 6, 3, 0, tzinfo=UTC), datetime(2025, 6, 4, 0, tzinfo=UTC)),
        (datetime(2025, 7, 3, 18, tzinfo=UTC), datetime(2025, 7, 3, 21, tzinfo=UTC)),
    ]
    for at, close in extended:
        assert await sessions.next_close("XNYS", at, extended=True) == close
    assert await sessions.next_close("no such exchange", closes[0][0]) is None


@pytest.mark.filterwarnings("ignore:Series.values")
async def test_a_closed_exchange_opens_when_it_does_where_hours_are_enforced() -> None:
    saturday = datetime(2025, 6, 7, 12, tzinfo=UTC)
    before_the_open = datetime(2025, 6, 9, 10, tzinfo=UTC)
    monday = datetime(2025, 6, 9, 13, 30, tzinfo=UTC)
    sessions = ExchangeSessions(enforced=True)

    assert await sessions.opens_at("XNYS", saturday) == monday
    assert await sessions.opens_at("XNYS", before_the_open) == monday
    assert await sessions.opens_at("XNYS", before_the_open, extended=True) is None
    assert await sessions.opens_at("XNYS", monday) is None
    assert await sessions.opens_at("no such exchange", saturday) is None
    assert await ExchangeSessions().opens_at("XNYS", saturday) is None
