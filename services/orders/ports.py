"""What the handlers need from outside: one transaction on the book, and the market.

The store implements the book on PostgreSQL; tests implement it in memory. Rows are locked in
one order, the account first and then its order and its holding, so that nobody deadlocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from services.orders.domain.account import Account, Era, Holding, LedgerEntry
from services.orders.domain.clone import History
from services.orders.domain.corporate_action import Adjustment, CorporateAction
from services.orders.domain.execution import Execution
from services.orders.domain.instrument import Indication, Instrument
from services.orders.domain.order import Order
from shared.bus.ports import Outbox
from shared.contracts.market_data import Quote
from shared.kernel.enums import OrderStatus, Side
from shared.kernel.ids import AccountId, ExecutionId, OrderId, Symbol, UserId


class Accounts(Protocol):
    async def add(self, account: Account) -> bool:
        """Record a new account. False where its user has opened one with this client id."""
        ...

    async def opened_as(self, user_id: UserId, client_account_id: UUID) -> Account | None: ...

    async def lock(self, account_id: AccountId, user_id: UserId | None = None) -> Account | None:
        """The account, locked until the transaction ends. With a user: only if it is theirs."""
        ...

    async def lock_of_order(self, order_id: OrderId, user_id: UserId) -> Account | None:
        """The account that the order belongs to, locked, if it is this user's."""
        ...

    async def save(self, account: Account) -> None:
        """Write what trading changes: cash, reserved cash and the version."""
        ...

    async def rewrite(self, account: Account) -> None:
        """Write everything that can change."""
        ...

    async def begin(self, era: Era) -> bool:
        """Record that an era began. False where its `client_reset_id` began one before."""
        ...

    async def era(self, account: Account) -> Era:
        """The era that the account is in."""
        ...

    async def stand_still(self) -> None:
        """Wait for every transaction that has locked an account, and let no other lock one
        until this one ends: for what must happen to all accounts at one instant."""
        ...

    async def concerned(self, symbol: Symbol) -> Sequence[Account]:
        """The accounts that hold the symbol, or have an order of it pending."""
        ...

    async def post(self, entries: Sequence[LedgerEntry]) -> None: ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """An order, and the fingerprint of the command that made it."""

    order: Order
    fingerprint: bytes


class Orders(Protocol):
    async def add(self, order: Order, fingerprint: bytes) -> bool:
        """Record a new order and what it sets aside. False where its id is taken: the
        database decides, so two racing submissions cannot both win."""
        ...

    async def lock(self, order_id: OrderId) -> Order | None: ...

    async def lock_pending(
        self, account_id: AccountId, symbol: Symbol | None = None
    ) -> Sequence[Order]:
        """Every pending order of the account, or of one symbol in it; oldest first."""
        ...

    async def lock_group(self, group_id: UUID) -> Sequence[Order]:
        """Every order of a group, whatever its status."""
        ...

    async def find(self, order_id: OrderId, user_id: UserId) -> Recorded | None:
        """The order as it is at this instant, not locked."""
        ...

    async def save(self, order: Order) -> None:
        """Write the order, and set what it sets aside to what it now needs."""
        ...


class Holdings(Protocol):
    async def lock(self, account_id: AccountId, symbol: Symbol) -> Holding:
        """The holding, locked; one of nothing where there is none."""
        ...

    async def of_account(self, account_id: AccountId) -> Sequence[Holding]:
        """Every holding that the account ever had, by symbol; locked with the account."""
        ...

    async def save(self, holding: Holding) -> None: ...


class Executions(Protocol):
    async def add(self, execution: Execution, order: Order) -> None:
        """Record what was booked; `order` is the order that it left."""
        ...


class CorporateActions(Protocol):
    async def add(self, action: CorporateAction) -> bool:
        """Record an action. False where its id is taken."""
        ...

    async def find(self, action_id: UUID) -> CorporateAction | None: ...

    async def book(self, adjustment: Adjustment) -> None: ...


class Histories(Protocol):
    async def of(self, account: Account) -> History:
        """What moved the account, which is locked, in the era that it is in."""
        ...

    async def record(self, history: History) -> None: ...


