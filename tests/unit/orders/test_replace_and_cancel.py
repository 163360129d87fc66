"""Changing one's mind: replaced or refused as a whole, cancelled for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.orders.domain.commands import CancelOrder, ReplaceOrder, SubmitOrder
from services.orders.domain.errors import (
    NoSuchOrder,
    OrderConflict,
    OrderNotPending,
    ReplaceRefused,
    StaleVersion,
)
from services.orders.domain.instrument import Indication
from services.orders.domain.order import Order
from services.orders.handlers.book_report import book_report
from services.orders.handlers.cancel_order import cancel_order
from services.orders.handlers.replace_order import replace_order
from services.orders.handlers.submit_order import submit_order
from shared.contracts.orders import OrderState
from shared.kernel.enums import OrderStatus, Side, TimeInForce
from shared.kernel.ids import OrderId, UserId
from tests.support.clock import MONDAY
from tests.support.orders import (
    CLOSE,
    STRANGER,
    USER,
    BookInMemory,
    MarketInMemory,
    SessionsInMemory,
    a_book,
    a_report,
    an_order,
    d,
    ds,
    holding_shares,
)

LATER = MONDAY + timedelta(seconds=5)


@pytest.fixture
async def book() -> BookInMemory:
    return await a_book()


async def submit(book: BookInMemory, command: SubmitOrder) -> Order:
    market, sessions = MarketInMemory(), SessionsInMemory()
    submitted = await submit_order(command, book, market, sessions, at=MONDAY)
    book.words()
    return submitted.order


async def change(
    book: BookInMemory,
    order: Order,
    market: MarketInMemory | None = None,
    **asked: Any,  # noqa: ANN401 - any field of the command
) -> Order:
    command = replace(ReplaceOrder(user_id=USER, order_id=order.order_id), **asked)
    sessions = SessionsInMemory()
    return await replace_order(command, book, market or MarketInMemory(), sessions, at=LATER)


async def cancel(book: BookInMemory, order: Order, user: UserId = USER) -> Order:
    return await cancel_order(CancelOrder(user_id=user, order_id=order.order_id), book, at=LATER)


async def test_a_replaced_order_has_its_new_terms_and_reserves_for_them(book: BookInMemory) -> None:
    order = await submit(book, an_order(quantity="10", limit_price="100"))
    replaced = await change(book, order, quantity=d("20"), limit_price=d("90"))

    assert (replaced.terms.quantity, replaced.terms.limit_price) == ds(20, 90)
    assert (replaced.version, replaced.working_since) == (2, LATER)
    assert book.account.reserved == 1_800
    assert book.words() == ["order.replaced.v1", "account.funds_changed.v1"]


async def test_a_replacement_may_use_what_the_order_has_set_aside(book: BookInMemory) -> None:
    order = await submit(book, an_order(quantity="1000", limit_price="100"))
    await change(book, order, quantity=d("500"), limit_price=d("200"))

    assert book.account.reserved == 100_000
    assert book.words() == ["order.replaced.v1"]


async def test_a_replacement_that_cannot_be_afforded_leaves_the_order_as_it_was(
    book: BookInMemory,
) -> None:
    order = await submit(book, an_order(quantity="1000", limit_price="100"))
    with pytest.raises(ReplaceRefused) as refused:
        await change(book, order, limit_price=d("100.01"))

    assert refused.value.code == "insufficient_buying_power"
    assert book.order == order
    assert book.words() == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"limit_price": d("1.005")}, "off_tick"),
        ({"quantity": d("0")}, "not_positive"),
        ({"quantity": d("1.5")}, "not_fractionable"),
        ({"stop_price": d("90")}, "unexpected_field"),
        ({"trail_percent": d("1")}, "unexpected_field"),
    ],
)
async def test_new_terms_are_checked_like_those_of_a_new_order(
    book: BookInMemory, asked: dict[str, Any], code: str
) -> None:
    order = await submit(book, an_order(limit_price="100"))
    with pytest.raises(ReplaceRefused) as refused:
        await change(book, order, **asked)

    assert refused.value.code == code
    assert book.order == order


async def test_a_sell_can_be_raised_to_all_that_is_held_but_no_further(book: BookInMemory) -> None:
    holding_shares(book, "10")
    order = await submit(book, an_order(Side.SELL, "4", limit_price="100"))
    order = await change(book, order, quantity=d("10"))
    assert book.held().held_quantity == 10

    with pytest.raises(ReplaceRefused) as refused:
        await change(book, order, quantity=d("11"))
    assert refused.value.code == "insufficient_shares"


async def test_what_is_filled_already_cannot_be_taken_back(book: BookInMemory) -> None:
    order = await submit(book, an_order(quantity="10", limit_price="100"))
    await book_report(a_report(order, last_quantity=d("4")), book, MarketInMemory(), at=LATER)
    with pytest.raises(ReplaceRefused) as refused:
        await change(book, order, quantity=d("4"))
    assert refused.value.code == "already_filled"

    replaced = await change(book, order, quantity=d("5"))
    assert replaced.remaining_quantity == 1
    assert book.account.reserved == 100


async def test_an_edit_of_an_older_version_is_refused_with_the_order_as_it_is(
    book: BookInMemory,
) -> None:
    order = await submit(book, an_order(limit_price="100"))
    await change(book, order, expected_version=1, quantity=d("11"))
    with pytest.raises(StaleVersion) as stale:
        await change(book, order, expected_version=1, quantity=d("12"))

    state = stale.value.extra["order"]
    assert isinstance(state, OrderState)
    assert state.version == 2
    assert state.quantity == 11


async def test_editing_keeps_the_hold_unless_asked_to_start_or_end_it(book: BookInMemory) -> None:
    order = await submit(book, an_order(limit_price="100", hold_seconds=30))
    kept = await change(book, order, quantity=d("11"))
    restarted = await change(book, order, hold_seconds=60)
    ended = await change(book, order, hold_seconds=0)

    assert kept.hold_until == MONDAY + timedelta(seconds=30)
    assert restarted.hold_until == LATER + timedelta(seconds=60)
    assert ended.hold_until is None


async def test_a_day_order_that_becomes_good_till_cancelled_no_longer_expires(
    book: BookInMemory,
) -> None:
    order = await submit(book, an_order(limit_price="100"))

    assert (await change(book, order, time_in_force=TimeInForce.GTC)).expires_at is None
    assert (await change(book, order, time_in_force=TimeInForce.DAY)).expires_at == CLOSE


async def test_a_triggered_stop_can_no_longer_be_moved_but_its_limit_can(
    book: BookInMemory,
) -> None:
    order = await submit(book, an_order(stop_price="100", limit_price="101"))
    await book_report(a_report(order, "trigger"), book, MarketInMemory(), at=LATER)
    with pytest.raises(ReplaceRefused) as refused:
        await change(book, order, stop_price=d("99"))

    assert refused.value.code == "already_triggered"
    assert (await change(book, order, limit_price=d("102"))).terms.limit_price == 102


async def test_a_market_order_is_reckoned_as_before_where_no_price_is_known(
    book: BookInMemory,
) -> None:
    order = await submit(book, an_order(quantity="10"))
    market = MarketInMemory(indications={"AAPL": Indication()})
    await change(book, order, market, quantity=d("20"))

    assert book.account.reserved == 2_100


async def test_a_cancelled_order_gives_back_what_it_set_aside(book: BookInMemory) -> None:
    order = await submit(book, an_order(limit_price="100"))
    cancelled = await cancel(book, order)

    assert cancelled.status is OrderStatus.CANCELLED
    assert book.account.reserved == 0
    assert book.words() == ["order.cancelled.v1", "account.funds_changed.v1"]


async def test_a_cancelled_sell_gives_back_its_shares(book: BookInMemory) -> None:
    holding_shares(book, "10")
    await cancel(book, await submit(book, an_order(Side.SELL, "10")))

    assert book.held().available == 10
    assert book.words() == ["order.cancelled.v1"]


async def test_what_is_cancelled_can_be_neither_cancelled_nor_replaced(book: BookInMemory) -> None:
    order = await submit(book, an_order(limit_price="100"))
    await cancel(book, order)
    attempts = [cancel(book, order), change(book, order, quantity=d("1"))]

    for attempt in attempts:
        with pytest.raises(OrderNotPending) as conflict:
            await attempt
        assert isinstance(conflict.value, OrderConflict)
        assert conflict.value.extra["order"].status is OrderStatus.CANCELLED


async def test_the_order_of_somebody_else_is_not_to_be_found(book: BookInMemory) -> None:
    order = await submit(book, an_order(limit_price="100"))

    with pytest.raises(NoSuchOrder):
        await cancel(book, order, STRANGER)
    with pytest.raises(NoSuchOrder):
        await change(book, order, user_id=STRANGER, quantity=d("1"))
    with pytest.raises(NoSuchOrder):
        await change(book, order, order_id=OrderId(STRANGER), quantity=d("1"))
