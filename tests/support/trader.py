"""A trader who uses only what the public has: HTTP at the gateway's address."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from decimal import Decimal
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

import httpx

Found = TypeVar("Found")


def eventually(
    look: Callable[[], Found | None], *, what: str, seconds: float = 15.0, every: float = 0.05
) -> Found:
    """Look until there is something, or fail with a sentence that says what never came."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(every)
    raise AssertionError(f"{what} did not happen within {seconds:g} s")


class Trader:
    """One user with a session and a first account."""

    def __init__(
        self, url: str, *, email: str | None = None, trusting: ssl.SSLContext | None = None
    ) -> None:
        self.email = email or f"trader-{uuid4().hex[:12]}@example.com"
        self.password = "correct horse battery"
        self.http = httpx.Client(
            base_url=f"{url}/api/v1",
            timeout=20,
            headers={"origin": url},
            verify=True if trusting is None else trusting,
        )
        self.account_id = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.http.close()

    def register(self) -> dict[str, Any]:
        answer = self.http.post(
            "/auth/register", json={"email": self.email, "password": self.password}
        )
        assert answer.status_code == 201, answer.text
        account = eventually(self._first_account, what="the first account")
        self.account_id = account["account_id"]
        return account

    def login(self) -> None:
        answer = self.http.post(
            "/auth/login", json={"email": self.email, "password": self.password}
        )
        assert answer.status_code == 200, answer.text
        self.account_id = eventually(self._first_account, what="the account")["account_id"]

    def _first_account(self) -> dict[str, Any] | None:
        accounts = self.http.get("/auth/me").raise_for_status().json()["accounts"]
        return accounts[0] if accounts else None

    def submit(
        self, symbol: str, side: str, quantity: str, **more: str | int | bool
    ) -> httpx.Response:
        body = {
            "account_id": self.account_id,
            "client_order_id": uuid4().hex,
            "symbol": symbol,
            "side": side,
            "type": "MARKET",
            "quantity": quantity,
            **more,
        }
        return self.http.post("/orders", json=body)

    def order(self, order_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get(f"/orders/{order_id}").raise_for_status().json()
        return found

    def await_status(self, order_id: str, status: str, *, seconds: float = 20) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            order = self.order(order_id)
            return order if order["status"] == status else None

        return eventually(look, what=f"order {order_id} becoming {status}", seconds=seconds)

    def executions(self, order_id: str) -> list[dict[str, Any]]:
        answer = self.http.get(f"/orders/{order_id}/executions").raise_for_status()
        found: list[dict[str, Any]] = answer.json()["executions"]
        return found

    def portfolio(self) -> dict[str, Any]:
        answer = self.http.get(f"/accounts/{self.account_id}/snapshot").raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def account(self) -> dict[str, Any]:
        answer = self.http.get(f"/accounts/{self.account_id}").raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def position(self, symbol: str) -> dict[str, Any] | None:
        return next((p for p in self.portfolio()["positions"] if p["symbol"] == symbol), None)

    def quote(self, symbol: str) -> dict[str, Any] | None:
        answer = self.http.get("/snapshot", params={"symbols": symbol}).raise_for_status()
        quotes = answer.json()["quotes"]
        return quotes[0] if quotes else None


def money(text: str) -> Decimal:
    """A figure as a screen or the API shows it: `$12,345.67`, `+1.20`, `−3.40`."""
    return Decimal(
        text.replace("$", "").replace(",", "").replace("−", "-").replace("+", "").strip()
    )
