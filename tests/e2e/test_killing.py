"""Every process is killed in the middle of the loop; book, positions and P/L stay exact."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import uuid4

import httpx

from tests.support.product import Product
from tests.support.trader import Trader, eventually

SYMBOLS = ("AAPL", "MSFT", "META", "NVDA", "SPY")
VICTIMS = ("orders", "paper_engine", "portfolio", "gateway", "livedata", "valkey", "postgres")
ZERO = Decimal(0)


@dataclass
class Session:
    """One trader who goes on sending orders whatever breaks, and writes down every answer."""

    trader: Trader
    chance: random.Random
    acknowledged: dict[str, str] = field(default_factory=dict)
    """`client_order_id` to the `order_id` that the API answered with."""
    cancelled: set[str] = field(default_factory=set)
    """Orders of which the API said that they are cancelled."""

    def trade_until(self, stop: threading.Event) -> None:
        while not stop.wait(0.02):
            order_id = self._send(self._an_order())
            if order_id is not None and self.chance.random() < 0.3:
                self._cancel(order_id)

    def _an_order(self) -> dict[str, Any]:
        symbol = self.chance.choice(SYMBOLS)
        side = self.chance.choice(("BUY", "BUY", "SELL"))
        body: dict[str, Any] = {
            "account_id": self.trader.account_id,
            "client_order_id": uuid4().hex,
            "symbol": symbol,
            "side": side,
            "type": "MARKET",
            "quantity": str(self.chance.randint(1, 9)),
        }
        if self.chance.random() < 0.4:
            body |= {"type": "LIMIT", "limit_price": "1.00" if side == "BUY" else "9999.00"}
        return body

    def _send(self, body: dict[str, Any]) -> str | None:
        """Send until there is an answer: the same id again cannot make a second order."""

        def answered() -> httpx.Response | None:
            try:
                answer = self.trader.http.post("/orders", json=body)
            except httpx.TransportError:
                return None
            return None if answer.status_code in (429, 502, 503, 504) else answer

        answer = eventually(answered, what="an answer to an order", seconds=60, every=0.2)
        assert answer.status_code in (200, 201, 422), answer.text
        if answer.status_code == 422:
            return None
        order_id = str(answer.json()["order_id"])
        self.acknowledged[body["client_order_id"]] = order_id
        return order_id

    def _cancel(self, order_id: str) -> None:
        try:
            answer = self.trader.http.post(f"/orders/{order_id}/cancel")
        except httpx.TransportError:
            return
        if answer.status_code == 200:
            assert answer.json()["status"] == "CANCELLED"
            self.cancelled.add(order_id)

    def orders(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            query = {"account_id": self.trader.account_id, "limit": "200"}
            page = self.trader.http.get(
                "/orders", params=query | ({"cursor": cursor} if cursor else {})
            )
            found += page.raise_for_status().json()["orders"]
            cursor = page.json()["next"]
            if cursor is None:
                return found


@dataclass
class Holding:
    """The average-cost arithmetic once more, written only for this test."""

    quantity: Decimal = ZERO
    cost: Decimal = ZERO
    realized: Decimal = ZERO

    def book(self, signed: Decimal, price: Decimal) -> None:
        if signed < 0:
            released = self.cost * -signed / self.quantity
            self.realized += -signed * price - released
            self.cost -= released
        else:
            self.cost += signed * price
        self.quantity += signed


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def test_nothing_is_lost_or_doubled_when_each_process_is_killed_in_the_middle(
    new_thor: Callable[..., Product],
) -> None:
    thor = new_thor("--seed", "7")
    sessions = []
    for number in range(3):
        trader = Trader(thor.url)
        trader.register()
        sessions.append(Session(trader, random.Random(number)))
    stop = threading.Event()
    failures: list[BaseException] = []

    def run(session: Session) -> None:
        try:
            session.trade_until(stop)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=[session]) for session in sessions]
    for thread in threads:
        thread.start()
    for victim in VICTIMS:
        goal = accepted(sessions) + 5
        thor.kill_and_wait(victim)
        await_orders(sessions, goal, failures, after=victim)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures, failures

    for session in sessions:
        every_answer_was_true(session)
        book_and_portfolio_agree_with_the_executions(session)
        session.trader.http.close()
    split = ["split", SYMBOLS[0], "--ratio", "3:2", "--price", "100"]
    dividend = ["dividend", SYMBOLS[0], "--amount", "0.24"]
    for command in (["audit"], split, split, dividend, ["audit"], ["receipt", "--all"]):
        proof = thor.command(*command)
        assert proof.returncode == 0, proof.stdout + proof.stderr


def accepted(sessions: list[Session]) -> int:
    return sum(len(session.acknowledged) for session in sessions)


def await_orders(
    sessions: list[Session], goal: int, failures: list[BaseException], *, after: str
) -> None:
    def going_on() -> bool:
        return accepted(sessions) > goal or bool(failures)

    eventually(going_on, what=f"orders being accepted again after {after} was killed", seconds=60)


def every_answer_was_true(session: Session) -> None:
    def settled() -> list[dict[str, Any]] | None:
        orders = session.orders()
        waiting = [o for o in orders if o["status"] == "PENDING" and o["type"] == "MARKET"]
        return None if waiting else orders

    orders = eventually(settled, what="every market order being decided", seconds=60)
    by_client = {order["client_order_id"]: order for order in orders}
    assert len(by_client) == len(orders), "one client order id made two orders"
    for client_order_id, order_id in session.acknowledged.items():
        assert by_client[client_order_id]["order_id"] == order_id
    for order in orders:
        if order["order_id"] in session.cancelled:
            assert order["status"] == "CANCELLED"


def book_and_portfolio_agree_with_the_executions(session: Session) -> None:
    trader = session.trader
    fills: list[tuple[str, str, dict[str, Any]]] = []
    for order in session.orders():
        if Decimal(order["filled_quantity"]) > 0:
            executions = trader.executions(order["order_id"])
            total = sum((Decimal(e["last_quantity"]) for e in executions), ZERO)
            assert total == Decimal(order["filled_quantity"]) <= Decimal(order["quantity"])
            fills += [(order["symbol"], order["side"], execution) for execution in executions]
    assert len(fills) > 10, "the story needs fills to prove anything"
    fills.sort(key=lambda fill: fill[2]["booked_at"])
    holdings = {symbol: Holding() for symbol in SYMBOLS}
    cash = Decimal(100000)
    for symbol, side, execution in fills:
        sign = 1 if side == "BUY" else -1
        quantity, price = Decimal(execution["last_quantity"]), Decimal(execution["last_price"])
        cash -= sign * quantity * price
        holdings[symbol].book(sign * quantity, price)
    assert Decimal(trader.account()["cash"]) == cash

    def portfolio_is_there() -> bool:
        portfolio = trader.portfolio()
        positions = {p["symbol"]: p for p in portfolio["positions"]}
        account = portfolio["account"]
        held = {symbol: h for symbol, h in holdings.items() if h.quantity}
        realized = sum((h.realized for h in holdings.values()), ZERO)
        return (
            Decimal(account["cash"]) == cents(cash)
            and Decimal(account["realized_pnl"]) == cents(realized)
            and positions.keys() == held.keys()
            and all(
                Decimal(positions[symbol]["quantity"]) == holding.quantity
                and Decimal(positions[symbol]["cost"]) == cents(holding.cost)
                for symbol, holding in held.items()
            )
        )

    eventually(portfolio_is_there, what="the portfolio agreeing with the executions", seconds=30)
