"""Thousands of cancels and edits against fills, as clients and engine send them: no order is
both cancelled and filled, and no answer turns out untrue later."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.orders.dependencies import Surroundings
from services.orders.domain.order import Order
from services.orders.handlers.book_report import RefusedReport, book_report
from services.orders.schemas.order_view import OrderView
from shared.contracts.executions import ExecutionReport
from shared.kernel.enums import OrderStatus
from shared.kernel.ids import OrderId
from tests.integration.orders.test_orders_over_http import submit
from tests.support.clock import MONDAY
from tests.support.orders import USER, a_report, d

pytestmark = pytest.mark.usefixtures("sound")
ORDERS = 200
CANCELS, EDITS, FILLS = 2, 5, 3
AT_ONCE = 6
Body = dict[str, Any]


class Contest:
    """One order, and everything that anybody was ever told about it, by version."""

    def __init__(self, client: httpx.AsyncClient, around: Surroundings, order: Body) -> None:
        self._client = client
        self._around = around
        self._path = f"/api/v1/orders/{order['order_id']}"
        self.order_id = OrderId(UUID(order["order_id"]))
        self.told: dict[int, Body] = {order["version"]: order}
        self.untrue: list[tuple[Body, Body]] = []
        self.granted: list[int] = [order["version"]]
        self.answers: Counter[str] = Counter()

    async def cancel(self) -> None:
        self._heard("cancel", await self._client.post(f"{self._path}/cancel"))

    async def edit(self, price: Decimal, version: int | None) -> None:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        body = {"limit_price": str(price)}
        self._heard(
            "edit", await self._client.patch(f"{self._path}/update", json=body, headers=headers)
        )

    async def fill(self, number: int, quantity: str) -> None:
        """Decided on the order as the engine last saw it, which may be out of date by now."""
        order = await self._around.readings.order(self.order_id, USER)
        assert order is not None
        if not order.is_pending:
            return
        report = a_report(
            order,
            last_quantity=min(d(quantity), order.remaining_quantity),
            last_price=d("90"),
            report_id=UUID(int=self.order_id.int ^ (number << 64)),
        )
        booked = await self._book(report)
        self.answers[f"fill {type(booked).__name__}"] += 1
        if isinstance(booked, Order):
            view = OrderView.of(booked).model_dump(mode="json")
            self.granted.append(view["version"])
            self._remember(view)

    async def _book(self, report: ExecutionReport) -> Order | RefusedReport:
        async with self._around.transactions() as work:
            return await book_report(report, work, self._around.market, at=MONDAY)

    def _heard(self, asked: str, answer: httpx.Response) -> None:
        self.answers[f"{asked} {answer.status_code}"] += 1
        body: Body = answer.json()
        if answer.status_code == 200:
            self.granted.append(body["version"])
            self._remember(body)
        else:
            assert answer.status_code == 409, body
            assert body["code"] in ("order_not_pending", "stale_version")
            self._remember(body["order"])

    def _remember(self, order: Body) -> None:
        known = self.told.setdefault(order["version"], order)
        if known != order:
            self.untrue.append((known, order))


@pytest.mark.timeout(300)
async def test_whatever_is_answered_stays_true(
    client: httpx.AsyncClient, account_id: str, around: Surroundings
) -> None:
    random = Random(3)
    contests = [
        Contest(client, around, await submit(client, account_id, quantity="4"))
        for _ in range(ORDERS)
    ]
    gate = asyncio.Semaphore(AT_ONCE)

    async def contest(each: Contest) -> None:
        attempts: list[Awaitable[None]] = [
            *(each.cancel() for _ in range(random.choice((0, CANCELS)))),
            *(each.edit(d("95") + n, random.choice((None, 1, 2))) for n in range(EDITS)),
            *(each.fill(n, random.choice(("1", "4"))) for n in range(FILLS)),
        ]
        random.shuffle(attempts)
        async with gate:
            await asyncio.gather(*attempts)

    await asyncio.gather(*(contest(each) for each in contests))

    endings: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    for each in contests:
        answers += each.answers
        final = (await client.get(f"/api/v1/orders/{each.order_id}")).json()
        assert not each.untrue
        # Every answer that granted something is a version of its own, and there is no hole.
        assert sorted(each.granted) == list(range(1, final["version"] + 1))
        assert each.told[final["version"]] == final
        ended = [told for told in each.told.values() if told["status"] != OrderStatus.PENDING]
        assert all(told == final for told in ended)
        if final["status"] == OrderStatus.CANCELLED:
            assert d(final["filled_quantity"]) < d(final["quantity"])
        endings[final["status"]] += 1
    assert {OrderStatus.CANCELLED, OrderStatus.FILLED} <= set(endings)
    assert {"cancel 200", "cancel 409", "edit 200", "edit 409", "fill Order"} <= set(answers)
    assert sum(answers.values()) > 1_200
