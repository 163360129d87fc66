"""Traders who go on whatever happens to the stack, and know what they were promised."""

from __future__ import annotations

import json
import ssl
import threading
import time
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import uuid4

import httpx
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.support.trader import Trader

PAUSE_SECONDS = 0.2
HUNG_SECONDS = 15.0


@dataclass
class Crowd:
    """Sends one small order after the other, each again until it is answered: by its
    `client_order_id` the book knows it again, so that an order is never made twice."""

    trader: Trader
    symbol: str
    acknowledged: dict[str, str] = field(default_factory=dict[str, str])
    """`client_order_id` to `order_id`, as the book promised."""
    longest_wait_seconds: float = 0.0
    failure: str | None = None
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        assert self._thread is not None
        self._thread.join()

    def _run(self) -> None:
        number = 0
        while not self._over.wait(PAUSE_SECONDS):
            number += 1
            terms = {"type": "MARKET"} if number % 2 else {"type": "LIMIT", "limit_price": "1.00"}
            began = time.monotonic()
            if not self._send(terms):
                return
            self.longest_wait_seconds = max(self.longest_wait_seconds, time.monotonic() - began)

    def _send(self, terms: dict[str, str]) -> bool:
        body = {
            "account_id": self.trader.account_id,
            "client_order_id": uuid4().hex,
            "symbol": self.symbol,
            "side": "BUY",
            "quantity": "1",
            **terms,
        }
        while not self._over.is_set():
            try:
                answer = self.trader.http.post("/orders", json=body, timeout=HUNG_SECONDS)
            except httpx.HTTPError:
                time.sleep(PAUSE_SECONDS)
                continue
            said = answer.json() if answer.status_code < 500 else {}
            order = said if answer.status_code in (200, 201) else said.get("order")
            if order is not None:  # a refusal that is recorded is a promise too
                self.acknowledged[body["client_order_id"]] = order["order_id"]
                return True
            if answer.status_code < 500 and answer.status_code != 429:
                self.failure = f"an order was answered {answer.status_code}: {answer.text[:500]}"
                return False
            time.sleep(PAUSE_SECONDS)
        return True


def equities(
    trader: Trader, url: str, trusting: ssl.SSLContext, *, wanted: int, seconds: float = 60
) -> list[Decimal]:
    """Different figures of the account's equity, as they come over the websocket."""
    cookie = "; ".join(f"{name}={value}" for name, value in trader.http.cookies.items())
    socket = connect(
        f"{url.replace('https:', 'wss:')}/api/v1/ws",
        ssl=trusting,
        origin=Origin(url),
        additional_headers={"Cookie": cookie},
        proxy=None,
    )
    found: list[Decimal] = []
    deadline = time.monotonic() + seconds
    with socket:
        subscription = {"op": "sub", "ch": "portfolio", "account_id": trader.account_id}
        socket.send(json.dumps(subscription))
        while len(found) < wanted:
            message = json.loads(socket.recv(timeout=max(0.0, deadline - time.monotonic())))
            if message["type"] in ("portfolio.snapshot", "portfolio.delta"):
                equity = Decimal(message["data"]["account"]["equity"])
                if equity not in found[-1:]:
                    found.append(equity)
    return found
