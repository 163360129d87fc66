"""From stream entries to the frames of one connection, each checked against the contract."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TypeVar
from uuid import uuid4

import pytest
from pydantic import BaseModel, TypeAdapter

from services.gateway.domain.credentials import Principal
from services.gateway.handlers.live.channels import QUEUED_MAX, OrdersChannel
from services.gateway.handlers.live.connection import STUCK_SECONDS
from services.gateway.handlers.live.hub import QUOTES_EVERY_SECONDS, Hub
from services.gateway.handlers.live.quotes import WireQuote
from services.gateway.ports import Market
from shared.contracts.market_data import FeedStatus, Instrument
from shared.contracts.websocket import (
    CLOSE_SLOW,
    CLOSE_UNAUTHENTICATED,
    Feed,
    FillsDelta,
    Gap,
    Heartbeat,
    Hello,
    LiveQuote,
    OrdersDelta,
    OrdersSnapshot,
    PortfolioDelta,
    PortfolioSnapshot,
    QuotesDelta,
    QuotesSnapshot,
    ServerMessage,
)
from shared.kernel.enums import InstrumentClass
from shared.kernel.ids import UserId
from tests.support.clock import MONDAY, FrozenClock
from tests.support.gateway import (
    ACCOUNT,
    a_position,
    a_quote,
    an_execution,
    an_order,
    order_filled,
    order_submitted,
    portfolio_update,
    record_of,
    record_of_quotes,
    record_of_update,
)

KEY = str(ACCOUNT)
EMPTY = b'{"orders":[]}'
Message = TypeVar("Message", bound=BaseModel)
messages: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Screen:
    """Reads what a connection sends, unless it is told not to."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.connection = hub.open(Principal(UserId(uuid4()), uuid4(), by_cookie=True))
        self.reads = asyncio.Event()
        self.reads.set()
        self.frames: list[ServerMessage] = []
        self._sender = asyncio.create_task(self.connection.run_sender(self._send))

    async def _send(self, frame: bytes) -> None:
        await self.reads.wait()
        self.frames.append(messages.validate_json(frame))

    async def read(self) -> list[ServerMessage]:
        """Everything that has come since the last time."""
        for _ in range(5):
            await asyncio.sleep(0)
        got, self.frames = self.frames, []
        return got

    async def one(self, kind: type[Message]) -> Message:
        (frame,) = [frame for frame in await self.read() if not isinstance(frame, Hello)]
        assert isinstance(frame, kind)
        return frame

    async def close(self) -> None:
        self._sender.cancel()
        await asyncio.gather(self._sender, return_exceptions=True)
        self.hub.leave(self.connection)


def follow_orders(hub: Hub, screen: Screen) -> OrdersChannel:
    channel = hub.subscribe_orders(KEY, screen.connection)
    channel.loaded(EMPTY)
    screen.connection.wake()
    return channel


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
async def hub(watch: Stopwatch) -> Hub:
    hub = Hub(FrozenClock(), watch)
    watch.seconds += 1
    return hub


@pytest.fixture
async def screen(hub: Hub) -> AsyncGenerator[Screen]:
    screen = Screen(hub)
    yield screen
    await screen.close()


async def test_the_first_frame_says_hello_with_the_state_of_the_feed(hub: Hub) -> None:
    hub.take_feed(a_feed("live"))
    screen = Screen(hub)

    hello = await screen.read()

    assert isinstance(hello[0], Hello)
    assert hello[0].authenticated
    assert hello[0].server_time == MONDAY
    assert hello[0].feed.simulated
    await screen.close()


async def test_what_happens_while_the_snapshot_is_fetched_comes_after_it(
    hub: Hub, screen: Screen
) -> None:
    await screen.read()
    order = an_order()
    channel = hub.subscribe_orders(KEY, screen.connection)
    hub.take_order_event(record_of(order_submitted(order)))
    assert await screen.read() == []

    channel.loaded(EMPTY)
    screen.connection.wake()
    snapshot, delta = await screen.read()

    assert isinstance(snapshot, OrdersSnapshot)
    assert isinstance(delta, OrdersDelta)
    assert (delta.prev, delta.ver) == (snapshot.ver, snapshot.ver + 1)
    assert delta.data.event == "order.submitted.v1"
    assert delta.data.order == order


async def test_orders_and_fills_are_counted_together(hub: Hub, screen: Screen) -> None:
    follow_orders(hub, screen)
    await screen.read()
    execution = an_execution()
    hub.take_account_event(record_of(execution))
    hub.take_order_event(record_of(order_filled(an_order())))

    fill, order = await screen.read()

    assert isinstance(fill, FillsDelta)
    assert isinstance(order, OrdersDelta)
    assert fill.ver == order.prev
    assert fill.data.receipt == execution.receipt
    assert fill.data.occurred_at == execution.occurred_at


