"""What the chapters share: the stack, a trader at its door, and the crowd."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import httpx

from deploy.verification.crowd import Crowd, equities
from deploy.verification.stack import Stack, expect
from tests.support.trader import Trader

SYMBOL = "AAPL"  # in the simulated market
DOUBLED = {"gateway": 2, "orders": 2, "paper_engine": 2, "portfolio": 2}


@dataclass
class Scene:
    stack: Stack
    saw: Callable[[str], None]
    """Says one thing that was seen."""
    _trader: Trader | None = None
    _crowd: Crowd | None = None
    scaling: list[str] = field(default_factory=list[str])
    """The options that keep the replicas there are."""

    def trusting(self) -> ssl.SSLContext:
        """Trust in the certificate that the stack made for itself, and in no other."""
        certificate = self.stack.inside("enginex", "cat /run/thor-secrets/tls.crt")
        return ssl.create_default_context(cadata=certificate)

    def visitor(self) -> httpx.Client:
        return httpx.Client(base_url=self.stack.https, verify=self.trusting(), timeout=20)

    def new_trader(self) -> Trader:
        trader = Trader(self.stack.https, trusting=self.trusting())
        trader.register()
        return trader

    @property
    def trader(self) -> Trader:
        assert self._trader is not None
        return self._trader

    @property
    def crowd(self) -> Crowd:
        assert self._crowd is not None
        return self._crowd

    def begin_to_trade(self) -> None:
        """The first user, and with them a crowd."""
        self._trader = self.new_trader()

    def let_the_crowd_in(self) -> None:
        self._crowd = Crowd(self.new_trader(), SYMBOL)
        self._crowd.start()

    def trade(self) -> None:
        """Buy, see it filled, and watch the figures move."""
        trader = self.trader
        answer = trader.submit(SYMBOL, "BUY", "10")
        expect(answer.status_code == 201, f"an order was answered {answer.text}")
        order = trader.await_status(answer.json()["order_id"], "FILLED", seconds=60)
        seen = equities(trader, self.stack.https, self.trusting(), wanted=4)
        self.saw(
            f"10 {SYMBOL} filled at {order['average_price']}; equity on the websocket: "
            + ", ".join(_dollars(figure) for figure in seen)
        )
        if self._crowd is not None:
            expect(self.crowd.failure is None, self.crowd.failure or "")


def _dollars(figure: Decimal) -> str:
    return f"${figure:,.2f}"
