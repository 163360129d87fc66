"""Builders of fills, accounts, account events and quotes for the portfolio's tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from uuid import UUID, uuid4, uuid5

from hypothesis import strategies as st

from services.portfolio.domain.account import Account, Portfolio
from services.portfolio.domain.market import Mark, Market
from services.portfolio.domain.position import Fill, Position, apply_fill
from shared.contracts.executions import (
    AccountOpened,
    AccountReset,
    ExecutionBooked,
    Funds,
    FundsChanged,
    PositionDividend,
    PositionSplit,
    Receipt,
)
from shared.contracts.market_data import Quote
from shared.contracts.portfolio import (
    AccountFigures,
    PortfolioData,
    PortfolioUpdate,
    PositionFigures,
    RoundTripFigures,
)
from shared.kernel.enums import AccountKind, QuoteQuality, Side
from shared.kernel.ids import AccountId, Symbol, UserId
from shared.kernel.money import ZERO, Price
from tests.support.clock import MONDAY

AAPL = Symbol("AAPL")
MSFT = Symbol("MSFT")
TODAY = MONDAY.date()
START = Decimal(100_000)


def a_fill(
    quantity: str | Decimal,
    price: str | Decimal,
    *,
    symbol: Symbol = AAPL,
    fee: str | Decimal = "0",
    multiplier: str | Decimal = "1",
    at: datetime = MONDAY,
) -> Fill:
    return Fill(
        symbol=symbol,
        quantity=Decimal(quantity),
        price=Price(Decimal(price)),
        at=at,
        multiplier=Decimal(multiplier),
        fee=Decimal(fee),
    )


def an_account(account_id: AccountId | None = None, *, cash: Decimal = START) -> Account:
    return Account(
        account_id=account_id or AccountId(uuid4()),
        user_id=UserId(uuid4()),
        name="Paper",
        kind=AccountKind.CASH,
        currency="USD",
        starting_balance=START,
        cash=cash,
        reserved=ZERO,
        buying_power=cash,
        version=1,
        opened_at=MONDAY,
    )


def a_market(day: date = TODAY, **marks: str) -> Market:
    """A market in which these symbols have fresh marks at these prices."""
    market = Market(day)
    for symbol, price in marks.items():
        market.marks[Symbol(symbol)] = Mark(Decimal(price), QuoteQuality.FRESH, MONDAY)
    return market


def held(fills: Iterable[Fill], symbol: Symbol = AAPL) -> Position:
    """The position in `symbol` that its fills among `fills` make."""
    own = (fill for fill in fills if fill.symbol == symbol)
    return reduce(apply_fill, own, Position(symbol))


def a_portfolio(*fills: Fill, account: Account | None = None) -> Portfolio:
    """An account after `fills`, with the cash that they leave."""
    positions = {fill.symbol: held(fills, fill.symbol) for fill in fills}
    paid = sum((fill.quantity * fill.price * fill.multiplier + fill.fee for fill in fills), ZERO)
    opened = account or an_account()
    return Portfolio(
        replace(
            opened,
            cash=opened.cash - paid,
            realized_pnl=sum((each.realized_pnl for each in positions.values()), ZERO),
            fees=sum((each.fees for each in positions.values()), ZERO),
        ),
        positions,
    )


prices = st.decimals("0.0001", 5000, allow_nan=False, allow_infinity=False, places=4)


def fills_of(*symbols: Symbol, fractional: bool = True) -> st.SearchStrategy[Fill]:
    """Fills at one multiplier, of whole and, unless told otherwise, fractional quantities."""
    quantities = st.integers(-1000, 1000).map(Decimal)
    if fractional:
        quantities |= st.decimals(-100, 100, allow_nan=False, allow_infinity=False, places=9)
    return st.builds(
        a_fill,
        quantities.filter(bool),
        prices,
        symbol=st.sampled_from(symbols),
        fee=st.decimals(0, 20, allow_nan=False, allow_infinity=False, places=4),
        multiplier=st.just("50"),
    )


def a_quote(
    symbol: str,
    last: str | None,
    *,
    bid: str | None = None,
    ask: str | None = None,
    previous_close: str | None = None,
    quality: QuoteQuality = QuoteQuality.FRESH,
    as_of: datetime = MONDAY,
    sequence: int = 1,
) -> Quote:
    def price(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return Quote(
        symbol=symbol,
        sequence=sequence,
        as_of=as_of,
        changed_at=as_of,
        source="test",
        quality=quality,
        last=price(last),
        bid=price(bid),
        ask=price(ask),
        previous_close=price(previous_close),
    )


class Screen:
    """What a reader of `portfolio.v1` shows, by the rules of the contract."""

    def __init__(self) -> None:
        self.epoch: UUID | None = None
        self.version = 0
        self.account: AccountFigures | None = None
        self.positions: dict[str, PositionFigures] = {}
        self.closed: list[RoundTripFigures] = []

    def take(self, update: PortfolioUpdate) -> None:
        if update.full:
            self.positions, self.closed = {}, []
        else:
            assert (self.epoch, self.version) == (update.epoch, update.previous), "out of step"
        self.epoch, self.version, self.account = update.epoch, update.version, update.account
        for symbol in update.gone:
            del self.positions[symbol]
        self.positions.update({figures.symbol: figures for figures in update.positions})
        self.closed = [*update.closed, *self.closed][:50]

    @property
    def data(self) -> PortfolioData:
        assert self.account is not None, "nothing was shown yet"
        return PortfolioData(
            account=self.account,
            positions=[self.positions[symbol] for symbol in sorted(self.positions)],
            closed=self.closed,
        )


@dataclass
class BookOfRecord:
    """Stands in for the orders service: makes the events of one account, with exact funds."""

    account_id: UUID = field(default_factory=uuid4)
    user_id: UUID = field(default_factory=uuid4)
    cash: Decimal = START
    reserved: Decimal = ZERO
    kind: AccountKind = AccountKind.CASH
    at: datetime = MONDAY
    version: int = 0

    def opened(self) -> AccountOpened:
        funds, event_id = self._moved()
        return AccountOpened(
            event_id=event_id,
            occurred_at=self.at,
            account_id=self.account_id,
            funds=funds,
            user_id=self.user_id,
            name="Paper",
            kind=self.kind,
            currency="USD",
            starting_balance=self.cash,
        )

    def reserve(self, amount: str) -> FundsChanged:
        self.reserved += Decimal(amount)
        funds, event_id = self._moved()
        return FundsChanged(
            event_id=event_id, occurred_at=self.at, account_id=self.account_id, funds=funds
        )

    def trade(
        self,
        quantity: str | Decimal,
        price: str | Decimal,
        *,
        symbol: str = AAPL,
        fee: str | Decimal = "0",
        multiplier: str | Decimal = "1",
    ) -> ExecutionBooked:
        """A fill; a negative quantity sells."""
        signed, each = Decimal(quantity), Decimal(price)
        value = abs(signed) * each * Decimal(multiplier)
        self.cash -= value.copy_sign(signed) + Decimal(fee)
        funds, event_id = self._moved()
        return ExecutionBooked(
            event_id=event_id,
            occurred_at=self.at,
            account_id=self.account_id,
            funds=funds,
            execution_id=uuid5(event_id, "execution"),
            order_id=uuid5(event_id, "order"),
            symbol=symbol,
            side=Side.BUY if signed > 0 else Side.SELL,
            last_quantity=abs(signed),
            last_price=each,
            multiplier=Decimal(multiplier),
            notional=value,
            commission=Decimal(fee),
            receipt=_receipt(each, self.at),
        )

    def buy(self, quantity: str, price: str, *, symbol: str = AAPL) -> ExecutionBooked:
        return self.trade(quantity, price, symbol=symbol)

    def sell(self, quantity: str, price: str, *, symbol: str = AAPL) -> ExecutionBooked:
        return self.trade(f"-{quantity}", price, symbol=symbol)

    def split(
        self, numerator: int, denominator: int, *, before: str, after: str, cash: str = "0"
    ) -> PositionSplit:
        """A split of AAPL, with the cash for a fraction."""
        self.cash += Decimal(cash)
        funds, event_id = self._moved()
        return PositionSplit(
            event_id=event_id,
            occurred_at=self.at,
            account_id=self.account_id,
            funds=funds,
            action_id=uuid5(event_id, "action"),
            symbol=AAPL,
            numerator=numerator,
            denominator=denominator,
            quantity_before=Decimal(before),
            quantity_after=Decimal(after),
            cash_in_lieu=Decimal(cash),
            effective_at=self.at,
        )

    def pay(self, per_share: str, *, quantity: str) -> PositionDividend:
        """A dividend of AAPL on what is held."""
        amount = Decimal(per_share) * Decimal(quantity)
        self.cash += amount
        funds, event_id = self._moved()
        return PositionDividend(
            event_id=event_id,
            occurred_at=self.at,
            account_id=self.account_id,
            funds=funds,
            action_id=uuid5(event_id, "action"),
            symbol=AAPL,
            amount_per_share=Decimal(per_share),
            quantity=Decimal(quantity),
            amount=amount,
            effective_at=self.at,
        )

    def reset(self, balance: str, *, era: int) -> AccountReset:
        self.cash, self.reserved = Decimal(balance), ZERO
        funds, event_id = self._moved()
        return AccountReset(
            event_id=event_id,
            occurred_at=self.at,
            account_id=self.account_id,
            funds=funds,
            starting_balance=self.cash,
            era=era,
        )

    def _moved(self) -> tuple[Funds, UUID]:
        self.version += 1
        self.at += timedelta(seconds=1)
        funds = Funds(
            cash=self.cash,
            reserved=self.reserved,
            buying_power=self.cash - self.reserved,
            version=self.version,
        )
        return funds, uuid5(self.account_id, str(self.version))


def _receipt(price: Decimal, at: datetime) -> Receipt:
    return Receipt(
        quote_sequence=1,
        quote_as_of=at,
        source="test",
        quality=QuoteQuality.FRESH,
        bid=price,
        ask=price,
        last=price,
        bid_size=None,
        ask_size=None,
        age_ms=0,
        rule="market",
        model="quote",
        model_version=1,
        price_improvement=ZERO,
    )
