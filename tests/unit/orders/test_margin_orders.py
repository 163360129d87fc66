"""Orders of a margin account: what they set aside, and what its margin lets be booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from services.orders.domain.commands import SubmitOco
from services.orders.domain.instrument import Indication
from services.orders.domain.order import Order
from services.orders.handlers.book_report import RefusedReport, book_report
from services.orders.handlers.open_account import open_account
from services.orders.handlers.submit_oco import submit_oco
from services.orders.handlers.submit_order import submit_order
from shared.kernel.enums import AccountKind, OrderStatus, Side
from shared.kernel.errors import Unavailable
from tests.support.clock import MONDAY
from tests.support.orders import (
    AAPL,
    INSTRUMENTS,
    BookInMemory,
    MarketInMemory,
    SessionsInMemory,
    a_report,
    an_instrument,
    an_opening,
    an_order,
    d,
    ds,
    exits,
)

BUY, SELL = Side.BUY, Side.SELL


class Desk:
    """A margin account, a market for Apple around 100, and an engine that fills at will."""

    def __init__(self, balance: str = "10000", fees: str = "none") -> None:
        self.book = BookInMemory()
        self.market = MarketInMemory()
        self.opening = an_opening(balance)
        settings = replace(self.opening.settings, fee_model=fees)
        self.opening = replace(self.opening, kind=AccountKind.MARGIN, settings=settings)
        self.orders = 0
        self.quote("100")

    async def open(self) -> Desk:
        await open_account(self.opening, self.book, at=MONDAY)
        return self

    def quote(self, price: str, symbol: str = "AAPL") -> None:
        self.market.indications[symbol] = Indication(ask=d(price), last=d(price))

    async def submit(
        self, side: Side, quantity: str, limit_price: str | None = "100", symbol: str = "AAPL"
    ) -> Order:
        self.orders += 1
        command = an_order(
            side,
            quantity,
            symbol=symbol,
            limit_price=limit_price,
            client_order_id=str(self.orders),
        )
        found = await submit_order(command, self.book, self.market, SessionsInMemory(), at=MONDAY)
        return found.order

    async def fill(self, order: Order, price: str = "100", **more: Decimal) -> Order:
        report = a_report(order, "fill", last_price=d(price), **more)
        done = await book_report(report, self.book, self.market, at=MONDAY)
        assert not isinstance(done, RefusedReport)
        return done

    async def trade(self, side: Side, quantity: str, price: str = "100") -> Order:
        return await self.fill(await self.submit(side, quantity, price), price)

    def holds(self) -> tuple[str, str]:
        held = self.book.held()
        return str(held.quantity), str(held.held_quantity)


@pytest.fixture
async def desk() -> Desk:
    return await Desk().open()


async def test_a_buy_sets_aside_half_and_may_be_twice_the_equity(desk: Desk) -> None:
    order = await desk.submit(BUY, "200")
    refused = await desk.submit(BUY, "1")

    assert (order.status, order.reserved_cash) == (OrderStatus.PENDING, 10000)
    assert (refused.status, refused.reason_code) == (
        OrderStatus.REJECTED,
        "insufficient_buying_power",
    )
    await desk.fill(order)
    assert (desk.book.account.cash, desk.book.account.reserved) == ds(-10000, 0)


async def test_a_short_sets_aside_half_of_its_limit_or_of_103_percent_of_the_ask(
    desk: Desk,
) -> None:
    at_limit = await desk.submit(SELL, "10", "120")
    at_market = await desk.submit(SELL, "10", None)

    assert at_limit.reserved_cash == 600
    assert at_market.reserved_cash == 515
    assert (await desk.fill(at_market)).status is OrderStatus.FILLED
    assert desk.holds() == ("-10", "0")
    assert desk.book.account.cash == 11000


async def test_covering_sets_nothing_aside_but_what_it_covers(desk: Desk) -> None:
    await desk.trade(SELL, "10")
    cover = await desk.submit(BUY, "10", "105")

    assert (cover.reserved_cash, cover.held_shares) == ds(0, 10)
    await desk.fill(cover, "105")
    assert desk.holds() == ("0", "0")
    assert desk.book.account.cash == 9950


async def test_a_pair_of_buys_exits_a_short_and_no_second_pair_the_same_one(desk: Desk) -> None:
    await desk.trade(SELL, "10")

    def exits_of_the_short(name: str) -> SubmitOco:
        return SubmitOco(
            user_id=desk.opening.user_id,
            account_id=desk.opening.account_id,
            client_order_id=name,
            symbol=AAPL,
            side=BUY,
            quantity=d("10"),
            exits=exits("90", "110"),
        )

    async def submit(name: str) -> Sequence[Order]:
        command = exits_of_the_short(name)
        found = await submit_oco(command, desk.book, desk.market, SessionsInMemory(), at=MONDAY)
        return found.orders

    profit, loss = await submit("pair")
    assert {profit.status, loss.status} == {OrderStatus.PENDING}
    assert desk.holds() == ("-10", "10")
    (refused,) = await submit("another")
    assert refused.reason_code == "insufficient_shares"

    await desk.fill(loss, "110")
    assert desk.holds() == ("0", "0")
    assert desk.book.account.cash == 9900


async def test_one_fill_flips_a_long_into_a_short(desk: Desk) -> None:
    await desk.trade(BUY, "10")
    flip = await desk.submit(SELL, "25", "100")

    assert (flip.held_shares, flip.reserved_cash) == (10, d("15") * d("103") / 2)
    part = await desk.fill(flip, last_quantity=d("12"))
    assert (part.held_shares, part.reserved_cash) == (0, d("13") * d("103") / 2)
    await desk.fill(part)
    assert desk.holds() == ("-15", "0")
    assert desk.book.account.reserved == 0


async def test_two_sells_share_what_is_held_and_the_second_sells_short(desk: Desk) -> None:
    await desk.trade(BUY, "10")
    first = await desk.submit(SELL, "10", "100")
    second = await desk.submit(SELL, "5", "100")

    assert (first.held_shares, second.held_shares) == ds(10, 0)
    await desk.fill(second)  # it was to sell short, and now trades the long away
    await desk.fill(first)
    assert desk.holds() == ("-5", "0")


async def test_what_cannot_be_borrowed_cannot_be_sold_short(desk: Desk) -> None:
    desk.market.instruments["HARD"] = an_instrument("HARD", shortable=False)
    desk.quote("100", "HARD")

    refused = await desk.submit(SELL, "1", "100", "HARD")

    assert (refused.reason_code, refused.reason_field) == ("not_shortable", "side")


async def test_below_the_minimum_of_equity_it_is_a_cash_account() -> None:
    desk = await Desk("1999.99").open()

    whole = await desk.submit(BUY, "19")
    assert whole.reserved_cash == 1900
    assert (await desk.submit(BUY, "1")).reason_code == "insufficient_buying_power"
    assert (await desk.submit(SELL, "1")).reason_code == "equity_below_minimum"
    # Selling what it has is no short.
    await desk.fill(whole)
    assert (await desk.submit(SELL, "19")).is_pending


async def test_in_a_margin_call_only_what_trades_away_a_position_is_accepted(desk: Desk) -> None:
    await desk.trade(BUY, "200")
    desk.quote("60")

    assert (await desk.submit(BUY, "1", "60")).reason_code == "insufficient_buying_power"
    assert (await desk.submit(SELL, "201", "60")).reason_code == "insufficient_buying_power"
    assert (await desk.submit(SELL, "200", None)).is_pending


async def test_a_fill_that_the_margin_does_not_carry_any_more_is_cut(desk: Desk) -> None:
    await desk.trade(BUY, "100")
    order = await desk.submit(BUY, "100")
    desk.quote("80")  # equity 8,000, of which 4,000 are tied, so 4,000 remain: 80 more at 100

    done = await desk.fill(order)

    assert (done.status, done.filled_quantity) == (OrderStatus.REJECTED, 80)
    assert done.reason_code == "insufficient_margin"
    assert desk.holds() == ("180", "0")


async def test_an_account_that_cannot_be_valued_takes_no_order_but_books_its_fills(
    desk: Desk,
) -> None:
    await desk.trade(BUY, "10")
    order = await desk.submit(BUY, "10")
    desk.market.indications.clear()

    with pytest.raises(Unavailable):
        await desk.submit(BUY, "1")
    assert (await desk.fill(order)).status is OrderStatus.FILLED


@pytest.mark.parametrize(
    ("fees", "reserved"),
    [
        ("none", "5000"),
        ("per_share:0.01", "5001"),
        ("flat:1.50", "5001.50"),
        ("percent:0.1", "5010"),
    ],
)
async def test_fees_are_set_aside_and_go_with_what_remains(fees: str, reserved: str) -> None:
    desk = await Desk(fees=fees).open()
    order = await desk.submit(BUY, "100")

    assert order.reserved_cash == d(reserved)
    part = await desk.fill(order, last_quantity=d("50"), commission=d("1"))
    flat = d("1.50") if fees.startswith("flat") else d("0")
    assert part.reserved_cash == (d(reserved) - flat) / 2


async def test_a_contract_counts_by_its_multiplier(desk: Desk) -> None:
    desk.quote("5", "/ES")
    order = await desk.submit(BUY, "10", "5", "/ES")

    assert order.reserved_cash == 10 * 5 * 50 / d("2")
    assert INSTRUMENTS["/ES"].multiplier == 50
    assert desk.book.held(AAPL).quantity == 0
