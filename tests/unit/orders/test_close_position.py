"""Closing and flipping positions, and cancelling all there is: each in one step."""

from __future__ import annotations

import pytest

from services.orders.domain.commands import CancelAll, ClosePosition, SubmitOrder
from services.orders.domain.errors import (
    DuplicateClientOrderId,
    FlipNeedsMargin,
    NoPosition,
    NoSuchAccount,
)
from services.orders.domain.order import Order
from services.orders.handlers.cancel_all import cancel_all
from services.orders.handlers.close_position import Closing, close_position
from services.orders.handlers.submit_order import submit_order
from shared.kernel.enums import OrderStatus, OrderType, Side
from shared.kernel.ids import Symbol
from tests.support.clock import MONDAY
from tests.support.orders import (
    AAPL,
    STRANGER,
    USER,
    BookInMemory,
    MarketInMemory,
    SessionsInMemory,
    a_book,
    an_opening,
    an_order,
    ds,
    holding_shares,
)

ACCOUNT = an_opening().account_id


@pytest.fixture
async def book() -> BookInMemory:
    return await a_book()


async def submit(book: BookInMemory, command: SubmitOrder) -> Order:
    market, sessions = MarketInMemory(), SessionsInMemory()
    return (await submit_order(command, book, market, sessions, at=MONDAY)).order


async def close(book: BookInMemory, *, flip: bool = False, symbol: Symbol = AAPL) -> Closing:
    command = ClosePosition(
        user_id=USER, account_id=ACCOUNT, client_order_id="close", symbol=symbol, flip=flip
    )
    return await close_position(command, book, MarketInMemory(), SessionsInMemory(), at=MONDAY)


async def test_closing_sells_everything_at_the_market(book: BookInMemory) -> None:
    holding_shares(book, "7")
    closing = await close(book)

    order = closing.order
    assert (order.side, order.type, order.terms.quantity) == (Side.SELL, OrderType.MARKET, 7)
    assert order.is_pending
    assert book.held().held_quantity == 7


async def test_orders_that_hold_the_shares_make_way_and_others_stay(book: BookInMemory) -> None:
    holding_shares(book, "10")
    target = await submit(book, an_order(Side.SELL, "6", limit_price="120", client_order_id="a"))
    more = await submit(book, an_order(Side.BUY, "1", limit_price="90", client_order_id="b"))
    book.words()
    closing = await close(book)

    assert [order.order_id for order in closing.cancelled] == [target.order_id]
    assert closing.order.terms.quantity == 10
    assert book.held().held_quantity == 10
    assert book.order_rows[more.order_id].order.is_pending
    assert book.words() == ["order.cancelled.v1", "order.submitted.v1"]


async def test_closing_twice_with_one_id_makes_one_order(book: BookInMemory) -> None:
    holding_shares(book, "7")
    first = await close(book)
    again = await close(book)

    assert (first.created, again.created) == (True, False)
    assert again.order == first.order
    with pytest.raises(DuplicateClientOrderId):
        await close(book, flip=True)


async def test_where_nothing_is_held_there_is_nothing_to_close(book: BookInMemory) -> None:
    with pytest.raises(NoPosition):
        await close(book)
    with pytest.raises(NoPosition):
        await close(book, symbol=Symbol("NOPE"))


async def test_a_cash_account_cannot_flip(book: BookInMemory) -> None:
    holding_shares(book, "7")
    with pytest.raises(FlipNeedsMargin):
        await close(book, flip=True)


async def test_cancelling_all_frees_everything_with_one_event_of_the_account(
    book: BookInMemory,
) -> None:
    holding_shares(book, "10")
    for number in range(3):
        await submit(book, an_order(limit_price="50", client_order_id=f"buy-{number}"))
    await submit(book, an_order(Side.SELL, limit_price="150", client_order_id="sell"))
    book.words()
    cancelled = await cancel_all(CancelAll(user_id=USER, account_id=ACCOUNT), book, at=MONDAY)

    assert {order.status for order in cancelled} == {OrderStatus.CANCELLED}
    assert len(cancelled) == 4
    assert (book.account.reserved, book.held().held_quantity) == ds(0, 0)
    assert sorted(book.words()) == ["account.funds_changed.v1", *["order.cancelled.v1"] * 4]


async def test_cancelling_all_of_one_symbol_leaves_the_others(book: BookInMemory) -> None:
    await submit(book, an_order(limit_price="50", client_order_id="apple"))
    await submit(book, an_order(limit_price="50", client_order_id="soft", symbol="MSFT"))
    command = CancelAll(user_id=USER, account_id=ACCOUNT, symbol=AAPL)
    cancelled = await cancel_all(command, book, at=MONDAY)

    assert [order.symbol for order in cancelled] == [AAPL]
    assert book.account.reserved == 500


async def test_nobody_cancels_for_somebody_else(book: BookInMemory) -> None:
    with pytest.raises(NoSuchAccount):
        await cancel_all(CancelAll(user_id=STRANGER, account_id=ACCOUNT), book, at=MONDAY)
