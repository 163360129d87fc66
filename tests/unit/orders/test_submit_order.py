"""Submitting: accepted, refused, seen before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.orders.domain.commands import SubmitOrder
from services.orders.domain.errors import DuplicateClientOrderId, NoSuchAccount
from services.orders.domain.instrument import Indication
from services.orders.handlers.submit_order import Submitted, submit_order
from shared.contracts.executions import FundsChanged
from shared.contracts.orders import OrderRejected, OrderSubmitted
from shared.kernel.enums import OrderStatus, Side, TimeInForce
from shared.kernel.errors import Unavailable
from tests.support.clock import MONDAY
from tests.support.orders import (
    AAPL,
    CLOSE,
    STRANGER,
    BookInMemory,
    MarketInMemory,
    SessionsInMemory,
    a_book,
    an_order,
    d,
    ds,
    holding_shares,
)


@pytest.fixture
async def book() -> BookInMemory:
    return await a_book()


@pytest.fixture
def market() -> MarketInMemory:
    return MarketInMemory()


async def submit(
    book: BookInMemory, command: SubmitOrder, market: MarketInMemory | None = None
) -> Submitted:
    sessions = SessionsInMemory()
    return await submit_order(command, book, market or MarketInMemory(), sessions, at=MONDAY)


async def test_an_accepted_order_is_pending_and_its_cash_is_set_aside(book: BookInMemory) -> None:
    submitted = await submit(book, an_order(quantity="10", limit_price="100"))

    assert submitted.created
    assert submitted.order.status is OrderStatus.PENDING
    assert (book.account.cash, book.account.reserved) == ds(100_000, 1_000)
    assert book.words() == ["account.funds_changed.v1", "order.submitted.v1"]


async def test_what_is_announced_is_what_is_in_the_book(book: BookInMemory) -> None:
    await submit(book, an_order(quantity="10", limit_price="100"))

    funds, order = book.announced
    assert isinstance(funds, FundsChanged)
    assert isinstance(order, OrderSubmitted)
    assert funds.funds.buying_power == 99_000
    assert funds.funds.version == book.account.version
    assert order.order.reserved_cash == 1_000
    assert order.order.version == 1


async def test_a_market_buy_sets_aside_five_percent_more_than_the_ask(book: BookInMemory) -> None:
    await submit(book, an_order(quantity="10"))

    assert book.account.reserved == 1_050


async def test_a_sell_holds_its_shares_and_moves_no_money(book: BookInMemory) -> None:
    holding_shares(book, "10")
    await submit(book, an_order(Side.SELL, "4", limit_price="100"))

    assert (book.held().quantity, book.held().held_quantity) == ds(10, 4)
    assert book.account.version == 1
    assert book.words() == ["order.submitted.v1"]


async def test_shares_held_for_one_order_cannot_be_sold_by_another(book: BookInMemory) -> None:
    holding_shares(book, "10")
    await submit(book, an_order(Side.SELL, "8", limit_price="100"))
    second = await submit(book, an_order(Side.SELL, "3", client_order_id="order-2"))

    assert second.order.reason_code == "insufficient_shares"


async def test_a_refused_order_is_recorded_with_its_reason_and_moves_nothing(
    book: BookInMemory,
) -> None:
    submitted = await submit(book, an_order(quantity="2000", limit_price="100"))

    assert submitted.order.status is OrderStatus.REJECTED
    assert submitted.order.was_refused_at_entry
    assert submitted.order.reason_code == "insufficient_buying_power"
    assert book.order == submitted.order
    assert book.account.reserved == 0
    (event,) = book.announced
    assert isinstance(event, OrderRejected)
    assert event.order.reason_code == "insufficient_buying_power"


async def test_a_day_order_that_takes_part_in_extended_hours_ends_with_them(
    book: BookInMemory,
) -> None:
    plain = an_order(limit_price="100", client_order_id="1")
    extended = replace(an_order(limit_price="100", client_order_id="2"), extended_hours=True)
    market = replace(an_order(quantity="1", client_order_id="3"), extended_hours=True)
    ends = [(await submit(book, command)).order.expires_at for command in (plain, extended, market)]

    assert ends == [CLOSE, CLOSE + timedelta(hours=4), CLOSE]


async def test_an_unknown_symbol_is_refused_and_recorded(book: BookInMemory) -> None:
    submitted = await submit(book, an_order(symbol="NOPE"))

    assert submitted.order.reason_code == "unknown_symbol"
    assert book.words() == ["order.rejected.v1"]


async def test_cash_set_aside_cannot_be_set_aside_again(book: BookInMemory) -> None:
    await submit(book, an_order(quantity="600", limit_price="100"))
    second = await submit(book, an_order(quantity="600", limit_price="100", client_order_id="2"))

    assert second.order.reason_code == "insufficient_buying_power"
    assert book.account.reserved == 60_000


async def test_the_same_command_twice_makes_one_order(book: BookInMemory) -> None:
    first = await submit(book, an_order(limit_price="100"))
    book.words()
    second = await submit(book, an_order(limit_price="100.00"))

    assert second == Submitted(first.order, created=False)
    assert len(book.order_rows) == 1
    assert book.words() == []
    assert book.account.reserved == 1_000


async def test_a_repeated_command_finds_the_order_as_it_now_is(book: BookInMemory) -> None:
    """Even where the account could not afford it a second time."""
    await submit(book, an_order(quantity="1000", limit_price="100"))
    again = await submit(book, an_order(quantity="1000", limit_price="100"))

    assert not again.created
    assert again.order.status is OrderStatus.PENDING


async def test_the_same_id_for_another_order_is_a_conflict(book: BookInMemory) -> None:
    await submit(book, an_order(limit_price="100"))
    with pytest.raises(DuplicateClientOrderId):
        await submit(book, an_order(limit_price="101"))


async def test_nobody_orders_in_the_account_of_somebody_else(book: BookInMemory) -> None:
    with pytest.raises(NoSuchAccount):
        await submit(book, replace(an_order(), user_id=STRANGER))
    assert book.order_rows == {}


async def test_while_the_market_is_away_nothing_is_recorded(
    book: BookInMemory, market: MarketInMemory
) -> None:
    market.away = True
    with pytest.raises(Unavailable):
        await submit(book, an_order(), market)
    assert book.order_rows == {}


async def test_a_repeated_command_is_answered_even_while_the_market_is_away(
    book: BookInMemory, market: MarketInMemory
) -> None:
    first = await submit(book, an_order(), market)
    market.away = True

    assert await submit(book, an_order(), market) == Submitted(first.order, created=False)


async def test_a_market_buy_without_any_price_is_refused_but_a_limit_is_not(
    book: BookInMemory, market: MarketInMemory
) -> None:
    market.indications["AAPL"] = Indication()
    refused = await submit(book, an_order(), market)
    accepted = await submit(book, an_order(limit_price="5", client_order_id="2"), market)

    assert refused.order.reason_code == "no_price"
    assert accepted.order.status is OrderStatus.PENDING


async def test_a_day_order_ends_with_its_session_and_others_do_not(book: BookInMemory) -> None:
    day = await submit(book, an_order(limit_price="1"))
    gtc = an_order(limit_price="1", client_order_id="2", time_in_force=TimeInForce.GTC)

    assert day.order.expires_at == CLOSE
    assert (await submit(book, gtc)).order.expires_at is None


async def test_the_hold_counts_from_now(book: BookInMemory) -> None:
    held = await submit(book, an_order(limit_price="1", hold_seconds=30))
    free = await submit(book, an_order(limit_price="1", client_order_id="2"))

    assert held.order.hold_until == MONDAY + timedelta(seconds=30)
    assert free.order.hold_until is None


async def test_a_contract_sets_aside_its_multiple(book: BookInMemory) -> None:
    await submit(book, an_order(symbol="/ES", quantity="1", limit_price="1500.25"))

    assert book.account.reserved == d("75012.50")
    assert book.order.multiplier == 50
    assert book.held(AAPL).quantity == 0
