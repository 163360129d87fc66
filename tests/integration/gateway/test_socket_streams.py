from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from redis.asyncio import Redis

from services.gateway.handlers.live import connection as live_connection
from shared.bus.feed import FeedEntry, FeedPublisher
from shared.contracts.event import Event
from shared.contracts.market_data import (
    FEED_STATUS,
    INSTRUMENTS,
    LAST_QUOTES,
    FeedStatus,
    Instrument,
    encode,
)
from shared.contracts.portfolio import WATCH_BELL, WATCHED, PortfolioData, PortfolioUpdate
from shared.contracts.streams import Stream, shard_key, shard_of, stream_key
from shared.contracts.websocket import (
    CLOSE_SLOW,
    Feed,
    FillsDelta,
    OrdersDelta,
    OrdersSnapshot,
    PortfolioDelta,
    PortfolioSnapshot,
    QuotesDelta,
    QuotesSnapshot,
)
from shared.kernel.enums import InstrumentClass
from tests.integration.gateway.conftest import Gateway, Open, Person, SignUp
from tests.support.clock import MONDAY
from tests.support.edge import Socket
from tests.support.gateway import (
    a_position,
    a_quote,
    an_execution,
    an_order,
    figures,
    order_filled,
    order_submitted,
    portfolio_update,
    record_of,
    record_of_quotes,
    record_of_update,
)


@pytest.fixture
async def person(sign_up: SignUp) -> Person:
    return await sign_up()


async def append(redis: Redis, *events: Event) -> None:
    """What the relay does, with ids that count the entries of a shard."""
    for event in events:
        record = record_of(event)
        key = stream_key(record.stream, record.shard)
        seq = await redis.xlen(key) + 1
        await redis.xadd(key, {"t": record.type, "k": record.key, "e": record.body}, id=f"1-{seq}")


async def publish(redis: Redis, update: PortfolioUpdate) -> None:
    record = record_of_update(update)
    entry = FeedEntry(record.shard, record.type, record.key, record.body)
    await FeedPublisher(redis).publish(Stream.PORTFOLIO, [entry])


@asynccontextmanager
async def listening(redis: Redis) -> AsyncGenerator[Callable[[str], Awaitable[None]]]:
    """What the portfolio service does: it waits for its bell."""
    bell = redis.pubsub()
    await bell.subscribe(WATCH_BELL)

    async def rung(account_id: str) -> None:
        async with asyncio.timeout(5):
            async for message in bell.listen():
                if message["data"] == account_id.encode():
                    return

    yield rung
    await bell.unsubscribe(WATCH_BELL)
    await bell.aclose()  # type: ignore[no-untyped-call]  # the client's own annotation lacks


async def follow(socket: Socket, ch: str, person: Person) -> None:
    await socket.send(op="sub", ch=ch, account_id=person.account_id)


async def test_orders_and_fills_arrive_after_a_snapshot_without_a_hole(
    gateway: Gateway, open_socket: Open, person: Person, redis: Redis
) -> None:
    account = UUID(person.account_id)
    old = an_order(account_id=account)
    gateway.services.orders.append(old)
    socket = await open_socket(person)
    await follow(socket, "orders", person)
    snapshot = await socket.next(OrdersSnapshot)
    assert snapshot.data.orders == [old]

    new = an_order(account_id=account)
    execution = an_execution(account)
    await append(redis, order_submitted(new))
    submitted = await socket.next(OrdersDelta)
    await append(redis, execution)
    fill = await socket.next(FillsDelta)
    await append(redis, order_filled(new))
    filled = await socket.next(OrdersDelta)

    assert (submitted.prev, fill.prev, filled.prev) == (snapshot.ver, submitted.ver, fill.ver)
    assert submitted.data.order == new
    assert fill.data.execution_id == execution.execution_id
    assert filled.data.event == "order.filled.v1"


async def test_the_stream_gives_the_portfolio_that_was_rung_for_and_then_deltas(
    open_socket: Open, person: Person, redis: Redis
) -> None:
    account = UUID(person.account_id)
    async with listening(redis) as rung:
        socket = await open_socket(person)
        await follow(socket, "portfolio", person)
        await rung(person.account_id)
    watched = shard_key(shard_of(person.account_id), WATCHED)
    assert await redis.zscore(watched, person.account_id) is not None

    await publish(redis, portfolio_update(7, a_position(), full=True, account_id=account))
    snapshot = await socket.next(PortfolioSnapshot)
    await publish(redis, portfolio_update(8, a_position(mark="105"), account_id=account))
    delta = await socket.next(PortfolioDelta)

    assert snapshot.data.positions == [a_position()]
    assert delta.prev == snapshot.ver
    assert delta.data.positions == [a_position(mark="105")]


