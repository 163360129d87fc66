"""Everybody at once: whatever the order in which it happens, the answers are true and the book
adds up."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.orders.dependencies import Surroundings
from services.orders.domain.commands import CancelOrder, ReplaceOrder
from services.orders.domain.errors import OrderConflict
from services.orders.domain.order import Order
from services.orders.handlers.book_report import RefusedReport, book_report
from services.orders.handlers.cancel_order import cancel_order
from services.orders.handlers.replace_order import replace_order
from services.orders.handlers.submit_order import submit_order
from shared.contracts.executions import ExecutionReport
from shared.kernel.enums import OrderStatus, Side
from shared.kernel.ids import AccountId
from tests.support.clock import MONDAY
from tests.support.orders import USER, a_report, an_order, d

pytestmark = pytest.mark.usefixtures("sound")
ORDERS = 150


class Trading:
    """The use cases, each in a transaction of its own, as the service runs them."""

    def __init__(self, around: Surroundings, account_id: str) -> None:
        self._around = around
        self.account_id = AccountId(UUID(account_id))

    async def submit(self, name: str, side: Side = Side.BUY, quantity: str = "10") -> Order:
        command = an_order(
            side, quantity, client_order_id=name, account_id=self.account_id, limit_price="10"
        )
        async with self._around.transactions() as work:
            submitted = await submit_order(
                command, work, self._around.market, self._around.sessions, at=MONDAY
            )
        return submitted.order

    async def cancel(self, order: Order) -> Order:
        async with self._around.transactions() as work:
            command = CancelOrder(user_id=USER, order_id=order.order_id)
            return await cancel_order(command, work, at=MONDAY)

    async def replace(self, order: Order, quantity: str) -> Order:
        command = ReplaceOrder(user_id=USER, order_id=order.order_id, quantity=d(quantity))
        async with self._around.transactions() as work:
            return await replace_order(
                command, work, self._around.market, self._around.sessions, at=MONDAY
            )

    async def report(self, report: ExecutionReport) -> Order | RefusedReport:
        async with self._around.transactions() as work:
            return await book_report(report, work, self._around.market, at=MONDAY)

    async def now(self, order: Order) -> Order:
        found = await self._around.readings.order(order.order_id, USER)
        assert found is not None
        return found


@pytest.fixture
def trading(around: Surroundings, account_id: str) -> Trading:
    return Trading(around, account_id)


async def answers(*attempts: Awaitable[Order | RefusedReport]) -> list[Any]:
    """What each attempt returned or was refused with; anything else fails the test."""
    found = await asyncio.gather(*attempts, return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException) and not isinstance(each, OrderConflict):
            raise each
    return found


async def test_no_order_is_both_cancelled_and_filled_and_no_answer_turns_out_untrue(
    trading: Trading,
) -> None:
    orders = [await trading.submit(f"order-{number}") for number in range(ORDERS)]

    few_at_once = asyncio.Semaphore(4)

    async def contest(number: int, order: Order) -> list[Any]:
        fill = a_report(order, last_price=d("10"))
        part = a_report(order, last_price=d("9"), last_quantity=d("4"), report_id=uuid4())
        attempts = [
            trading.cancel(order),
            trading.report(fill),
            trading.report(part),
            trading.replace(order, "20"),
            trading.report(fill),
        ]
        turn = number % len(attempts)
        async with few_at_once:
            return await answers(*attempts[turn:], *attempts[:turn])

    outcomes = await asyncio.gather(*(contest(n, order) for n, order in enumerate(orders)))

    endings: Counter[OrderStatus] = Counter()
    for order, outcome in zip(orders, outcomes, strict=True):
        final = await trading.now(order)
        endings[final.status] += 1
        granted = [each for each in outcome if isinstance(each, Order)]
        # Every answer is a version of its own, and the versions leave no hole.
        assert sorted(each.version for each in granted) == list(range(2, final.version + 1))
        newest = max(granted, key=lambda each: each.version)
        assert newest == final
        # Whoever was refused was told the truth of that instant.
        for each in outcome:
            if isinstance(each, OrderConflict):
                assert each.extra["order"].status == final.status
        if any(each.status is OrderStatus.CANCELLED for each in granted):
            assert final.status is OrderStatus.CANCELLED
            assert final.filled_quantity < final.terms.quantity
    assert set(endings) <= {OrderStatus.CANCELLED, OrderStatus.FILLED}
    assert endings[OrderStatus.CANCELLED] > 0
    assert endings[OrderStatus.FILLED] > 0


async def test_the_same_order_sent_twenty_times_at_once_is_one_order(
    client: httpx.AsyncClient, account_id: str
) -> None:
    body = {
        "account_id": account_id,
        "client_order_id": "impatient",
        "symbol": "AAPL",
        "side": "BUY",
        "type": "MARKET",
        "quantity": "10",
    }
    found = await asyncio.gather(*(client.post("/api/v1/orders", json=body) for _ in range(20)))

    assert Counter(answer.status_code for answer in found) == {201: 1, 200: 19}
    assert len({answer.json()["order_id"] for answer in found}) == 1
    listed = (await client.get("/api/v1/orders")).json()["orders"]
    assert len(listed) == 1


async def test_the_same_id_for_different_orders_at_once_goes_to_one_of_them(
    client: httpx.AsyncClient, account_id: str
) -> None:
    body = {
        "account_id": account_id,
        "client_order_id": "contested",
        "symbol": "AAPL",
        "side": "BUY",
        "type": "MARKET",
    }
    found = await asyncio.gather(
        *(
            client.post("/api/v1/orders", json={**body, "quantity": str(quantity)})
            for quantity in range(1, 11)
        )
    )

    assert Counter(answer.status_code for answer in found) == {201: 1, 409: 9}


async def test_an_account_opened_many_times_at_once_is_one_account(
    client: httpx.AsyncClient,
) -> None:
    body = {"client_account_id": str(uuid4())}
    found = await asyncio.gather(*(client.post("/api/v1/accounts", json=body) for _ in range(10)))

    assert Counter(answer.status_code for answer in found) == {201: 1, 200: 9}
    assert len((await client.get("/api/v1/accounts")).json()["accounts"]) == 1


async def test_no_crowd_of_orders_reserves_more_than_there_is(
    client: httpx.AsyncClient, account_id: str
) -> None:
    """Thirty orders of a tenth of the cash: ten are accepted, twenty refused."""
    body = {
        "account_id": account_id,
        "symbol": "AAPL",
        "side": "BUY",
        "type": "LIMIT",
        "quantity": "100",
        "limit_price": "100",
    }
    found = await asyncio.gather(*(client.post("/api/v1/orders", json=body) for _ in range(30)))

    assert Counter(answer.status_code for answer in found) == {201: 10, 422: 20}
    account = (await client.get(f"/api/v1/accounts/{account_id}")).json()
    assert Decimal(account["buying_power"]) == 0


async def test_no_crowd_of_sells_sells_a_share_twice(trading: Trading) -> None:
    bought = await trading.submit("buy", quantity="10")
    await trading.report(a_report(bought, last_price=d("10")))
    sells = await asyncio.gather(
        *(trading.submit(f"sell-{number}", Side.SELL, "2") for number in range(20))
    )

    assert Counter(order.status for order in sells) == {
        OrderStatus.PENDING: 5,
        OrderStatus.REJECTED: 15,
    }


async def test_one_report_delivered_many_times_at_once_is_booked_once(trading: Trading) -> None:
    order = await trading.submit("order", quantity="10")
    report = a_report(order, last_price=d("10"), last_quantity=d("3"))
    found = await answers(*(trading.report(report) for _ in range(20)))

    assert Counter(type(each) for each in found) == {Order: 1, RefusedReport: 19}
    assert (await trading.now(order)).filled_quantity == 3
