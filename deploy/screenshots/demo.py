"""A trader with something to show: round trips, positions, pending orders, notes, two accounts."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

import httpx

Found = TypeVar("Found")

EMAIL = "ada@example.com"
PASSWORD = "correct horse battery"  # noqa: S105  of a Thor that lives for a minute
WAIT_SECONDS_MAX = 20.0
PERCENT_WANTED = 0.03

ROUND_TRIPS = (
    ("AAPL", "50"),
    ("MSFT", "20"),
    ("NVDA", "80"),
    ("AMD", "100"),
    ("TSLA", "15"),
    ("KO", "200"),
    ("JPM", "40"),
)
HELD = (("META", "25"), ("AAPL", "100"), ("SPY", "30"))
TAGS = (["breakout"], ["earnings", "gap"], ["pullback"])


@dataclass(frozen=True, slots=True)
class Demo:
    http: httpx.Client
    account_id: str

    @classmethod
    def at(cls, url: str) -> Demo:
        http = httpx.Client(base_url=f"{url}/api/v1", timeout=20, headers={"origin": url})
        body = {"email": EMAIL, "password": PASSWORD, "display_name": "Ada"}
        http.post("/auth/register", json=body).raise_for_status()

        def accounts_of() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = http.get("/auth/me").json()["accounts"]
            return found

        accounts = _wait(accounts_of, "the account")
        return cls(http, accounts[0]["account_id"])

    def trade(self) -> None:
        for symbol, quantity in ROUND_TRIPS:
            self._filled(symbol, "BUY", quantity)
        for number, (symbol, quantity) in enumerate(ROUND_TRIPS):
            if number % 3:
                self._await_a_gain(symbol)
            half = str(int(quantity) // 2)
            self._filled(symbol, "SELL", half)
            self._filled(symbol, "SELL", str(int(quantity) - int(half)))
        for symbol, quantity in HELD:
            self._filled(symbol, "BUY", quantity)
        self._submit("MSFT", "BUY", "10", type="LIMIT", limit_price="300.00")
        self._submit("META", "SELL", "25", type="STOP", stop_price="400.00")
        self._submit("NVDA", "BUY", "5", hold_seconds=300)
        given_up = self._submit("QQQ", "BUY", "10", type="LIMIT", limit_price="400.00")
        self.http.post(f"/orders/{given_up['order_id']}/cancel").raise_for_status()
        self._note()
        self.http.post(
            "/accounts",
            json={
                "name": "Bold ideas",
                "kind": "MARGIN",
                "starting_balance": "25000.00",
                "fill_model": "strict+slippage:0.05",
                "fee_model": "per_share:0.005",
                "hold_seconds": 10,
            },
        ).raise_for_status()
        self.http.post("/api-keys", json={"name": "my bot"}).raise_for_status()
        symbols = ["META", "AAPL", "MSFT", "NVDA", "AMD", "SPY", "QQQ", "TSLA", "KO", "JPM"]
        self.http.put("/watchlist", json={"symbols": symbols}).raise_for_status()

    def _await_a_gain(self, symbol: str) -> None:
        """Hold on for a while for a better price; not every trade needs to work."""

        def is_up() -> bool:
            data = self.http.get(f"/accounts/{self.account_id}/positions").json()
            held = next(each for each in data["positions"] if each["symbol"] == symbol)
            return float(held["unrealized_pnl_percent"] or 0) > PERCENT_WANTED

        with contextlib.suppress(TimeoutError):
            _wait(is_up, "a gain")

    def _note(self) -> None:
        trips = f"/accounts/{self.account_id}/round-trips"
        found = self.http.get(trips).raise_for_status().json()["round_trips"]
        for trip, tags in zip(found, TAGS, strict=False):
            body = {"tags": tags, "note": "Waited for the second test of the level."}
            self.http.patch(f"{trips}/{trip['round_trip_id']}", json=body).raise_for_status()

    def _submit(self, symbol: str, side: str, quantity: str, **more: str | int) -> dict[str, Any]:
        body = {
            "account_id": self.account_id,
            "client_order_id": uuid4().hex,
            "symbol": symbol,
            "side": side,
            "type": "MARKET",
            "quantity": quantity,
            **more,
        }
        answer = self.http.post("/orders", json=body).raise_for_status()
        order: dict[str, Any] = answer.json()
        return order

    def _filled(self, symbol: str, side: str, quantity: str) -> None:
        order_id = self._submit(symbol, side, quantity)["order_id"]

        def is_filled() -> bool:
            status: str = self.http.get(f"/orders/{order_id}").json()["status"]
            return status == "FILLED"

        _wait(is_filled, f"the fill of {side} {quantity} {symbol}")


def _wait(look: Callable[[], Found], what: str) -> Found:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {WAIT_SECONDS_MAX:g} s")
        time.sleep(0.1)
    return found
