"""Two hundred accounts, fifty symbols, eight hands that do anything at once: the audit is clean.

Bounded by a count, so that a slow machine takes longer and does the same. `THOR_SOAK` multiplies
the count.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from decimal import Decimal
from random import Random
from uuid import UUID, uuid4

import httpx

from services.orders.dependencies import Surroundings
from services.orders.domain.account import Settings
from services.orders.domain.account_commands import (
    ChangeSettings,
    CloneAccount,
    CloseAccount,
    OpenAccount,
    ResetAccount,
)
from services.orders.domain.commands import CancelOrder, ReplaceOrder
from services.orders.domain.corporate_action import Dividend
from services.orders.domain.instrument import Indication
from services.orders.handlers.book_report import book_report
from services.orders.handlers.cancel_order import cancel_order
from services.orders.handlers.carry_out_action import carry_out_action
from services.orders.handlers.change_settings import change_settings
from services.orders.handlers.clone_account import clone_account
from services.orders.handlers.close_account import close_account
from services.orders.handlers.open_account import open_account
from services.orders.handlers.replace_order import replace_order
from services.orders.handlers.reset_account import reset_account
from services.orders.handlers.submit_order import submit_order
from services.orders.ports import Work
from shared.http.auth import SERVICE_USER, authorization
from shared.kernel.enums import AccountKind, Side, TimeInForce
from shared.kernel.errors import Refusal
from shared.kernel.ids import AccountId, OrderId, Symbol, UserId
from tests.support.clock import MONDAY
from tests.support.orders import (
    SECRET,
    MarketInMemory,
    SessionsInMemory,
    a_report,
    a_split,
    an_instrument,
    an_order,
    d,
)

ACCOUNTS, SYMBOLS, HANDS = 200, 50, 8
COMMANDS = 600 * int(os.environ.get("THOR_SOAK", "1"))
FEES = ("none", "per_share:0.005", "flat:1", "percent:0.1")
HOW_OFTEN = {
    "submit": 40, "fill": 36, "cancel": 8, "edit": 8, "reset": 2, "clone": 2, "split": 1,
    "dividend": 1, "settings": 1, "close": 1,
}  # fmt: skip


class Crowd:
    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.random = Random(7)
        self.user = UserId(uuid4())
        self.symbols = [f"S{number}" for number in range(SYMBOLS)]
        self.market = MarketInMemory(
            instruments={
                symbol: an_instrument(symbol, fractionable=number % 5 == 0)
                for number, symbol in enumerate(self.symbols)
            },
            indications=dict.fromkeys(self.symbols, Indication(ask=d("50"), last=d("49.90"))),
        )
        self.accounts: list[AccountId] = []
        self.orders: list[OrderId] = []
        self.done: Counter[str] = Counter()
        self.left = COMMANDS

    async def open(self, number: int) -> None:
        command = OpenAccount(
            user_id=self.user,
            client_account_id=UUID(int=number),
            name=f"Account {number}",
            starting_balance=d("25000"),
            kind=AccountKind.MARGIN if number % 2 else AccountKind.CASH,
            settings=Settings(fee_model=FEES[number % len(FEES)]),
        )
        async with self.around.transactions() as work:
            await open_account(command, work, at=MONDAY)
        self.accounts.append(command.account_id)

    async def work_until_all_is_done(self) -> None:
        while self.left > 0:
            self.left -= 1
            (act,) = self.random.choices(list(HOW_OFTEN), list(HOW_OFTEN.values()))
            try:
                async with self.around.transactions() as work:
                    await getattr(self, act)(work)
                self.done[act] += 1
            except Refusal as refusal:
                self.done[refusal.code] += 1

    def account(self) -> AccountId:
        return self.random.choice(self.accounts)

    def symbol(self) -> Symbol:
        return Symbol(self.random.choice(self.symbols))

    def price(self) -> str:
        return str(Decimal(self.random.randint(4500, 5500)) / 100)

    async def submit(self, work: Work) -> None:
        kind = self.random.choice(["limit_price", "limit_price", "stop_price", "market"])
        command = an_order(
            self.random.choice([Side.BUY, Side.BUY, Side.SELL]),
            str(self.random.randint(1, 80)),
            symbol=self.symbol(),
            client_order_id=uuid4().hex,
            time_in_force=TimeInForce.GTC,
            account_id=self.account(),
            user_id=self.user,
            limit_price=self.price() if kind == "limit_price" else None,
            stop_price=self.price() if kind == "stop_price" else None,
        )
        submitted = await submit_order(command, work, self.market, SessionsInMemory(), at=MONDAY)
        if submitted.order.is_pending:
            self.orders.append(submitted.order.order_id)

    def order(self) -> OrderId:
        recent = self.orders[-100:] or [OrderId(uuid4())]
        return self.random.choice(recent)

    async def fill(self, work: Work) -> None:
        found = await work.orders.find(self.order(), self.user)
        if found is None or not found.order.is_pending:
            return
        order = found.order
        quantity = max(order.remaining_quantity // self.random.randint(1, 3), d("1"))
        report = a_report(
            order,
            "fill",
            last_quantity=quantity,
            last_price=order.terms.limit_price or d(self.price()),
            commission=quantity * d("0.005"),
        )
        await book_report(report, work, self.market, at=MONDAY)

    async def cancel(self, work: Work) -> None:
        await cancel_order(CancelOrder(user_id=self.user, order_id=self.order()), work, at=MONDAY)

    async def edit(self, work: Work) -> None:
        command = ReplaceOrder(
            user_id=self.user,
            order_id=self.order(),
            quantity=Decimal(self.random.randint(1, 80)),
        )
        await replace_order(command, work, self.market, SessionsInMemory(), at=MONDAY)

    async def reset(self, work: Work) -> None:
        command = ResetAccount(
            user_id=self.user, account_id=self.account(), client_reset_id=uuid4()
        )
        await reset_account(command, work, at=MONDAY)

    async def clone(self, work: Work) -> None:
        command = CloneAccount(
            user_id=self.user, account_id=self.account(), client_account_id=uuid4()
        )
        await clone_account(command, work, at=MONDAY)
        self.accounts.append(command.clone_id)

    async def close(self, work: Work) -> None:
        command = CloseAccount(user_id=self.user, account_id=self.account())
        await close_account(command, work, at=MONDAY)

    async def settings(self, work: Work) -> None:
        command = ChangeSettings(
            user_id=self.user, account_id=self.account(), fee_model=self.random.choice(FEES)
        )
        await change_settings(command, work, at=MONDAY)

    async def split(self, work: Work) -> None:
        ratio = self.random.choice(["2:1", "3:2", "1:4"])
        action = a_split(
            ratio, price="50", symbol=self.symbol(), action=self.random.getrandbits(100)
        )
        await carry_out_action(action, work, self.market, at=MONDAY)

    async def dividend(self, work: Work) -> None:
        action = Dividend(
            action_id=uuid4(),
            symbol=self.symbol(),
            amount_per_share=d("0.24"),
            effective_at=MONDAY,
        )
        await carry_out_action(action, work, self.market, at=MONDAY)


async def test_a_crowd_that_does_anything_at_once_leaves_a_clean_audit(
    around: Surroundings, client: httpx.AsyncClient
) -> None:
    crowd = Crowd(around)
    for first in range(0, ACCOUNTS, HANDS):
        await asyncio.gather(*(crowd.open(number) for number in range(first, first + HANDS)))

    await asyncio.gather(*(crowd.work_until_all_is_done() for _ in range(HANDS)))

    answer = await client.get("/internal/audit", headers=authorization(SECRET, SERVICE_USER))
    assert answer.json() == {"sound": True, "violations": [], "unproved": []}
    assert crowd.done["fill"] > COMMANDS // 5
    assert set(HOW_OFTEN) <= set(crowd.done)