async def test_a_portfolio_that_the_stream_is_slow_to_show_is_fetched(
    gateway: Gateway, open_socket: Open, person: Person, redis: Redis
) -> None:
    account = UUID(person.account_id)
    gateway.services.portfolio = PortfolioData(
        account=figures(account, equity="100.00"), positions=[a_position()], closed=[]
    )
    socket = await open_socket(person)
    await follow(socket, "portfolio", person)
    snapshot = await socket.next(PortfolioSnapshot)
    assert str(snapshot.data.account.equity) == "100.00"

    full = portfolio_update(7, a_position(), full=True, account_id=account, equity="101.00")
    await publish(redis, full)
    delta = await socket.next(PortfolioDelta)
    assert str(delta.data.account.equity) == "101.00"
    assert delta.data.positions == []


async def test_a_missed_portfolio_update_makes_the_gateway_ring_again(
    open_socket: Open, person: Person, redis: Redis
) -> None:
    account = UUID(person.account_id)
    socket = await open_socket(person)
    await follow(socket, "portfolio", person)
    await asyncio.sleep(0.1)
    await publish(redis, portfolio_update(1, full=True, account_id=account))
    await socket.next(PortfolioSnapshot)

    async with listening(redis) as rung:
        await publish(redis, portfolio_update(3, a_position(), account_id=account))
        await rung(person.account_id)


async def test_quotes_begin_with_what_is_known_and_go_on_with_what_changes(
    gateway: Gateway, open_socket: Open, person: Person, redis: Redis
) -> None:
    shard = shard_of("AAPL")
    apple = Instrument(symbol="AAPL", name="Apple Inc.", instrument_class=InstrumentClass.EQUITY)
    status = FeedStatus(
        source="simulated", state="live", simulated=True, message="", since=MONDAY, symbols=1
    )
    await redis.hset(shard_key(shard, LAST_QUOTES), "AAPL", encode(a_quote("AAPL", last="1")))
    await redis.hset(shard_key(shard, INSTRUMENTS), "AAPL", encode(apple))
    await redis.hset(shard_key(0, FEED_STATUS), "simulated", encode(status))
    socket = await open_socket(person)
    assert (await socket.next(Feed)).simulated
    await socket.send(op="sub", ch="quotes", symbols=["*"])
    snapshot = await socket.next(QuotesSnapshot)
    assert [(q.symbol, q.name, str(q.last)) for q in snapshot.data.quotes] == [
        ("AAPL", "Apple Inc.", "1")
    ]

    record = record_of_quotes(a_quote("AAPL", last="2"))
    entry = FeedEntry(shard, record.type, "AAPL", record.body)
    await FeedPublisher(redis).publish(Stream.QUOTES, [entry])
    delta = await socket.next(QuotesDelta)
    assert (delta.prev, str(delta.data.quotes[0].last)) == (snapshot.ver, "2")


async def test_a_client_that_never_reads_loses_the_connection_and_others_do_not_notice(
    gateway: Gateway,
    open_socket: Open,
    person: Person,
    redis: Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_connection, "STUCK_SECONDS", 1.0)
    stuck, reading = await open_socket(person), await open_socket(person)
    stuck.connection.transport.pause_reading()
    symbols = [f"SYM{number}" for number in range(400)]
    for socket in (stuck, reading):
        await socket.send(op="sub", ch="quotes", symbols=["*"])
    await reading.next(QuotesSnapshot)

    async def flood() -> None:
        for price in range(1, 10_000):
            record = record_of_quotes(*(a_quote(s, last=str(price)) for s in symbols))
            entry = FeedEntry(0, record.type, record.key, record.body)
            await FeedPublisher(redis).publish(Stream.QUOTES, [entry])
            await asyncio.sleep(0.1)

    flooding = asyncio.create_task(flood())
    hub = gateway.hub
    async with asyncio.timeout(60):
        while len(hub.connections) == 2:
            await reading.next(QuotesDelta)
    await reading.next(QuotesDelta)
    flooding.cancel()
    stuck.connection.transport.resume_reading()
    assert await stuck.closed() in {CLOSE_SLOW, 1006}