async def test_another_accounts_orders_and_figures_are_not_sent(hub: Hub, screen: Screen) -> None:
    follow_orders(hub, screen)
    hub.portfolios.subscribe(KEY, screen.connection)
    await screen.read()
    other = uuid4()
    hub.take_order_event(record_of(order_submitted(an_order(account_id=other))))
    hub.take_account_event(record_of(an_execution(other)))
    hub.take_portfolio(record_of_update(portfolio_update(1, full=True, account_id=other)))

    assert await screen.read() == []


async def test_a_client_that_falls_behind_gets_a_gap_and_can_start_over(
    hub: Hub, screen: Screen
) -> None:
    channel = follow_orders(hub, screen)
    await screen.read()
    record = record_of(order_submitted())
    for _ in range(QUEUED_MAX + 1):
        hub.take_order_event(record)
    assert channel.bytes_queued == 0

    assert (await screen.one(Gap)).account_id == ACCOUNT
    hub.take_order_event(record)
    assert await screen.read() == []

    follow_orders(hub, screen)
    assert isinstance((await screen.read())[0], OrdersSnapshot)


async def test_a_client_with_more_than_a_mebibyte_waiting_is_closed(
    hub: Hub, screen: Screen
) -> None:
    accounts = [uuid4() for _ in range(4)]
    for account in accounts:
        hub.subscribe_orders(str(account), screen.connection)
    for account in accounts:
        for _ in range(QUEUED_MAX):
            hub.take_order_event(record_of(order_submitted(an_order(account_id=account))))

    assert screen.connection.closing.result()[0] == CLOSE_SLOW


async def test_a_client_that_reads_nothing_for_ten_seconds_is_closed(
    hub: Hub, screen: Screen, watch: Stopwatch
) -> None:
    screen.reads.clear()
    hub.beat()
    await screen.read()
    watch.seconds += STUCK_SECONDS - 1
    hub.beat()
    assert not screen.connection.closing.done()

    watch.seconds += 2
    hub.beat()
    assert screen.connection.closing.result()[0] == CLOSE_SLOW


async def test_figures_that_a_slow_client_missed_arrive_as_one_delta(
    hub: Hub, screen: Screen
) -> None:
    hub.portfolios.subscribe(KEY, screen.connection)
    await screen.read()
    hub.take_portfolio(record_of_update(portfolio_update(1, a_position("AAPL"), full=True)))
    snapshot = await screen.one(PortfolioSnapshot)

    screen.reads.clear()
    hub.take_portfolio(record_of_update(portfolio_update(2, a_position("AAPL", mark="1"))))
    await screen.read()
    hub.take_portfolio(record_of_update(portfolio_update(3, a_position("AAPL", mark="2"))))
    hub.take_portfolio(record_of_update(portfolio_update(4, a_position("F", mark="3"))))
    hub.take_portfolio(record_of_update(portfolio_update(5, equity="7.00")))
    screen.reads.set()
    first, second = await screen.read()

    assert isinstance(first, PortfolioDelta)
    assert isinstance(second, PortfolioDelta)
    assert (first.prev, first.ver, second.prev) == (snapshot.ver, snapshot.ver + 1, first.ver)
    assert {p.symbol: str(p.mark) for p in second.data.positions} == {"AAPL": "2", "F": "3"}
    assert str(second.data.account.equity) == "7.00"
    assert second.newest_quote_at == MONDAY


async def test_a_second_screen_gets_its_snapshot_without_asking_portfolio_again(
    hub: Hub, screen: Screen
) -> None:
    hub.portfolios.subscribe(KEY, screen.connection)
    hub.portfolios.rung(hub.portfolios.to_ring(0), 0)
    hub.take_portfolio(record_of_update(portfolio_update(1, a_position(), full=True)))
    hub.portfolios.attention.clear()
    second = Screen(hub)
    hub.portfolios.subscribe(KEY, second.connection)

    assert (await second.one(PortfolioSnapshot)).data.positions == [a_position()]
    assert not hub.portfolios.attention.is_set()
    await second.close()


async def test_a_missed_figure_rings_again_but_not_more_than_once_a_second(
    hub: Hub, screen: Screen
) -> None:
    hub.portfolios.subscribe(KEY, screen.connection)
    hub.take_portfolio(record_of_update(portfolio_update(1, full=True)))
    hub.portfolios.attention.clear()
    hub.take_portfolio(record_of_update(portfolio_update(3)))

    assert hub.portfolios.attention.is_set()
    assert hub.portfolios.to_ring(5) == [KEY]
    hub.portfolios.rung([KEY], 5)
    assert hub.portfolios.to_ring(5.9) == []
    assert hub.portfolios.to_ring(6) == [KEY]


async def test_an_account_nobody_looks_at_is_forgotten(hub: Hub) -> None:
    screen = Screen(hub)
    hub.portfolios.subscribe(KEY, screen.connection)
    assert hub.portfolios.accounts == [KEY]

    await screen.close()
    assert hub.portfolios.accounts == []


