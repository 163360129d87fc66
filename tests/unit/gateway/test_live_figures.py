"""Portfolios, quotes and the feed: the newest state wins."""

from __future__ import annotations

import asyncio

from services.gateway.handlers.live.hub import QUOTES_EVERY_SECONDS, Hub
from services.gateway.handlers.live.quotes import WireQuote
from services.gateway.ports import Market
from shared.contracts.market_data import FeedStatus, Instrument
from shared.contracts.websocket import (
    Feed,
    Hello,
    LiveQuote,
    PortfolioDelta,
    PortfolioSnapshot,
    QuotesDelta,
    QuotesSnapshot,
)
from shared.kernel.enums import InstrumentClass
from tests.support.clock import MONDAY
from tests.support.gateway import (
    a_position,
    a_quote,
    portfolio_update,
    record_of_quotes,
    record_of_update,
)
from tests.support.watcher import KEY, Stopwatch, Watcher


async def test_the_first_frame_says_hello_with_the_state_of_the_feed(hub: Hub) -> None:
    hub.take_feed(a_feed("live"))
    screen = Watcher(hub)

    hello = await screen.read()

    assert isinstance(hello[0], Hello)
    assert hello[0].authenticated
    assert hello[0].server_time == MONDAY
    assert hello[0].feed.simulated
    await screen.close()


async def test_figures_that_a_slow_client_missed_arrive_as_one_delta(
    hub: Hub, screen: Watcher
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
    hub: Hub, screen: Watcher
) -> None:
    hub.portfolios.subscribe(KEY, screen.connection)
    hub.portfolios.rung(hub.portfolios.to_ring(0), 0)
    hub.take_portfolio(record_of_update(portfolio_update(1, a_position(), full=True)))
    hub.portfolios.attention.clear()
    second = Watcher(hub)
    hub.portfolios.subscribe(KEY, second.connection)

    assert (await second.one(PortfolioSnapshot)).data.positions == [a_position()]
    assert not hub.portfolios.attention.is_set()
    await second.close()


async def test_a_missed_figure_rings_again_but_not_more_than_once_a_second(
    hub: Hub, screen: Watcher
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
    screen = Watcher(hub)
    hub.portfolios.subscribe(KEY, screen.connection)
    assert hub.portfolios.accounts == [KEY]

    await screen.close()
    assert hub.portfolios.accounts == []


async def test_quotes_come_at_once_after_a_quiet_time_and_then_at_most_every_100_ms(
    hub: Hub, screen: Watcher, watch: Stopwatch
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


async def test_only_followed_symbols_are_sent(hub: Hub, screen: Watcher) -> None:
    hub.take_market_data(record_of_quotes(a_quote("AAPL"), a_quote("F")))
    hub.subscribe_quotes(frozenset(["F", "NONE"]), screen.connection)
    snapshot = (await screen.read())[-1]
    assert isinstance(snapshot, QuotesSnapshot)
    assert [quote.symbol for quote in snapshot.data.quotes] == ["F"]

    hub.take_market_data(record_of_quotes(a_quote("AAPL", last="2")))
    hub.flush_quotes()
    assert await screen.read() == []


async def test_the_change_of_a_quote_is_worked_out_for_the_client(
    hub: Hub, screen: Watcher
) -> None:
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


async def test_a_name_that_is_learnt_later_is_sent(hub: Hub, screen: Watcher) -> None:
    hub.subscribe_quotes(None, screen.connection)
    hub.take_market_data(record_of_quotes(a_quote("AAPL")))
    await screen.read()
    assert hub.market_missed.is_set()

    hub.take_market(Market([], [an_instrument()], []))
    hub.flush_quotes()
    assert (await screen.one(QuotesDelta)).data.quotes[0].name == "Apple Inc."


async def test_a_change_of_the_feed_is_told_once(hub: Hub, screen: Watcher) -> None:
    await screen.read()
    hub.take_feed(a_feed("live"))
    assert (await screen.one(Feed)).sources[0].state == "live"

    hub.take_feed(a_feed("live"))
    assert await screen.read() == []


async def test_a_source_that_is_gone_is_no_longer_shown(hub: Hub, screen: Watcher) -> None:
    hub.take_feed(a_feed("live"))
    await screen.read()
    hub.take_market(Market([], [], []))

    assert (await screen.one(Feed)).sources == []


async def test_streams_that_do_not_answer_are_reported_as_a_source_that_is_down(
    hub: Hub, screen: Watcher
) -> None:
    await screen.read()
    assert hub.streams_answer(False)
    assert (await screen.one(Feed)).sources[-1].state == "down"
    assert not hub.streams_answer(False)

    assert hub.streams_answer(True)
    assert (await screen.one(Feed)).sources == []


def test_the_fast_form_of_a_quote_has_the_fields_of_the_contract() -> None:
    assert list(WireQuote.__struct_fields__) == list(LiveQuote.model_fields)


def a_feed(state: str) -> FeedStatus:
    return FeedStatus(
        source="simulated", state=state, simulated=True, message="ok", since=MONDAY, symbols=30
    )


def an_instrument() -> Instrument:
    return Instrument(symbol="AAPL", name="Apple Inc.", instrument_class=InstrumentClass.EQUITY)
