"""Somebody who opens accounts of the book and trades in them, engine included."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from services.orders.dependencies import Surroundings
from services.orders.handlers.book_report import book_report
from shared.http.auth import SERVICE_USER, authorization
from shared.kernel.enums import Side
from shared.kernel.ids import OrderId
from tests.support.clock import MONDAY
from tests.support.orders import SECRET, USER, a_report, d


class Trader:
    """Somebody who opens accounts and trades Apple in them."""

    def __init__(self, client: httpx.AsyncClient, around: Surroundings) -> None:
        self.client = client
        self.around = around

    async def open(self, **body: object) -> str:
        answer = await self.client.post("/api/v1/accounts", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["account_id"])

    async def account(self, account_id: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.client.get(f"/api/v1/accounts/{account_id}")).json()
        return found

    async def act(self, account_id: str, act: str, **body: object) -> httpx.Response:
        return await self.client.post(f"/api/v1/accounts/{account_id}/{act}", json=body)

    async def act_on_symbol(self, kind: str, **body: object) -> httpx.Response:
        """A corporate action in Apple, as the operator posts it: `splits` or `dividends`."""
        return await self.client.post(
            f"/internal/{kind}",
            json={"action_id": str(uuid4()), "symbol": "AAPL", **body},
            headers=authorization(SECRET, SERVICE_USER),
        )

    async def submit(
        self, account_id: str, side: Side = Side.BUY, quantity: str = "10", **more: object
    ) -> dict[str, Any]:
        body = {
            "account_id": account_id,
            "symbol": "AAPL",
            "side": side,
            "type": "LIMIT",
            "limit_price": "100",
            "time_in_force": "GTC",
            "quantity": quantity,
            **more,
        }
        answer = await self.client.post("/api/v1/orders", json=body)
        placed: dict[str, Any] = answer.json()
        return placed

    async def trade(
        self,
        account_id: str,
        side: Side,
        quantity: str,
        *,
        filled: str | None = None,
        price: str = "100",
    ) -> dict[str, Any]:
        """An order, and what the engine fills of it, for a commission of 0.35."""
        placed = await self.submit(account_id, side, quantity, limit_price=price)
        order = await self.around.readings.order(OrderId(placed["order_id"]), USER)
        assert order is not None
        report = a_report(
            order,
            last_quantity=d(filled or quantity),
            last_price=d(price),
            commission=d("0.35"),
        )
        async with self.around.transactions() as work:
            await book_report(report, work, self.around.market, at=MONDAY)
        return placed

    async def orders(self, account_id: str) -> list[dict[str, Any]]:
        answer = await self.client.get("/api/v1/orders", params={"account_id": account_id})
        found: list[dict[str, Any]] = answer.json()["orders"]
        return found
