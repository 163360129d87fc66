"""Brackets and pairs: what one order of a group does, the others follow in the same step."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.changes import Cancelled, Rebased
from services.orders.domain.commands import CancelOrder, ReplaceOrder, SubmitOco, SubmitOrder
from services.orders.domain.errors import DuplicateClientOrderId, ReplaceRefused
from services.orders.domain.order import Order
from services.orders.domain.split_orders import rebased_all
from services.orders.handlers.book_report import book_report
from services.orders.handlers.cancel_order import cancel_order
from services.orders.handlers.replace_order import replace_order
from services.orders.handlers.submit_oco import SubmittedPair, submit_oco
from services.orders.handlers.submit_order import submit_order
from shared.kernel.enums import GroupRole, OrderStatus, OrderType, Side, TimeInForce
from shared.kernel.ids import OrderId
from tests.support.clock import MONDAY
from tests.support.orders import (
    AAPL,
    INSTRUMENTS,
    USER,
    BookInMemory,
    Kind,
    MarketInMemory,
    SessionsInMemory,
    a_book,
    a_report,
    a_split,
    an_opening,
    an_order,
    d,
    ds,
    exits,
    group_id,
    holding_shares,
)

PENDING, FILLED, CANCELLED = OrderStatus.PENDING, OrderStatus.FILLED, OrderStatus.CANCELLED
MARKET, SESSIONS = MarketInMemory(), SessionsInMemory()


class Desk:
    """A book with one group in it."""

    def __init__(self, book: BookInMemory) -> None:
        self.book = book
        self._reports = 0

    @property
    def entry(self) -> Order:
        return self.book.order_rows[group_id("bracket")].order

    @property
    def profit(self) -> Order:
        return self._exit(GroupRole.TAKE_PROFIT)

    @property
    def loss(self) -> Order:
        return self._exit(GroupRole.STOP_LOSS)

    def _exit(self, role: GroupRole) -> Order:
        orders = [known.order for known in self.book.order_rows.values()]
        return next(order for order in orders if order.group and order.group.role is role)

    async def submit(self, command: SubmitOrder) -> Order:
        return (await submit_order(command, self.book, MARKET, SESSIONS, at=MONDAY)).order

    async def pair(self, quantity: str = "10", name: str = "pair") -> SubmittedPair:
        command = SubmitOco(
            user_id=USER,
            account_id=an_opening().account_id,
            client_order_id=name,
            symbol=AAPL,
            side=Side.SELL,
            quantity=d(quantity),
            exits=exits("120", "90"),
        )
        return await submit_oco(command, self.book, MARKET, SESSIONS, at=MONDAY)

    async def fill(self, order: Order, quantity: int | Decimal, price: str = "100") -> object:
        self._reports += 1
        report = a_report(
            order,
            last_quantity=Decimal(quantity),
            last_price=d(price),
            report_id=UUID(int=self._reports),
        )
        return await book_report(report, self.book, MarketInMemory(), at=MONDAY)

    async def end(self, order: Order, kind: Kind) -> None:
        ended = {"reason_code": "ended", "reason": "It ended."}
        await book_report(a_report(order, kind, **ended), self.book, MarketInMemory(), at=MONDAY)

    async def cancel(self, order: Order) -> None:
        command = CancelOrder(user_id=USER, order_id=order.order_id)
        await cancel_order(command, self.book, at=MONDAY)

    def sizes(self) -> tuple[Decimal, Decimal, Decimal]:
        """Of the take profit and of the stop loss, and the shares set aside."""
        held = self.book.held().held_quantity
        return self.profit.terms.quantity, self.loss.terms.quantity, held


@pytest.fixture
async def desk() -> Desk:
    return Desk(await a_book())


@pytest.fixture
async def bracket(desk: Desk) -> Desk:
    await desk.submit(an_order(client_order_id="bracket", exits=exits("120", "90")))
    desk.book.words()
    return desk


@pytest.fixture
async def pair(desk: Desk) -> Desk:
    holding_shares(desk.book, "10")
    await desk.pair()
    desk.book.words()
    return desk


async def test_exits_are_orders_of_their_own_that_wait_for_the_entry(bracket: Desk) -> None:
    profit, loss = bracket.profit, bracket.loss

    assert (profit.side, profit.type, profit.terms.limit_price) == (
        Side.SELL,
        OrderType.LIMIT,
        120,
    )
    assert (loss.side, loss.type, loss.terms.stop_price) == (Side.SELL, OrderType.STOP, 90)
    assert (profit.status, profit.active, loss.status, loss.active) == (
        PENDING,
        False,
        PENDING,
        False,
    )
    assert bracket.sizes() == ds(10, 10, 0)
    assert bracket.book.account.reserved == bracket.entry.reserved_cash


async def test_a_stop_loss_with_a_limit_is_a_stop_limit(desk: Desk) -> None:
    await desk.submit(
        an_order(
            client_order_id="bracket",
            exits=exits(stop="90", limit="89"),
            time_in_force=TimeInForce.IOC,
        )
    )

    assert (desk.loss.type, desk.loss.terms.limit_price) == (OrderType.STOP_LIMIT, 89)
    assert desk.loss.terms.time_in_force is TimeInForce.GTC


async def test_what_the_entry_fills_its_exits_exit_and_set_aside_once(bracket: Desk) -> None:
    await bracket.fill(bracket.entry, 4)
    assert bracket.sizes() == ds(4, 4, 4)
    assert bracket.profit.active
    assert (bracket.profit.reserves, bracket.loss.reserves) == (False, True)
    assert bracket.book.words() == [
        "order.partially_filled.v1",
        "order.resized.v1",
        "order.resized.v1",
        "execution.booked.v1",
    ]

    await bracket.fill(bracket.entry, 6)
    assert bracket.entry.status is FILLED
    assert bracket.sizes() == ds(10, 10, 10)


async def test_a_fill_of_one_exit_shrinks_the_other_and_the_last_one_cancels_it(
    bracket: Desk,
) -> None:
    await bracket.fill(bracket.entry, 10)
    await bracket.fill(bracket.profit, 3, "120")
    assert bracket.sizes() == ds(10, 7, 7)
    await bracket.fill(bracket.loss, 2, "90")
    assert bracket.sizes() == ds(8, 7, 5)

    await bracket.fill(bracket.profit, 5, "120")
    assert (bracket.profit.status, bracket.loss.status) == (FILLED, CANCELLED)
    assert bracket.loss.reason_code == "other_exit_filled"
    assert (bracket.book.held().quantity, bracket.book.held().held_quantity) == ds(0, 0)


async def test_once_an_exit_fills_no_more_is_entered(bracket: Desk) -> None:
    await bracket.fill(bracket.entry, 4)
    await bracket.fill(bracket.loss, 1, "90")

    assert (bracket.entry.status, bracket.entry.reason_code) == (CANCELLED, "exit_filled")
    assert bracket.sizes() == ds(3, 4, 3)
    assert bracket.book.account.reserved == 0


@pytest.mark.parametrize("kind", ["cancel", "expire", "reject"])
async def test_an_entry_that_ends_unfilled_takes_its_exits_with_it(
    bracket: Desk, kind: Kind
) -> None:
    if kind == "cancel":
        await bracket.cancel(bracket.entry)
    else:
        expires = bracket.entry.expires_at
        assert expires is not None
        ended = {"reason_code": "ended", "reason": "It ended."}
        await book_report(
            a_report(bracket.entry, kind, **ended), bracket.book, MarketInMemory(), at=expires
        )

    assert (bracket.profit.status, bracket.loss.status) == (CANCELLED, CANCELLED)
    assert bracket.profit.reason_code == "entry_ended"


async def test_an_entry_that_ends_half_filled_leaves_its_exits_at_work(bracket: Desk) -> None:
    await bracket.fill(bracket.entry, 4)
    await bracket.cancel(bracket.entry)

    assert bracket.sizes() == ds(4, 4, 4)
    assert (bracket.profit.status, bracket.loss.status) == (PENDING, PENDING)


async def test_a_larger_entry_has_larger_exits(bracket: Desk) -> None:
    command = ReplaceOrder(user_id=USER, order_id=bracket.entry.order_id, quantity=d("12"))
    await replace_order(command, bracket.book, MARKET, SESSIONS, at=MONDAY)

    assert bracket.sizes() == ds(12, 12, 0)


async def test_the_price_of_an_exit_can_be_changed_and_its_size_cannot(pair: Desk) -> None:
    async def replace(order_id: OrderId, price: str | None, quantity: str | None) -> Order:
        command = ReplaceOrder(
            user_id=USER,
            order_id=order_id,
            limit_price=d(price) if price else None,
            quantity=d(quantity) if quantity else None,
        )
        return await replace_order(command, pair.book, MARKET, SESSIONS, at=MONDAY)

    changed = await replace(pair.profit.order_id, "130", None)
    assert changed.terms.limit_price == 130
    assert pair.sizes() == ds(10, 10, 10)
    with pytest.raises(ReplaceRefused) as refusal:
        await replace(pair.profit.order_id, None, "5")
    assert refusal.value.code == "size_of_group"


async def test_a_pair_sets_its_shares_aside_once(pair: Desk) -> None:
    assert pair.sizes() == ds(10, 10, 10)
    assert (pair.profit.active, pair.loss.active) == (True, True)
    more = await pair.pair("1", name="another")
    assert more.orders[0].reason_code == "insufficient_shares"


@pytest.mark.parametrize("cancelled", ["profit", "loss"])
async def test_an_exit_that_is_cancelled_leaves_the_other_with_all_the_shares(
    pair: Desk, cancelled: str
) -> None:
    other = pair.loss if cancelled == "profit" else pair.profit
    await pair.fill(pair.profit, 3, "120")
    await pair.cancel(pair.profit if cancelled == "profit" else pair.loss)

    rest = pair.book.order_rows[other.order_id].order
    assert (rest.status, rest.remaining_quantity, rest.held_shares) == (PENDING, 7, 7)
    assert pair.book.held().held_quantity == 7
    await pair.fill(rest, 7, "120")
    assert pair.book.held().quantity == 0


async def test_the_same_pair_again_is_the_same_pair(pair: Desk) -> None:
    again = await pair.pair()

    assert not again.created
    assert len(again.orders) == 2
    with pytest.raises(DuplicateClientOrderId):
        await pair.pair("9")


REFUSED = [
    (an_order(exits=exits("100", "90"), limit_price="100"), "exit_on_wrong_side"),
    (an_order(exits=exits("120", "100"), limit_price="100"), "exit_on_wrong_side"),
    (an_order(exits=exits("120", "120.01"), limit_price="100"), "exits_crossed"),
    (an_order(exits=exits("120.001"), limit_price="100"), "off_tick"),
    (an_order(exits=exits(stop="90", limit="-1"), limit_price="100"), "not_positive"),
    (an_order(exits=exits("99")), "exit_on_wrong_side"),
    (an_order(Side.SELL, exits=exits("90", "120")), "nothing_to_exit"),
]


@pytest.mark.parametrize(("command", "code"), REFUSED)
async def test_an_entry_whose_exits_make_no_sense_is_refused_with_them(
    desk: Desk, command: SubmitOrder, code: str
) -> None:
    holding_shares(desk.book, "10")
    order = await desk.submit(command)

    assert (order.status, order.reason_code) == (OrderStatus.REJECTED, code)
    assert len(desk.book.order_rows) == 1


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 12), st.booleans()), max_size=14))
async def test_whatever_fills_or_is_cancelled_the_exits_fit_what_was_entered(
    story: list[tuple[int, int, bool]],
) -> None:
    """Which order, how much of it (at most what remains), and whether it is cancelled instead."""
    desk = Desk(await a_book())
    await desk.submit(an_order(client_order_id="bracket", exits=exits("120", "90")))
    for which, size, cancelled in story:
        order = (desk.entry, desk.profit, desk.loss)[which]
        if order.is_pending and cancelled and size > 9:
            await desk.cancel(order)
        elif order.is_pending and order.active:
            await desk.fill(order, min(Decimal(size), order.remaining_quantity))
        _check(desk)


def _check(desk: Desk) -> None:
    entry, pair = desk.entry, (desk.profit, desk.loss)
    out = sum((order.filled_quantity for order in pair), Decimal(0))
    left = entry.filled_quantity - out
    at_work = [order for order in pair if order.is_pending and order.active]
    assert out <= entry.filled_quantity
    assert all(order.remaining_quantity == left for order in at_work)
    assert sum(order.reserves for order in at_work) == bool(at_work)
    assert desk.book.held().held_quantity == (left if at_work else 0)
    assert all(order.active is bool(entry.filled_quantity) for order in pair if order.is_pending)
    assert not (entry.is_pending and out)
    assert desk.book.account.reserved == entry.reserved_cash


# Splits.


def split_of(desk: Desk, ratio: str) -> dict[GroupRole, Rebased | Cancelled]:
    orders = [known.order for known in desk.book.order_rows.values()]
    pending = [order for order in orders if order.is_pending]
    found = rebased_all(pending, a_split(ratio), INSTRUMENTS["AAPL"])
    return {order.group.role: change for order, change in found if order.group}


async def test_a_split_leaves_the_exits_of_a_group_equally_large(pair: Desk) -> None:
    changes = split_of(pair, "2:1")

    sizes = [change.terms.quantity for change in changes.values() if isinstance(change, Rebased)]
    assert sizes == [20, 20]


async def test_where_a_split_ends_one_exit_it_ends_the_other(pair: Desk) -> None:
    await pair.fill(pair.profit, 3, "120")
    changes = split_of(pair, "2:1")

    assert [type(change) for change in changes.values()] == [Cancelled, Cancelled]


async def test_where_a_split_ends_an_entry_its_exits_do_not_begin(desk: Desk) -> None:
    await desk.submit(an_order(quantity="9", client_order_id="bracket", exits=exits("120", "90")))
    changes = split_of(desk, "1:2")

    assert next(iter(changes)) is GroupRole.ENTRY
    assert {type(change) for change in changes.values()} == {Cancelled}


async def test_a_half_filled_entry_that_a_split_ends_keeps_its_exits(bracket: Desk) -> None:
    await bracket.fill(bracket.entry, 4)
    changes = split_of(bracket, "2:1")

    assert isinstance(changes[GroupRole.ENTRY], Cancelled)
    assert isinstance(changes[GroupRole.STOP_LOSS], Rebased)
