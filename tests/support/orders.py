"""The book in memory, and builders of what it deals in."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from services.orders.domain.account import Account, Era, Holding, LedgerEntry
from services.orders.domain.account_commands import OpenAccount
from services.orders.domain.clone import History, Trade, TradedOrder
from services.orders.domain.commands import SubmitOrder, order_id_of
from services.orders.domain.corporate_action import Adjustment, CorporateAction, Split
from services.orders.domain.execution import Execution
from services.orders.domain.instrument import NO_INDICATION, Indication, Instrument
from services.orders.domain.order import Order
from services.orders.domain.terms import Exits, Terms
from services.orders.handlers.open_account import open_account
from services.orders.ports import Recorded
from shared.contracts.event import Event
from shared.contracts.executions import ExecutionReport, Receipt
from shared.contracts.market_data import Quote
from shared.kernel.enums import (
    AccountKind,
    AccountStatus,
    OrderType,
    QuoteQuality,
    Side,
    TimeInForce,
)
from shared.kernel.errors import Unavailable
from shared.kernel.extended_hours import reach
from shared.kernel.ids import AccountId, ExecutionId, OrderId, Symbol, UserId
from tests.support.clock import MONDAY

USER = UserId(uuid5(NAMESPACE_URL, "user"))
STRANGER = UserId(uuid5(NAMESPACE_URL, "stranger"))
FIRST_ACCOUNT = uuid5(NAMESPACE_URL, "first account")
SECRET = "a secret that only tests use, of more than 32 characters"
AAPL = Symbol("AAPL")
CLOSE = MONDAY + timedelta(hours=5.5)
"""16:00 in New York on the day of the frozen clock."""


def d(number: str) -> Decimal:
    return Decimal(number)


def ds(*numbers: str | int) -> tuple[Decimal, ...]:
    return tuple(Decimal(number) for number in numbers)


class BookInMemory:
    """Implements `Work`: the same answers as the store, without the locks."""

    def __init__(self) -> None:
        self.account_rows: dict[AccountId, Account] = {}
        self.ledger: list[LedgerEntry] = []
        self.order_rows: dict[OrderId, Recorded] = {}
        self.holding_rows: dict[tuple[AccountId, Symbol], Holding] = {}
        self.booked: list[Execution] = []
        self.versions: dict[ExecutionId, int] = {}
        self.eras: list[Era] = []
        self.action_rows: dict[UUID, CorporateAction] = {}
        self.adjusted: list[Adjustment] = []
        self.announced: list[Event] = []
        self.accounts = _Accounts(self)
        self.orders = _Orders(self)
        self.holdings = _Holdings(self)
        self.executions = _Executions(self)
        self.actions = _Actions(self)
        self.histories = _Histories(self)
        self.outbox = _Outbox(self)

    @asynccontextmanager
    async def work(self) -> AsyncGenerator[BookInMemory]:
        yield self

    @property
    def account(self) -> Account:
        """The only account."""
        (account,) = self.account_rows.values()
        return account

    @property
    def order(self) -> Order:
        """The newest order."""
        return list(self.order_rows.values())[-1].order

    def held(self, symbol: Symbol = AAPL) -> Holding:
        key = (self.account.account_id, symbol)
        return self.holding_rows.get(key) or Holding(account_id=key[0], symbol=symbol)

    def words(self) -> list[str]:
        """The types of what was announced since the last time this was asked."""
        words = [str(event.type) for event in self.announced]
        self.announced.clear()
        return words


@dataclass
class _Accounts:
    book: BookInMemory

    async def add(self, account: Account) -> bool:
        if account.account_id in self.book.account_rows:
            return False
        self.book.account_rows[account.account_id] = account
        return True

    async def opened_as(self, user_id: UserId, client_account_id: UUID) -> Account | None:
        asked = (user_id, client_account_id)
        accounts = self.book.account_rows.values()
        return next((a for a in accounts if (a.user_id, a.client_account_id) == asked), None)

    async def lock(self, account_id: AccountId, user_id: UserId | None = None) -> Account | None:
        account = self.book.account_rows.get(account_id)
        return account if account and user_id in (None, account.user_id) else None

    async def lock_of_order(self, order_id: OrderId, user_id: UserId) -> Account | None:
        known = self.book.order_rows.get(order_id)
        return await self.lock(known.order.account_id, user_id) if known else None

    async def save(self, account: Account) -> None:
        if account.kind is AccountKind.CASH:
            assert 0 <= account.reserved <= account.cash
        self.book.account_rows[account.account_id] = account

    async def rewrite(self, account: Account) -> None:
        await self.save(account)

    async def begin(self, era: Era) -> bool:
        repeated = era.client_reset_id is not None and any(
            (known.account_id, known.client_reset_id) == (era.account_id, era.client_reset_id)
            for known in self.book.eras
        )
        if not repeated:
            self.book.eras.append(era)
        return not repeated

    async def era(self, account: Account) -> Era:
        asked = (account.account_id, account.era)
        return next(era for era in self.book.eras if (era.account_id, era.era) == asked)

    async def stand_still(self) -> None:
        """Nothing else moves in here."""

    async def concerned(self, symbol: Symbol) -> Sequence[Account]:
        book = self.book
        holders = {
            row.account_id
            for row in book.holding_rows.values()
            if row.symbol == symbol and row.quantity
        }
        return [
            account
            for account in book.account_rows.values()
            if account.account_id in holders
            or await book.orders.lock_pending(account.account_id, symbol)
        ]

    async def post(self, entries: Sequence[LedgerEntry]) -> None:
        self.book.ledger.extend(entries)


@dataclass
class _Orders:
    book: BookInMemory

    async def add(self, order: Order, fingerprint: bytes) -> bool:
        if order.order_id in self.book.order_rows:
            return False
        self.book.order_rows[order.order_id] = Recorded(order, fingerprint)
        return True

    async def lock(self, order_id: OrderId) -> Order | None:
        known = self.book.order_rows.get(order_id)
        return known.order if known else None

    async def lock_group(self, group_id: UUID) -> Sequence[Order]:
        orders = (known.order for known in self.book.order_rows.values())
        return [order for order in orders if order.group and order.group.group_id == group_id]

    async def find(self, order_id: OrderId, user_id: UserId) -> Recorded | None:
        account = await self.book.accounts.lock_of_order(order_id, user_id)
        return self.book.order_rows[order_id] if account else None

    async def lock_pending(
        self, account_id: AccountId, symbol: Symbol | None = None
    ) -> Sequence[Order]:
        orders = [each.order for each in self.book.order_rows.values()]
        return [
            order
            for order in orders
            if order.is_pending
            and order.account_id == account_id
            and symbol in (None, order.symbol)
        ]

    async def save(self, order: Order) -> None:
        known = self.book.order_rows[order.order_id]
        self.book.order_rows[order.order_id] = replace(known, order=order)


@dataclass
class _Holdings:
    book: BookInMemory

    async def lock(self, account_id: AccountId, symbol: Symbol) -> Holding:
        known = self.book.holding_rows.get((account_id, symbol))
        return known or Holding(account_id=account_id, symbol=symbol)

    async def of_account(self, account_id: AccountId) -> Sequence[Holding]:
        rows = self.book.holding_rows.values()
        return sorted(
            (row for row in rows if row.account_id == account_id), key=lambda row: row.symbol
        )

    async def save(self, holding: Holding) -> None:
        assert holding.held_quantity >= 0
        if self.book.account_rows[holding.account_id].kind is AccountKind.CASH:
            assert holding.held_quantity <= holding.quantity
        self.book.holding_rows[holding.account_id, holding.symbol] = holding


@dataclass
class _Executions:
    book: BookInMemory

    async def add(self, execution: Execution, order: Order) -> None:
        assert all(known.execution_id != execution.execution_id for known in self.book.booked)
        self.book.booked.append(execution)
        self.book.versions[execution.execution_id] = order.version


class _Actions:
    def __init__(self, rows: BookInMemory) -> None:
        self._rows = rows

    async def add(self, action: CorporateAction) -> bool:
        known = self._rows.action_rows.setdefault(action.action_id, action)
        return known is action

    async def find(self, action_id: UUID) -> CorporateAction | None:
        return self._rows.action_rows.get(action_id)

    async def book(self, adjustment: Adjustment) -> None:
        self._rows.adjusted.append(adjustment)


@dataclass
class _Histories:
    book: BookInMemory

    async def of(self, account: Account) -> History:
        def ours(row: Order | Execution | Adjustment | LedgerEntry) -> bool:
            return (row.account_id, row.era) == (account.account_id, account.era)

        book = self.book
        return History(
            orders=[
                TradedOrder(order=each.order, fingerprint=each.fingerprint)
                for each in book.order_rows.values()
                if ours(each.order) and each.order.filled_quantity
            ],
            trades=[
                Trade(execution=each, order_version=book.versions[each.execution_id])
                for each in book.booked
                if ours(each)
            ],
            adjustments=[each for each in book.adjusted if ours(each)],
            actions=book.action_rows,
            entries=[each for each in book.ledger if ours(each)],
        )

    async def record(self, history: History) -> None:
        for each in history.orders:
            self.book.order_rows[each.order.order_id] = Recorded(each.order, each.fingerprint)
        for trade in history.trades:
            self.book.booked.append(trade.execution)
            self.book.versions[trade.execution.execution_id] = trade.order_version
        self.book.adjusted.extend(history.adjustments)
        self.book.ledger.extend(history.entries)


@dataclass
class _Outbox:
    book: BookInMemory

    def append(self, event: Event) -> None:
        self.book.announced.append(event)


def an_instrument(
    symbol: str,
    *,
    currency: str = "USD",
    multiplier: str = "1",
    tick_size: str = "0.01",
    sub_dollar_tick_size: str | None = "0.0001",
    fractionable: bool = False,
    shortable: bool = True,
    tradable: bool = True,
) -> Instrument:
    return Instrument(
        symbol=Symbol(symbol),
        currency=currency,
        multiplier=d(multiplier),
        tick_size=d(tick_size),
        sub_dollar_tick_size=d(sub_dollar_tick_size) if sub_dollar_tick_size else None,
        fractionable=fractionable,
        shortable=shortable,
        tradable=tradable,
    )


INSTRUMENTS = {
    "AAPL": an_instrument("AAPL"),
    "MSFT": an_instrument("MSFT"),
    "FRAC": an_instrument("FRAC", fractionable=True),
    "SPX": an_instrument("SPX", tradable=False),
    "SAP": an_instrument("SAP", currency="EUR"),
    "/ES": an_instrument("/ES", multiplier="50", tick_size="0.25", sub_dollar_tick_size=None),
}


APPLE = Quote(
    symbol="AAPL",
    sequence=7,
    as_of=MONDAY - timedelta(milliseconds=250),
    changed_at=MONDAY - timedelta(seconds=1),
    source="simulated",
    quality=QuoteQuality.FRESH,
    bid=d("99.90"),
    ask=d("100.00"),
    last=d("99.95"),
    bid_size=d("300"),
    ask_size=d("200"),
)


@dataclass
class MarketInMemory:
    """Apple asked at 100.00; the other instruments have no quote."""

    instruments: dict[str, Instrument] = field(default_factory=lambda: dict(INSTRUMENTS))
    indications: dict[str, Indication] = field(
        default_factory=lambda: {"AAPL": Indication(ask=d("100"), last=d("99.95"))}
    )
    quotes: dict[str, Quote] = field(default_factory=lambda: {"AAPL": APPLE})
    away: bool = False

    async def instrument(self, symbol: Symbol) -> Instrument | None:
        if self.away:
            raise Unavailable("Market data is away.")
        return self.instruments.get(symbol)

    async def indication(self, symbol: Symbol) -> Indication:
        return self.indications.get(symbol, NO_INDICATION)

    async def quote(self, symbol: Symbol) -> Quote | None:
        return self.quotes.get(symbol)


class SessionsInMemory:
    async def next_close(
        self, calendar: str, after: datetime, *, extended: bool = False
    ) -> datetime | None:
        return CLOSE + reach(calendar).after if extended else CLOSE

    async def opens_at(
        self, calendar: str, at: datetime, *, extended: bool = False
    ) -> datetime | None:
        return None


def an_opening(balance: str = "100000.00") -> OpenAccount:
    return OpenAccount(
        user_id=USER,
        client_account_id=FIRST_ACCOUNT,
        name="Paper account",
        starting_balance=d(balance),
    )


def an_account(balance: str = "100000.00", *, at: datetime = MONDAY) -> Account:
    """The account that `an_opening` opens."""
    opening = an_opening(balance)
    return Account(
        account_id=opening.account_id,
        user_id=opening.user_id,
        client_account_id=opening.client_account_id,
        name=opening.name,
        kind=opening.kind,
        currency="USD",
        status=AccountStatus.OPEN,
        starting_balance=opening.starting_balance,
        cash=opening.starting_balance,
        opened_at=at,
    )


async def a_book(balance: str = "100000.00", *, at: datetime = MONDAY) -> BookInMemory:
    """A book with one account in it, and nothing announced yet."""
    book = BookInMemory()
    await open_account(an_opening(balance), book, at=at)
    book.words()
    return book


def an_order(
    side: Side = Side.BUY,
    quantity: str = "10",
    *,
    symbol: str = "AAPL",
    kind: OrderType | None = None,
    client_order_id: str = "order-1",
    time_in_force: TimeInForce = TimeInForce.DAY,
    hold_seconds: int | None = None,
    account_id: AccountId | None = None,
    user_id: UserId = USER,
    notional: str | None = None,
    exits: Exits | None = None,
    limit_price: str | None = None,
    stop_price: str | None = None,
    trail_amount: str | None = None,
    trail_percent: str | None = None,
) -> SubmitOrder:
    """A command; its type follows from its prices: none is MARKET, `limit_price` is LIMIT, …
    With a `notional` it is for so much money, and `quantity` does not count."""
    given = {
        "limit_price": limit_price,
        "stop_price": stop_price,
        "trail_amount": trail_amount,
        "trail_percent": trail_percent,
    }
    prices: dict[str, Any] = {n: d(price) for n, price in given.items() if price is not None}
    return SubmitOrder(
        user_id=user_id,
        account_id=account_id or an_opening().account_id,
        client_order_id=client_order_id,
        symbol=Symbol(symbol),
        side=side,
        type=kind or _TYPES[frozenset(prices)],
        terms=Terms(
            quantity=d("0") if notional else d(quantity),
            notional=d(notional) if notional else None,
            time_in_force=time_in_force,
            **prices,
        ),
        hold_seconds=hold_seconds,
        exits=exits,
    )


def group_id(client_order_id: str) -> OrderId:
    """The id of the order that the client named, and of the group that came with it."""
    return order_id_of(an_opening().account_id, client_order_id)


def exits(profit: str | None = None, stop: str | None = None, limit: str | None = None) -> Exits:
    return Exits(
        take_profit_price=d(profit) if profit else None,
        stop_price=d(stop) if stop else None,
        stop_limit_price=d(limit) if limit else None,
    )


_TYPES = {
    frozenset[str](): OrderType.MARKET,
    frozenset({"limit_price"}): OrderType.LIMIT,
    frozenset({"stop_price"}): OrderType.STOP,
    frozenset({"limit_price", "stop_price"}): OrderType.STOP_LIMIT,
    frozenset({"trail_amount"}): OrderType.TRAILING_STOP,
    frozenset({"trail_percent"}): OrderType.TRAILING_STOP,
}

RECEIPT = Receipt(
    quote_sequence=7,
    quote_as_of=MONDAY,
    source="simulated",
    quality=QuoteQuality.FRESH,
    bid=d("99.90"),
    ask=d("100.00"),
    last=d("99.95"),
    bid_size=d("300"),
    ask_size=d("200"),
    age_ms=12,
    rule="market_at_far_side",
    model="quote",
    model_version=1,
    price_improvement=d("0"),
)

Kind = Literal["fill", "cancel", "expire", "reject", "trigger", "trail"]


def a_report(order: Order, kind: Kind = "fill", **more: object) -> ExecutionReport:
    """What an engine would propose about the order as it is; a fill is of all that remains."""
    fields: dict[str, object] = {
        "report_id": uuid5(order.order_id, f"{kind}:{order.version}"),
        "kind": kind,
        "order_id": order.order_id,
        "account_id": order.account_id,
        "symbol": order.symbol,
        "order_version": order.version,
        "decided_at": MONDAY,
    }
    if kind == "fill":
        fields |= {
            "last_quantity": order.remaining_quantity,
            "last_price": d("100"),
            "commission": d("0"),
            "receipt": RECEIPT,
        }
    return ExecutionReport.model_validate({**fields, **more})


def holding_shares(book: BookInMemory, quantity: str, symbol: Symbol = AAPL) -> None:
    """Shares that came from nowhere: for tests in which only the selling matters."""
    key = (book.account.account_id, symbol)
    book.holding_rows[key] = Holding(account_id=key[0], symbol=symbol, quantity=d(quantity))


def a_split(
    ratio: str, *, price: str | None = None, symbol: Symbol = AAPL, action: int = 1
) -> Split:
    numerator, denominator = ratio.split(":")
    return Split(
        action_id=UUID(int=action),
        symbol=symbol,
        numerator=int(numerator),
        denominator=int(denominator),
        price=None if price is None else d(price),
        effective_at=MONDAY,
    )
