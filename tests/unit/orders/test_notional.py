"""Orders for an amount of money: what they set aside, and what a fill makes of them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.commands import ReplaceOrder, SubmitOrder
from services.orders.domain.errors import ReplaceRefused
from services.orders.domain.instrument import Indication
from services.orders.domain.order import Order
from services.orders.handlers.book_report import RefusedReport, book_report
from services.orders.handlers.replace_order import replace_order
from services.orders.handlers.submit_order import submit_order
from shared.kernel.enums import OrderStatus, Side
from shared.kernel.ids import Symbol
from tests.support.clock import MONDAY
from tests.support.orders import (
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

FRAC = Symbol("FRAC")
MARKET = MarketInMemory(indications={"FRAC": Indication(ask=d("100"))})


def for_money(money: str, side: Side = Side.BUY, **more: str) -> SubmitOrder:
    return an_order(side, symbol="FRAC", notional=money, **more)  # type: ignore[arg-type]


@pytest.fixture
async def book() -> BookInMemory:
    return await a_book()


async def submit(book: BookInMemory, command: SubmitOrder) -> Order:
    submitted = await submit_order(command, book, MARKET, SessionsInMemory(), at=MONDAY)
    assert submitted.order.is_pending, submitted.order.reason
    return submitted.order


async def fill(
    book: BookInMemory, quantity: str, price: str, *, fee: str = "0", number: int = 1
) -> object:
    report = a_report(
        book.order,
        last_quantity=d(quantity),
        last_price=d(price),
        commission=d(fee),
        report_id=UUID(int=number),
    )
    return await book_report(report, book, MarketInMemory(), at=MONDAY)


async def test_a_buy_sets_aside_the_amount_and_estimates_the_quantity(book: BookInMemory) -> None:
    order = await submit(book, for_money("1000"))

    assert (order.reserved_cash, order.terms.quantity) == ds(1000, 10)
    assert book.account.reserved == 1000


async def test_the_fill_decides_the_quantity(book: BookInMemory) -> None:
    await submit(book, for_money("1000"))
    await fill(book, "9.523809523", "105")

    assert book.order.status is OrderStatus.FILLED
    assert book.order.terms.quantity == book.order.filled_quantity == d("9.523809523")
    assert book.account.cash == d("100000") - d("9.523809523") * 105
    assert book.account.reserved == 0


async def test_a_part_leaves_the_rest_of_the_amount_set_aside(book: BookInMemory) -> None:
    await submit(book, for_money("1000"))
    await fill(book, "4", "80")

    assert book.order.is_pending
    assert book.order.remaining_notional == 680
    assert book.order.terms.quantity == d("12.5")
    assert book.account.reserved == 680


async def test_more_than_the_amount_is_not_booked(book: BookInMemory) -> None:
    await submit(book, for_money("1000"))
    refused = await fill(book, "10.000000001", "100")

    assert refused == RefusedReport("bad_quantity")


async def test_the_fee_comes_on_top(book: BookInMemory) -> None:
    await submit(book, for_money("1000"))
    await fill(book, "10", "100", fee="1")

    assert book.order.status is OrderStatus.FILLED
    assert book.account.cash == 98_999


async def test_a_sale_after_a_fall_takes_more_shares_than_it_held(book: BookInMemory) -> None:
    holding_shares(book, "20", FRAC)
    order = await submit(book, for_money("1000", Side.SELL))
    assert (order.held_shares, order.reserved_cash) == ds(10, 0)
    await fill(book, "12.5", "80")

    assert book.order.status is OrderStatus.FILLED
    assert (book.held(FRAC).quantity, book.held(FRAC).held_quantity) == ds("7.5", 0)


async def test_a_sale_takes_no_more_than_is_held_and_says_so(book: BookInMemory) -> None:
    holding_shares(book, "10", FRAC)
    await submit(book, for_money("1000", Side.SELL))
    await fill(book, "12.5", "80")

    assert book.order.status is OrderStatus.REJECTED
    assert book.order.reason_code == "insufficient_shares"
    assert (book.order.filled_quantity, book.held(FRAC).quantity) == ds(10, 0)


async def test_the_amount_can_be_changed_and_not_turned_into_a_quantity(book: BookInMemory) -> None:
    order = await submit(book, for_money("1000"))

    async def replace(*, notional: Decimal | None = None, quantity: Decimal | None = None) -> Order:
        command = ReplaceOrder(
            user_id=USER, order_id=order.order_id, notional=notional, quantity=quantity
        )
        return await replace_order(command, book, MARKET, SessionsInMemory(), at=MONDAY)

    changed = await replace(notional=d("1500"))
    assert (changed.reserved_cash, changed.terms.quantity) == ds(1500, 15)
    with pytest.raises(ReplaceRefused, match="amount of money"):
        await replace(quantity=d("3"))
    await fill(book, "4", "100")
    with pytest.raises(ReplaceRefused, match="already filled"):
        await replace(notional=d("400"))


@given(
    st.lists(
        st.tuples(st.integers(1, 50_000), st.integers(1, 100)).map(
            lambda pair: (Decimal(pair[0]) / 100, Decimal(pair[1]) / 100)
        ),
        max_size=12,
    )
)
async def test_however_it_fills_no_more_than_the_amount_is_spent(
    market: list[tuple[Decimal, Decimal]],
) -> None:
    """Prices in cents, and which part of what the rest buys each fill takes."""
    book = await a_book()
    await submit(book, for_money("1000"))
    for number, (price, part) in enumerate(market):
        money = book.order.remaining_notional
        if not book.order.is_pending or money is None:
            break
        quantity = (money / price * part).quantize(d("0.000000001"), rounding="ROUND_DOWN")
        if quantity:
            await fill(book, str(quantity), str(price), number=number)
    spent = 100_000 - book.account.cash
    assert 0 <= spent <= 1000
    assert book.account.reserved == (1000 - spent if book.order.is_pending else 0)
    assert book.order.filled_quantity <= book.order.terms.quantity
