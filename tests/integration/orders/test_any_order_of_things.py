"""The real book beside a small model of it: whatever is done in whatever order, both agree."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.account import Settings
from services.orders.domain.account_commands import CloneAccount, OpenAccount, ResetAccount
from services.orders.domain.commands import CancelOrder, ReplaceOrder
from services.orders.domain.corporate_action import CorporateAction, Dividend
from services.orders.domain.errors import OrderNotPending, ReplaceRefused
from services.orders.domain.instrument import Indication
from services.orders.domain.order import Order
from services.orders.handlers.book_report import book_report
from services.orders.handlers.cancel_order import cancel_order
from services.orders.handlers.carry_out_action import carry_out_action
from services.orders.handlers.clone_account import clone_account
from services.orders.handlers.open_account import open_account
from services.orders.handlers.replace_order import replace_order
from services.orders.handlers.reset_account import reset_account
from services.orders.handlers.submit_order import submit_order
from services.orders.store.audit import audit
from services.orders.store.tables import accounts, holdings, orders
from services.orders.store.transactions import PostgresTransactions, PostgresWork
from shared.db.engine import create_engine
from shared.kernel.enums import AccountKind, Side, TimeInForce
from shared.kernel.ids import AccountId, OrderId, Symbol, UserId
from tests.support.book_model import ModelAccount, ModelOrder
from tests.support.clock import FrozenClock
from tests.support.orders import (
    MarketInMemory,
    SessionsInMemory,
    a_report,
    a_split,
    an_instrument,
    an_order,
    d,
)

ACCOUNTS_MAX = 5
FEE = "per_share:0.01"
FIRST_MARK = d("100")
numbers = count(1)

T = TypeVar("T")
places = st.integers(0, 99)
quantities = st.integers(1, 40).map(Decimal)
limits = st.integers(50_00, 150_00).map(lambda cents: Decimal(cents) / 100)
balances = st.sampled_from([d("1500"), d("10000"), d("50000")])
sides = st.sampled_from([Side.BUY, Side.BUY, Side.SELL])


class Loop:
    """One event loop, and one engine on it, for all examples of a test."""

    def __init__(self, database_url: str) -> None:
        self.runner = asyncio.Runner()
        self.engine: AsyncEngine = self.run(self._engine(database_url))
        self.transactions = PostgresTransactions(self.engine, lambda: None)

    async def _engine(self, url: str) -> AsyncEngine:
        return create_engine(url, application="tests", pool_size=2)

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(doing)

    def close(self) -> None:
        self.run(self.engine.dispose())
        self.runner.close()


class BookBesideItsModel(RuleBasedStateMachine):
    """One user with a cash and a margin account, and two symbols that nobody else trades."""

    loop: ClassVar[Loop]

    def __init__(self) -> None:
        super().__init__()
        self.clock = FrozenClock()
        self.user = UserId(uuid4())
        number = next(numbers)
        self.symbols = [f"A{number}", f"B{number}"]
        instruments = {
            symbol: an_instrument(symbol, sub_dollar_tick_size=None) for symbol in self.symbols
        }
        self.market = MarketInMemory(instruments=instruments)
        self.marks = dict.fromkeys(self.symbols, FIRST_MARK)
        self.model: dict[AccountId, ModelAccount] = {}
        self.of_this_era: dict[AccountId, set[str]] = {}
        self.holds: dict[str, Any] = {}
        for symbol in self.symbols:
            self.quote(symbol, FIRST_MARK)

    # Doing the same to both.

    @initialize(cash=balances, margin=balances)
    def open_two_accounts(self, cash: Decimal, margin: Decimal) -> None:
        self.open(AccountKind.CASH, cash)
        self.open(AccountKind.MARGIN, margin)

    def open(self, kind: AccountKind, balance: Decimal) -> None:
        command = OpenAccount(
            user_id=self.user,
            client_account_id=uuid4(),
            name=kind.value,
            starting_balance=balance,
            kind=kind,
            settings=Settings(fee_model=FEE),
        )
        self.do(lambda work: open_account(command, work, at=self.clock.now()))
        margin = kind is AccountKind.MARGIN
        self.model[command.account_id] = ModelAccount(margin, balance, d("0.01"), balance)
        self.of_this_era[command.account_id] = set()

    @rule(
        where=places,
        what=places,
        side=sides,
        quantity=quantities,
        limit=limits,
        hold=st.sampled_from([0, 0, 10]),
    )
    def submit(
        self, where: int, what: int, side: Side, quantity: Decimal, limit: Decimal, hold: int
    ) -> None:
        account_id, model = self.account(where)
        command = replace(
            an_order(
                side,
                str(quantity),
                symbol=self.symbols[what % 2],
                limit_price=str(limit),
                client_order_id=f"o{next(numbers)}",
                time_in_force=TimeInForce.GTC,
                account_id=account_id,
                user_id=self.user,
            ),
            hold_seconds=hold,
        )
        order = self.do(
            lambda work: submit_order(
                command, work, self.market, SessionsInMemory(), at=self.clock.now()
            )
        ).order
        expected = ModelOrder(
            (order.submitted_at.isoformat(), order.order_id),
            order.symbol,
            side is Side.BUY,
            quantity,
            limit,
        )
        if not model.accept(expected, self.marks):
            expected.status = "REJECTED"
        model.orders[str(order.order_id)] = expected
        self.of_this_era[account_id].add(str(order.order_id))
        self.holds[str(order.order_id)] = order.hold_until

    @rule(
        where=places,
        what=places,
        side=sides,
        quantity=quantities,
        limit=limits,
        part=st.integers(1, 3),
        better=st.integers(0, 300),
    )
    def trade(
        self,
        where: int,
        what: int,
        side: Side,
        quantity: Decimal,
        limit: Decimal,
        part: int,
        better: int,
    ) -> None:
        """An order that begins to fill at once."""
        self.submit(where, what, side, quantity, limit, 0)
        model = self.account(where)[1]
        order_id, known = list(model.orders.items())[-1]
        if known.status == "PENDING":
            self.execute(model, order_id, known, part, better)

    @precondition(lambda self: self.any_order())
    @rule(which=places, quantity=st.none() | quantities, limit=limits)
    def edit(self, which: int, quantity: Decimal | None, limit: Decimal) -> None:
        model, order_id, known = self.order(which)
        command = ReplaceOrder(
            user_id=self.user,
            order_id=OrderId(UUID(order_id)),
            quantity=quantity,
            limit_price=limit,
        )
        taken = True
        try:
            self.do(
                lambda work: replace_order(
                    command, work, self.market, SessionsInMemory(), at=self.clock.now()
                )
            )
        except (ReplaceRefused, OrderNotPending):
            taken = False
        wished = replace(known, quantity=quantity or known.quantity, limit=limit)
        expected = known.status == "PENDING" and wished.remaining > 0
        expected = expected and model.accept(wished, self.marks, own=known)
        assert taken is expected
        if taken:
            model.orders[order_id] = wished

    @precondition(lambda self: self.any_order())
    @rule(which=places)
    def cancel(self, which: int) -> None:
        _, order_id, known = self.order(which)
        command = CancelOrder(user_id=self.user, order_id=OrderId(UUID(order_id)))
        done = True
        try:
            self.do(lambda work: cancel_order(command, work, at=self.clock.now()))
        except OrderNotPending:
            done = False
        assert done is (known.status == "PENDING")
        if done:
            known.status = "CANCELLED"

    @precondition(lambda self: self.any_order())
    @rule(which=places, part=st.integers(1, 3), better=st.integers(0, 300))
    def fill(self, which: int, part: int, better: int) -> None:
        self.execute(*self.order(which), part, better)

    def execute(
        self, model: ModelAccount, order_id: str, known: ModelOrder, part: int, better: int
    ) -> None:
        """A third, two thirds or all of what remains, at the limit or somewhat better."""
        order = self.read(order_id)
        quantity = max(order.remaining_quantity * part // 3, d("1"))
        price = known.limit - Decimal(better) / 100 * (1 if known.buy else -1)
        price = max(price, d("0.01"))
        report = a_report(
            order,
            "fill",
            last_quantity=quantity,
            last_price=price,
            commission=quantity * d("0.01"),
            decided_at=self.clock.now(),
        )
        self.do(lambda work: book_report(report, work, self.market, at=self.clock.now()))
        hold = self.holds.get(order_id)
        held = hold is not None and self.clock.now() < hold
        if known.status == "PENDING" and not held and quantity <= known.remaining:
            model.fill(known, quantity, price, self.marks)

    @rule(seconds=st.sampled_from([1, 30]))
    def wait(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @rule(what=places, price=limits)
    def market_moves(self, what: int, price: Decimal) -> None:
        self.quote(self.symbols[what % 2], price)

    @precondition(lambda self: self.much_done())
    @rule(what=places, ratio=st.sampled_from(["2:1", "3:2", "1:2", "1:3"]))
    def split(self, what: int, ratio: str) -> None:
        symbol = self.symbols[what % 2]
        self.act(a_split(ratio, price="70", symbol=Symbol(symbol), action=next(numbers)))
        new, old = map(int, ratio.split(":"))
        for model in self.model.values():
            model.split(symbol, new, old, d("70"))

    @rule(what=places)
    def pay_dividend(self, what: int) -> None:
        symbol = self.symbols[what % 2]
        self.act(
            Dividend(
                action_id=UUID(int=next(numbers)),
                symbol=Symbol(symbol),
                amount_per_share=d("0.24"),
                effective_at=self.clock.now(),
            )
        )
        for model in self.model.values():
            model.dividend(symbol, d("0.24"))

    @precondition(lambda self: self.much_done())
    @rule(where=places, balance=balances)
    def reset(self, where: int, balance: Decimal) -> None:
        account_id, model = self.account(where)
        command = ResetAccount(
            user_id=self.user,
            account_id=account_id,
            client_reset_id=uuid4(),
            starting_balance=balance,
        )
        self.do(lambda work: reset_account(command, work, at=self.clock.now()))
        model.reset(balance)
        self.of_this_era[account_id] = set()

    @precondition(lambda self: len(self.model) < ACCOUNTS_MAX)
    @rule(where=places)
    def clone(self, where: int) -> None:
        account_id, model = self.account(where)
        command = CloneAccount(user_id=self.user, account_id=account_id, client_account_id=uuid4())
        self.do(lambda work: clone_account(command, work, at=self.clock.now()))
        self.model[command.clone_id] = self.renamed(
            model.clone(self.of_this_era[account_id]), account_id, command.clone_id
        )
        self.of_this_era[command.clone_id] = set(self.model[command.clone_id].orders)

    # Comparing.

    @invariant()
    def both_agree(self) -> None:
        self.loop.run(self.compare())

    async def compare(self) -> None:
        mine = accounts.c.user_id == self.user
        async with self.loop.engine.connect() as connection:
            for row in await connection.execute(select(accounts).where(mine)):
                model = self.model[row.account_id]
                assert (row.cash, row.reserved) == (model.cash, model.reserved)
                assert model.margin or 0 <= row.reserved <= row.cash
            for row in await connection.execute(select(holdings).join(accounts).where(mine)):
                model = self.model[row.account_id]
                assert row.quantity == model.position(row.symbol)
                assert row.held_quantity == model.promised(row.symbol)
            for row in await connection.execute(select(orders).join(accounts).where(mine)):
                known = self.model[row.account_id].orders[str(row.order_id)]
                assert (row.status, row.filled_quantity) == (known.status, known.filled)
                if row.status != "REJECTED" or row.filled_quantity:
                    assert (row.quantity, row.limit_price) == (known.quantity, known.limit)

    def teardown(self) -> None:
        violations = self.loop.run(self.audit())
        assert not violations, violations

    async def audit(self) -> object:
        async with self.loop.engine.connect() as connection:
            return await audit(connection)

    # Finding one's way.

    def do(self, act: Callable[[PostgresWork], Coroutine[Any, Any, T]]) -> T:
        """What `act` answers, in a transaction of its own."""

        async def in_a_transaction() -> T:
            async with self.loop.transactions() as work:
                return await act(work)

        return self.loop.run(in_a_transaction())

    def act(self, action: CorporateAction) -> None:
        self.do(lambda work: carry_out_action(action, work, self.market, at=self.clock.now()))

    def quote(self, symbol: str, price: Decimal) -> None:
        self.marks[symbol] = price
        self.market.indications[symbol] = Indication(ask=price, last=price)

    def account(self, where: int) -> tuple[AccountId, ModelAccount]:
        return list(self.model.items())[where % len(self.model)]

    def any_order(self) -> bool:
        return any(model.orders for model in self.model.values())

    def much_done(self) -> bool:
        """So that what comes seldom does not end most stories before they have begun."""
        return sum(len(model.orders) for model in self.model.values()) > 4

    def order(self, which: int) -> tuple[ModelAccount, str, ModelOrder]:
        """One of the orders there are; pending ones three times out of four."""
        found = [
            (model, order_id, order)
            for model in self.model.values()
            for order_id, order in model.orders.items()
        ]
        pending = [each for each in found if each[2].status == "PENDING"]
        among = pending if pending and which % 4 else found
        return among[which // 4 % len(among)]

    def read(self, order_id: str) -> Order:
        order = self.do(lambda work: work.orders.lock(OrderId(UUID(order_id))))
        assert order is not None
        return order

    def renamed(self, model: ModelAccount, of: AccountId, to: AccountId) -> ModelAccount:
        """The ids that the copies of the orders have in the book."""

        async def names(work: PostgresWork) -> dict[str, str]:
            old = {name: order_id for order_id, name in await _traded(work, of)}
            new = {name: order_id for order_id, name in await _traded(work, to)}
            return {old[name]: new[name] for name in old}

        known = self.do(names)
        model.orders = {known[order_id]: order for order_id, order in model.orders.items()}
        return model


async def _traded(work: PostgresWork, account_id: AccountId) -> list[tuple[str, str]]:
    """The orders of the account's era that traded: ours and their trader's name for each."""
    account = await work.accounts.lock(account_id)
    assert account is not None
    history = await work.histories.of(account)
    return [(str(each.order.order_id), each.order.client_order_id) for each in history.orders]


def test_the_book_and_its_model_agree_whatever_is_done_in_whatever_order(
    database_url: str,
) -> None:
    loop = Loop(database_url)
    try:
        run_state_machine_as_test(
            type("OnThisLoop", (BookBesideItsModel,), {"loop": loop}),
            settings=settings(max_examples=25, stateful_step_count=50, deadline=None),
        )
    finally:
        loop.close()
