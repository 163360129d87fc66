"""Builders of what reaches the gateway by the streams."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from shared.bus.ports import Record
from shared.contracts.event import Event
from shared.contracts.executions import ExecutionBooked, Funds, Receipt
from shared.contracts.market_data import QUOTES_TYPE, Quote, QuoteBatch, encode
from shared.contracts.orders import OrderFilled, OrderState, OrderSubmitted
from shared.contracts.portfolio import (
    PORTFOLIO_TYPE,
    AccountFigures,
    PortfolioUpdate,
    PositionFigures,
    RoundTripFigures,
)
from shared.contracts.streams import Stream, shard_of
from shared.kernel.enums import (
    OrderStatus,
    OrderType,
    QuoteQuality,
    Side,
    TimeInForce,
    Verdict,
)
from tests.support.clock import MONDAY

ACCOUNT = UUID("0aa5b2a4-5c0e-4d0e-9d2b-111111111111")
EPOCH = UUID("0aa5b2a4-5c0e-4d0e-9d2b-eeeeeeeeeeee")


def an_order(
    *,
    account_id: UUID = ACCOUNT,
    order_id: UUID | None = None,
    version: int = 1,
    status: OrderStatus = OrderStatus.PENDING,
) -> OrderState:
    return OrderState(
        order_id=order_id or uuid4(),
        client_order_id="mine",
        account_id=account_id,
        symbol="AAPL",
        side=Side.BUY,
        type=OrderType.MARKET,
        time_in_force=TimeInForce.DAY,
        quantity=Decimal(10),
        status=status,
        filled_quantity=Decimal(0),
        remaining_quantity=Decimal(10),
        reserved_cash=Decimal("1000.50"),
        version=version,
        submitted_at=MONDAY,
        working_since=MONDAY,
        updated_at=MONDAY,
    )


def order_submitted(order: OrderState | None = None) -> OrderSubmitted:
    return OrderSubmitted(event_id=uuid4(), occurred_at=MONDAY, order=order or an_order())


def order_filled(order: OrderState) -> OrderFilled:
    return OrderFilled(event_id=uuid4(), occurred_at=MONDAY, order=order)


def an_execution(account_id: UUID = ACCOUNT) -> ExecutionBooked:
    return ExecutionBooked(
        event_id=uuid4(),
        occurred_at=MONDAY,
        account_id=account_id,
        funds=Funds(
            cash=Decimal(99000),
            reserved=Decimal(0),
            buying_power=Decimal(99000),
            version=3,
        ),
        execution_id=uuid4(),
        order_id=uuid4(),
        symbol="AAPL",
        side=Side.BUY,
        last_quantity=Decimal(10),
        last_price=Decimal(100),
        multiplier=Decimal(1),
        notional=Decimal(1000),
        commission=Decimal(0),
        receipt=Receipt(
            quote_sequence=7,
            quote_as_of=MONDAY,
            source="simulated",
            quality=QuoteQuality.FRESH,
            bid=Decimal("99.98"),
            ask=Decimal(100),
            last=Decimal("99.99"),
            bid_size=None,
            ask_size=Decimal(300),
            age_ms=12,
            rule="market buys at the ask",
            model="quote",
            model_version=1,
            price_improvement=Decimal(0),
        ),
    )


def figures(account_id: UUID = ACCOUNT, *, equity: str = "100000.00") -> AccountFigures:
    return AccountFigures(
        account_id=account_id,
        name="Paper account",
        kind="CASH",
        currency="USD",
        starting_balance=Decimal("100000.00"),
        cash=Decimal("99000.00"),
        reserved=Decimal("0.00"),
        buying_power=Decimal("99000.00"),
        positions_value=Decimal("1000.00"),
        equity=Decimal(equity),
        unrealized_pnl=Decimal("0.00"),
        realized_pnl=Decimal("0.00"),
        fees=Decimal("0.00"),
        dividends=Decimal("0.00"),
        day_pnl=Decimal("0.00"),
        day_pnl_percent=None,
        total_pnl=Decimal("0.00"),
        margin_remaining=Decimal("99000.00"),
        maintenance_margin=Decimal("0.00"),
        margin_call=False,
        leverage=Decimal("0.01"),
        complete=True,
        stale_marks=0,
        as_of=MONDAY,
    )


def a_position(symbol: str = "AAPL", *, mark: str = "100.00") -> PositionFigures:
    return PositionFigures(
        symbol=symbol,
        quantity=Decimal(10),
        multiplier=Decimal(1),
        average_price=Decimal(100),
        cost=Decimal(1000),
        mark=Decimal(mark),
        mark_quality="fresh",
        mark_as_of=MONDAY,
        value=Decimal(mark) * 10,
        unrealized_pnl=(Decimal(mark) - 100) * 10,
        unrealized_pnl_percent=None,
        day_pnl=None,
        realized_pnl=Decimal(0),
        fees=Decimal(0),
        dividends=Decimal(0),
        opened_at=MONDAY,
    )


def a_round_trip(symbol: str = "AAPL") -> RoundTripFigures:
    return RoundTripFigures(
        round_trip_id=uuid4(),
        symbol=symbol,
        side="long",
        quantity=Decimal(10),
        entry_price=Decimal(100),
        exit_price=Decimal(101),
        realized_pnl=Decimal(10),
        fees=Decimal(0),
        dividends=Decimal(0),
        net_pnl=Decimal(10),
        verdict=Verdict.WORKED,
        opened_at=MONDAY,
        closed_at=MONDAY,
        holding_seconds=0,
    )


def portfolio_update(
    version: int,
    *positions: PositionFigures,
    previous: int | None = None,
    full: bool = False,
    gone: list[str] | None = None,
    closed: list[RoundTripFigures] | None = None,
    equity: str = "100000.00",
    epoch: UUID = EPOCH,
    account_id: UUID = ACCOUNT,
) -> PortfolioUpdate:
    return PortfolioUpdate(
        account_id=account_id,
        epoch=epoch,
        previous=version - 1 if previous is None else previous,
        version=version,
        full=full,
        account=figures(account_id, equity=equity),
        positions=list(positions),
        gone=gone or [],
        closed=closed or [],
        newest_quote_at=MONDAY,
    )


def a_quote(symbol: str = "AAPL", *, last: str = "100.00", at: datetime = MONDAY) -> Quote:
    return Quote(
        symbol=symbol,
        sequence=1,
        as_of=at,
        changed_at=at,
        source="simulated",
        quality=QuoteQuality.FRESH,
        bid=Decimal(last) - Decimal("0.02"),
        ask=Decimal(last),
        last=Decimal(last),
        previous_close=Decimal("99.00"),
    )


def record_of(event: Event, *, seq: int = 1) -> Record:
    return Record(
        stream=event.stream,
        shard=shard_of(event.key),
        milliseconds=0,
        seq=seq,
        type=event.type,
        key=event.key,
        body=event.to_cloudevent(),
    )


def record_of_update(update: PortfolioUpdate) -> Record:
    key = str(update.account_id)
    body = update.model_dump_json().encode()
    return Record(Stream.PORTFOLIO, shard_of(key), 0, update.version, PORTFOLIO_TYPE, key, body)


def record_of_quotes(*quotes: Quote) -> Record:
    body = encode(QuoteBatch(epoch="one", batch=1, quotes=list(quotes)))
    return Record(Stream.QUOTES, 0, 0, 1, QUOTES_TYPE, quotes[0].symbol, body)