class Work(Protocol):
    """Everything that one transaction may touch."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def holdings(self) -> Holdings: ...
    @property
    def executions(self) -> Executions: ...
    @property
    def actions(self) -> CorporateActions: ...
    @property
    def histories(self) -> Histories: ...
    @property
    def outbox(self) -> Outbox: ...


class Transactions(Protocol):
    def __call__(self) -> AbstractAsyncContextManager[Work]:
        """One transaction: committed, with what it announced, where the block ends well."""
        ...


class MarketData(Protocol):
    async def instrument(self, symbol: Symbol) -> Instrument | None:
        """`None` where there is no such symbol. Raises `Unavailable` where that is not known."""
        ...

    async def indication(self, symbol: Symbol) -> Indication:
        """The newest prices, as far as they are known."""
        ...

    async def quote(self, symbol: Symbol) -> Quote | None:
        """The newest quote, as far as one is known."""
        ...


class Sessions(Protocol):
    async def next_close(
        self, calendar: str, after: datetime, *, extended: bool = False
    ) -> datetime | None:
        """When the session that is open at `after`, else the next one, closes, with `extended`
        its extended hours; `None` where no calendar of that name is known, or it does not
        reach so far."""
        ...

    async def opens_at(
        self, calendar: str, at: datetime, *, extended: bool = False
    ) -> datetime | None:
        """When trading goes on, with `extended` in extended hours; `None` while it does not
        rest at `at`, where nobody knows, and where hours are not enforced."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Newest first. No `statuses` are all of them; `since` and `until` (not included) speak of
    when an order was submitted. `before` is where the page before this one ended."""

    user_id: UserId
    account_id: AccountId | None = None
    statuses: Sequence[OrderStatus] = ()
    symbol: Symbol | None = None
    since: datetime | None = None
    until: datetime | None = None
    group_id: UUID | None = None
    before: tuple[datetime, OrderId] | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class WorkingOrders:
    """Pending orders of one shard of `orders.v1`, together with the head of its log at the
    same instant: every later change has a higher sequence number."""

    seq: int
    orders: Sequence[Order]


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that the book breaks, with the rows that show it."""

    rule: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Audit:
    """`unproved` says what could not be looked at, in sentences."""

    violations: Sequence[Violation]
    unproved: Sequence[str] = ()


class Readings(Protocol):
    """Looking things up. Nothing here can change the book."""

    async def accounts(self, user_id: UserId) -> Sequence[Account]: ...

    async def account(self, account_id: AccountId, user_id: UserId) -> Account | None: ...

    async def holding(self, account_id: AccountId, symbol: Symbol) -> Holding: ...

    async def holdings(self, account_id: AccountId) -> Sequence[Holding]: ...

    async def orders(self, wanted: OrderFilter) -> Sequence[Order]: ...

    async def order(self, order_id: OrderId, user_id: UserId) -> Order | None: ...

    async def executions(self, order_id: OrderId) -> Sequence[Execution]: ...

    async def fills(
        self,
        wanted: ExportFilter,
        *,
        before: tuple[datetime, ExecutionId] | None,
        limit: int,
    ) -> Sequence[Execution]:
        """Newest first. `before` is where the page before this one ended."""
        ...

    async def execution(self, execution_id: ExecutionId) -> Execution | None:
        """Of any account: for operators."""
        ...

    async def executions_after(
        self, execution_id: ExecutionId | None, limit: int
    ) -> Sequence[Execution]:
        """Of all accounts, by id, from the one after `execution_id` on: for operators."""
        ...

    async def working_orders(self, shard: int) -> WorkingOrders: ...

    async def audit(self) -> Audit: ...


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """What of an account is taken away: from `since`, before `until`. What is None says nothing."""

    account_id: AccountId
    since: datetime | None = None
    until: datetime | None = None
    symbol: Symbol | None = None
    side: Side | None = None


class Exports(Protocol):
    """Whole histories, oldest first."""

    async def orders(self, wanted: ExportFilter, *, limit: int) -> Sequence[Order]: ...

    async def fills(self, wanted: ExportFilter, *, limit: int) -> Sequence[Execution]: ...