async def test_quotes_come_at_once_after_a_quiet_time_and_then_at_most_every_100_ms(
    hub: Hub, screen: Screen, watch: Stopwatch
) -> None:
    hub.subscribe_quotes(None, screen.connection)
    await screen.read()
    hub.take_market_data(record_of_quotes(a_quote("AAPL", last="1")))
    assert (await screen.one(QuotesDelta)).data.quotes[0].symbol == "AAPL"

    hub.take_market_data(record_of_quotes(a_quote("AAPL", last="2"), a_quote("F", last="9")))
    hub.take_market_data(record_of_quotes(a_quote("AAPL", last="3")))
    assert await screen.read() == []

    watch.seconds += QUOTES_EVERY_SECONDS
    await asyncio.sleep(QUOTES_EVERY_SECONDS * 1.5)
    delta = await screen.one(QuotesDelta)
    assert {quote.symbol: str(quote.last) for quote in delta.data.quotes} == {
        "F": "9",
        "AAPL": "3",
    }


async def test_only_followed_symbols_are_sent(hub: Hub, screen: Screen) -> None:
    hub.take_market_data(record_of_quotes(a_quote("AAPL"), a_quote("F")))
    hub.subscribe_quotes(frozenset(["F", "NONE"]), screen.connection)
    snapshot = (await screen.read())[-1]
    assert isinstance(snapshot, QuotesSnapshot)
    assert [quote.symbol for quote in snapshot.data.quotes] == ["F"]

    hub.take_market_data(record_of_quotes(a_quote("AAPL", last="2")))
    hub.flush_quotes()
    assert await screen.read() == []


async def test_the_change_of_a_quote_is_worked_out_for_the_client(hub: Hub, screen: Screen) -> None:
    hub.take_market(Market([a_quote("AAPL", last="99.99")], [an_instrument()], []))
    hub.subscribe_quotes(None, screen.connection)
    snapshot = (await screen.read())[-1]

    assert isinstance(snapshot, QuotesSnapshot)
    (quote,) = snapshot.data.quotes
    assert (quote.name, str(quote.change), str(quote.change_percent)) == (
        "Apple Inc.",
        "0.99",
        "1.00",
    )


async def test_a_name_that_is_learnt_later_is_sent(hub: Hub, screen: Screen) -> None:
    hub.subscribe_quotes(None, screen.connection)
    hub.take_market_data(record_of_quotes(a_quote("AAPL")))
    await screen.read()
    assert hub.market_missed.is_set()

    hub.take_market(Market([], [an_instrument()], []))
    hub.flush_quotes()
    assert (await screen.one(QuotesDelta)).data.quotes[0].name == "Apple Inc."


async def test_a_change_of_the_feed_is_told_once(hub: Hub, screen: Screen) -> None:
    await screen.read()
    hub.take_feed(a_feed("live"))
    assert (await screen.one(Feed)).sources[0].state == "live"

    hub.take_feed(a_feed("live"))
    assert await screen.read() == []


async def test_a_source_that_is_gone_is_no_longer_shown(hub: Hub, screen: Screen) -> None:
    hub.take_feed(a_feed("live"))
    await screen.read()
    hub.take_market(Market([], [], []))

    assert (await screen.one(Feed)).sources == []


async def test_streams_that_do_not_answer_are_reported_as_a_source_that_is_down(
    hub: Hub, screen: Screen
) -> None:
    await screen.read()
    assert hub.streams_answer(False)
    assert (await screen.one(Feed)).sources[-1].state == "down"
    assert not hub.streams_answer(False)

    assert hub.streams_answer(True)
    assert (await screen.one(Feed)).sources == []


async def test_the_heartbeat_carries_the_servers_time(hub: Hub, screen: Screen) -> None:
    await screen.read()
    hub.beat()

    assert (await screen.one(Heartbeat)).server_time == MONDAY


async def test_the_end_of_a_session_closes_its_connections_and_no_others(
    hub: Hub, screen: Screen
) -> None:
    other = Screen(hub)
    assert screen.connection.principal
    hub.end_credential(screen.connection.principal.credential_id)

    assert screen.connection.closing.result()[0] == CLOSE_UNAUTHENTICATED
    assert not other.connection.closing.done()
    await other.close()


def test_the_fast_form_of_a_quote_has_the_fields_of_the_contract() -> None:
    assert list(WireQuote.__struct_fields__) == list(LiveQuote.model_fields)


def a_feed(state: str) -> FeedStatus:
    return FeedStatus(
        source="simulated", state=state, simulated=True, message="ok", since=MONDAY, symbols=30
    )


def an_instrument() -> Instrument:
    return Instrument(symbol="AAPL", name="Apple Inc.", instrument_class=InstrumentClass.EQUITY)
