"""The one place where streams meet connections.

Everything here runs on one event loop and nothing awaits between reading state and changing
it, so there are no locks.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

import msgspec

from services.gateway.domain.credentials import Principal
from services.gateway.handlers.live.bars import BarBoards
from services.gateway.handlers.live.channels import OrdersChannel, QuotesChannel
from services.gateway.handlers.live.connection import Connection
from services.gateway.handlers.live.feed import FeedBoard
from services.gateway.handlers.live.portfolios import Portfolios
from services.gateway.handlers.live.quotes import QuoteBoard
from services.gateway.ports import Market
from shared.bus.ports import Record
from shared.clock import Clock
from shared.contracts.market_data import (
    FEED_TYPE,
    QUOTES_TYPE,
    FeedStatus,
    decode_bars,
    decode_batch,
    decode_feed_status,
)
from shared.contracts.websocket import CLOSE_UNAUTHENTICATED, HEARTBEAT_MS

QUOTES_EVERY_SECONDS = 0.1


class Hub:
    def __init__(self, clock: Clock, now: Callable[[], float]) -> None:
        self.clock = clock
        self.now = now
        self.connections: set[Connection] = set()
        self.portfolios = Portfolios()
        self.quotes = QuoteBoard()
        self.bars = BarBoards()
        self.feed = FeedBoard()
        self.market_missed = asyncio.Event()
        """Set when what livedata keeps beside its stream has to be read (again)."""
        self._orders: defaultdict[str, set[Connection]] = defaultdict(set)
        self._flushed_at = now()
        self._flush: asyncio.TimerHandle | None = None

    # Connections

    def open(self, principal: Principal | None) -> Connection:
        connection = Connection(principal, self.now)
        self.connections.add(connection)
        connection.answer(self._hello(authenticated=principal is not None))
        return connection

    def leave(self, connection: Connection) -> None:
        self.connections.discard(connection)
        for account_id in list(connection.orders):
            self.unsubscribe_orders(account_id, connection)
        for account_id in list(connection.portfolios):
            self.portfolios.unsubscribe(account_id, connection)
        for key in list(connection.bars):
            self.bars.unsubscribe(key, connection)

    def end_credential(self, credential_id: UUID) -> None:
        """A session or key has ended: so do its connections."""
        for connection in list(self.connections):
            if connection.principal and connection.principal.credential_id == credential_id:
                connection.close(CLOSE_UNAUTHENTICATED, "The session has ended.")

    # Subscriptions

    def subscribe_orders(self, account_id: str, connection: Connection) -> OrdersChannel:
        """From here on every message of the account is kept for `connection`; whoever
        subscribes fetches the snapshot after this, so that nothing falls between."""
        channel = connection.orders.setdefault(account_id, OrdersChannel(account_id))
        channel.load()
        self._orders[account_id].add(connection)
        return channel

    def unsubscribe_orders(self, account_id: str, connection: Connection) -> None:
        connection.orders.pop(account_id, None)
        followers = self._orders.get(account_id)
        if followers is not None:
            followers.discard(connection)
            if not followers:
                del self._orders[account_id]

    def subscribe_quotes(self, symbols: frozenset[str] | None, connection: Connection) -> None:
        ver = connection.quotes.ver if connection.quotes else 0
        connection.quotes = QuotesChannel(self.quotes, symbols, ver)
        connection.quotes_due = True
        connection.wake()

    # Streams

    def take_order_event(self, record: Record) -> None:
        event = _order_events.decode(record.body)
        account_id = _accounts.decode(event.data.order).account_id
        if followers := self._orders.get(account_id):
            body = b'{"event":"%b","order":%b}' % (
                event.type.removeprefix("thor.").encode(),
                bytes(event.data.order),
            )
            self._push(followers, account_id, b"orders.delta", body)

    def take_account_event(self, record: Record) -> None:
        if record.type == "account.opened.v1":
            self._account_opened(record.key, record.body)
        elif record.type == "execution.booked.v1" and (followers := self._orders.get(record.key)):
            event = _account_events.decode(record.body)
            body = b'{"occurred_at":"%b",%b' % (event.time.encode(), bytes(event.data)[1:])
            self._push(followers, record.key, b"fills.delta", body)

    def take_portfolio(self, record: Record) -> None:
        self.portfolios.take(record.key, record.body)

    def take_market_data(self, record: Record) -> None:
        if record.type == QUOTES_TYPE:
            if self.quotes.take(decode_batch(record.body).quotes):
                self.market_missed.set()
            self._schedule_quotes()
        elif record.type == FEED_TYPE:
            self.take_feed(decode_feed_status(record.body))

    def take_bars(self, record: Record) -> None:
        self.bars.take(decode_bars(record.body))

    def take_feed(self, status: FeedStatus) -> None:
        """One source's state. Others may have gone without a word: have them looked up."""
        if self.feed.take(status):
            self._announce_feed()
            self.market_missed.set()

    def take_market(self, market: Market) -> None:
        """What livedata keeps beside its stream, read at the start and after a gap."""
        self.quotes.name(market.instruments)
        self.quotes.fill(market.quotes)
        if self.feed.replace(market.feed):
            self._announce_feed()
        self._schedule_quotes()

    def streams_answer(self, answering: bool) -> bool:
        """Whether that is news; then every client is told."""
        news = self.feed.streams_answer(answering, self.clock.now())
        if news:
            self._announce_feed()
        return news

    def orders_missed(self) -> None:
        """Order or fill events were lost for good: every client has to fetch again."""
        for connection in self.connections:
            for channel in connection.orders.values():
                channel.gapped = True
                channel.clear()
            connection.wake()

    # Time

    def beat(self) -> None:
        """Tell every client what time it is, and find those that read nothing."""
        frame = b'{"type":"heartbeat","server_time":"%b"}' % self._time()
        for connection in self.connections:
            connection.heartbeat(frame)

    def pong(self) -> bytes:
        return b'{"type":"pong","server_time":"%b"}' % self._time()

    def authenticated(self) -> bytes:
        return b'{"type":"authenticated","server_time":"%b"}' % self._time()

    def flush_quotes(self) -> None:
        """Let every connection send the quotes that changed. All at the same moments, so that
        they send the same bytes."""
        self._flush = None
        self._flushed_at = self.now()
        for connection in self.connections:
            if connection.quotes is not None:
                connection.quotes_due = True
                connection.wake()

    def _schedule_quotes(self) -> None:
        if self._flush is not None:
            return
        wait = self._flushed_at + QUOTES_EVERY_SECONDS - self.now()
        if wait <= 0:
            self.flush_quotes()
        else:
            self._flush = asyncio.get_running_loop().call_later(wait, self.flush_quotes)

    def _push(self, followers: set[Connection], account_id: str, kind: bytes, body: bytes) -> None:
        for connection in followers:
            connection.push_order(account_id, kind, body)

    def _account_opened(self, account_id: str, body: bytes) -> None:
        user_id = _openings.decode(body).data.user_id
        for connection in self.connections:
            if connection.principal and connection.principal.user_id == user_id:
                connection.accounts.add(account_id)

    def _announce_feed(self) -> None:
        frame = b'{"type":"feed",%b}' % self.feed.fields()
        for connection in self.connections:
            connection.feed(frame)

    def _hello(self, *, authenticated: bool) -> bytes:
        return (
            b'{"type":"hello","server_time":"%b","heartbeat_ms":%d,"authenticated":%b,"feed":{%b}}'
            % (
                self._time(),
                HEARTBEAT_MS,
                b"true" if authenticated else b"false",
                self.feed.fields(),
            )
        )

    def _time(self) -> bytes:
        return self.clock.now().isoformat().encode()


class _Order(msgspec.Struct):
    order: msgspec.Raw


class _OrderEvent(msgspec.Struct):
    type: str
    data: _Order


class _Account(msgspec.Struct):
    account_id: str


class _AccountEvent(msgspec.Struct):
    time: str
    data: msgspec.Raw


class _Opening(msgspec.Struct):
    user_id: UUID


class _OpeningEvent(msgspec.Struct):
    data: _Opening


_order_events = msgspec.json.Decoder(_OrderEvent)
_accounts = msgspec.json.Decoder(_Account)
_account_events = msgspec.json.Decoder(_AccountEvent)
_openings = msgspec.json.Decoder(_OpeningEvent)
