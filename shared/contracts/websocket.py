"""`/api/v1/ws`: every message of the websocket. JSON text frames, one message a frame.

A client subscribes to a channel and gets a snapshot, then deltas with absolute values. `ver`
counts per connection, channel and account, for bars per symbol and resolution: `prev` of a delta
must equal the `ver` that the client holds, else the client subscribes again and gets a new
snapshot. Portfolio, quotes and bars are conflated, the newest state wins; orders and fills are
never skipped: where the connection cannot keep up, a `gap` says so and the client subscribes
again.

Close codes: 4001 not logged in, or the session ended; 4008 too slow to keep up; 1012 the
server is restarting.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.contracts.event import Amount
from shared.contracts.executions import Funds, Receipt
from shared.contracts.orders import OrderState
from shared.contracts.portfolio import (
    AccountFigures,
    PortfolioData,
    PositionFigures,
    RoundTripFigures,
)
from shared.contracts.websocket_bars import BarsDelta, BarsSnapshot
from shared.kernel.enums import QuoteQuality, Resolution, Side

CLOSE_UNAUTHENTICATED = 4001
CLOSE_SLOW = 4008
CLOSE_RESTARTING = 1012
HEARTBEAT_MS = 2000
ALL_SYMBOLS = "*"


# What the server sends, told apart by `type`.


class FeedSource(BaseModel, frozen=True):
    """How one source of quotes is doing. `message` is for the trader and says what to do."""

    source: str
    state: Literal["live", "degraded", "down"]
    simulated: bool
    message: str
    since: datetime
    symbols: int


class FeedState(BaseModel, frozen=True):
    """`simulated`: at least one source makes its quotes up, and the screen must say so."""

    simulated: bool
    sources: list[FeedSource]


class LiveQuote(BaseModel, frozen=True):
    """One symbol as it is quoted now. `None` is unknown, never zero. `as_of` is when the source
    last vouched for the values, `changed_at` when one of them changed, `quality_since` when the
    quality became what it is. `change` is against the
    previous close, `change_percent` in percent with two decimals."""

    symbol: str
    name: str
    last: Amount | None
    bid: Amount | None
    ask: Amount | None
    last_size: Amount | None
    bid_size: Amount | None
    ask_size: Amount | None
    change: Amount | None
    change_percent: Amount | None
    open: Amount | None
    high: Amount | None
    low: Amount | None
    previous_close: Amount | None
    volume: Amount | None
    as_of: datetime
    changed_at: datetime
    quality: QuoteQuality
    quality_since: datetime
    reason: str | None
    source: str


class LiveFill(BaseModel, frozen=True):
    """One execution the book accepted, and the account's money right after it."""

    execution_id: UUID
    account_id: UUID
    order_id: UUID
    symbol: str
    side: Side
    last_quantity: Amount
    last_price: Amount
    multiplier: Amount
    notional: Amount
    commission: Amount
    receipt: Receipt
    funds: Funds
    occurred_at: datetime


class Hello(BaseModel, frozen=True):
    """First frame of every connection. `authenticated` is False where an `auth` must follow."""

    type: Literal["hello"]
    server_time: datetime
    heartbeat_ms: int
    authenticated: bool
    feed: FeedState


class Heartbeat(BaseModel, frozen=True):
    type: Literal["heartbeat"]
    server_time: datetime


class Pong(BaseModel, frozen=True):
    type: Literal["pong"]
    server_time: datetime


class Authenticated(BaseModel, frozen=True):
    """The answer to `auth`: from here on the connection may subscribe."""

    type: Literal["authenticated"]
    server_time: datetime


class Feed(BaseModel, frozen=True):
    """The state of the feed has changed."""

    type: Literal["feed"]
    simulated: bool
    sources: list[FeedSource]


class PortfolioSnapshot(BaseModel, frozen=True):
    type: Literal["portfolio.snapshot"]
    account_id: UUID
    ver: int
    data: PortfolioData
    newest_quote_at: datetime | None


class PortfolioChanges(BaseModel, frozen=True):
    """`account` replaces, `positions` replace by symbol, `gone` are no longer held, `closed`
    are round trips that ended since the version before, newest first."""

    account: AccountFigures
    positions: list[PositionFigures]
    gone: list[str]
    closed: list[RoundTripFigures]


class PortfolioDelta(BaseModel, frozen=True):
    type: Literal["portfolio.delta"]
    account_id: UUID
    prev: int
    ver: int
    data: PortfolioChanges
    newest_quote_at: datetime | None
    """When the newest quote in these figures was vouched for."""


class OrdersData(BaseModel, frozen=True):
    """Every PENDING order and the newest 100 of the others."""

    orders: list[OrderState]


class OrdersSnapshot(BaseModel, frozen=True):
    type: Literal["orders.snapshot"]
    account_id: UUID
    ver: int
    data: OrdersData


class OrderChange(BaseModel, frozen=True):
    """`event` is the contract's type, such as `order.filled.v1`. An order whose `version` is
    not above the one already shown changes nothing."""

    event: str
    order: OrderState


class OrdersDelta(BaseModel, frozen=True):
    type: Literal["orders.delta"]
    account_id: UUID
    prev: int
    ver: int
    data: OrderChange


class FillsDelta(BaseModel, frozen=True):
    """Part of the channel `orders`, and counted with it."""

    type: Literal["fills.delta"]
    account_id: UUID
    prev: int
    ver: int
    data: LiveFill


class Gap(BaseModel, frozen=True):
    """Messages of the channel were dropped: subscribe again."""

    type: Literal["gap"]
    ch: Literal["orders"]
    account_id: UUID


class QuotesData(BaseModel, frozen=True):
    quotes: list[LiveQuote]


class QuotesSnapshot(BaseModel, frozen=True):
    """Followed symbols that nobody has quoted yet are left out; they come as deltas."""

    type: Literal["quotes.snapshot"]
    ver: int
    data: QuotesData


class QuotesDelta(BaseModel, frozen=True):
    type: Literal["quotes.delta"]
    prev: int
    ver: int
    data: QuotesData


class SocketError(BaseModel, frozen=True):
    """A message could not be carried out; the connection goes on. `ch` and `account_id` name
    the subscription that was refused, where it was one; of bars, `symbol` and `resolution`."""

    type: Literal["error"]
    code: str
    detail: str
    ch: Literal["portfolio", "orders", "quotes", "bars"] | None = None
    account_id: UUID | None = None
    symbol: str | None = None
    resolution: Resolution | None = None


ServerMessage = Annotated[
    Hello
    | Heartbeat
    | Pong
    | Authenticated
    | Feed
    | PortfolioSnapshot
    | PortfolioDelta
    | OrdersSnapshot
    | OrdersDelta
    | FillsDelta
    | Gap
    | QuotesSnapshot
    | QuotesDelta
    | BarsSnapshot
    | BarsDelta
    | SocketError,
    Field(discriminator="type"),
]
