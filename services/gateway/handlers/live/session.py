"""What a client may ask of its websocket, and what happens then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import structlog
from pydantic import TypeAdapter, ValidationError

from services.gateway.domain.credentials import Scope
from services.gateway.domain.errors import AnswerLost, NotLoggedIn, ServiceAway, UnknownSymbol
from services.gateway.handlers.accounts import account_ids_of
from services.gateway.handlers.credentials import Credentials
from services.gateway.handlers.forwarding import Forwarder
from services.gateway.handlers.live.bars import BarBoard, BarsKey
from services.gateway.handlers.live.connection import Connection
from services.gateway.handlers.live.hub import Hub
from services.gateway.handlers.live.snapshots import (
    bars_snapshot,
    orders_snapshot,
    portfolio_snapshot,
)
from shared.contracts.websocket import ALL_SYMBOLS, CLOSE_UNAUTHENTICATED
from shared.contracts.websocket_commands import (
    Authenticate,
    ClientMessage,
    Ping,
    Subscribe,
    SubscribeBars,
    SubscribeOrders,
    SubscribePortfolio,
    SubscribeQuotes,
    Unsubscribe,
    UnsubscribeBars,
    UnsubscribeOrders,
    UnsubscribePortfolio,
    UnsubscribeQuotes,
)
from shared.kernel.ids import UserId

ACCOUNTS_MAX = 50
"""Accounts one connection may follow per channel."""
BARS_MAX = 50
STREAM_FIRST_SECONDS = 0.15
"""How long the stream may take to show an account before it is fetched by request."""
RETRY_SECONDS = (1.0, 2.0, 5.0)

_messages: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)


class Session:
    """The client's side of one connection. Subscriptions are tasks of their own, because they
    wait for other services, and end with the connection."""

    def __init__(
        self,
        hub: Hub,
        connection: Connection,
        forwarder: Forwarder,
        credentials: Credentials,
    ) -> None:
        self._hub = hub
        self._connection = connection
        self._forwarder = forwarder
        self._credentials = credentials
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def receive(self, text: str) -> None:
        """Carry out one message; whatever is wrong with it is answered, not raised."""
        try:
            message = _messages.validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"][1:])
            self._refuse("malformed", f"{where}: {first['msg']}" if where else first["msg"])
            return
        if isinstance(message, Ping):
            self._connection.answer(self._hub.pong())
        elif isinstance(message, Authenticate):
            await self._authenticate(message)
        elif self._connection.principal is None:
            self._refuse("not_logged_in", "Send an `auth` message first.")
        else:
            self._change_subscription(message)

    def _change_subscription(self, message: Subscribe | Unsubscribe) -> None:
        match message:
            case SubscribePortfolio():
                self._start("portfolio", str(message.account_id), self._show_portfolio)
            case SubscribeOrders():
                self._start("orders", str(message.account_id), self._show_orders)
            case SubscribeQuotes():
                everything = ALL_SYMBOLS in message.symbols
                symbols = None if everything else frozenset(message.symbols)
                self._hub.subscribe_quotes(symbols, self._connection)
            case SubscribeBars():
                self._start_bars(BarsKey(message.symbol.strip().upper(), message.resolution))
            case UnsubscribePortfolio():
                self._stop("portfolio", str(message.account_id))
                self._hub.portfolios.unsubscribe(str(message.account_id), self._connection)
            case UnsubscribeOrders():
                self._stop("orders", str(message.account_id))
                self._hub.unsubscribe_orders(str(message.account_id), self._connection)
            case UnsubscribeQuotes():
                self._connection.quotes = None
            case UnsubscribeBars():
                self._stop_bars(BarsKey(message.symbol.strip().upper(), message.resolution))

    def close(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        self._hub.leave(self._connection)

    async def _authenticate(self, message: Authenticate) -> None:
        if self._connection.principal is not None:
            self._refuse("already_logged_in", "This connection is logged in already.")
            return
        try:
            principal = await self._credentials.by_api_key(message.api_key)
        except NotLoggedIn:
            self._connection.close(CLOSE_UNAUTHENTICATED, "The API key is unknown or revoked.")
            return
        if Scope.ACCOUNT not in principal.scopes:
            self._connection.close(CLOSE_UNAUTHENTICATED, "The API key is not for accounts.")
            return
        self._connection.principal = principal
        self._connection.answer(self._hub.authenticated())

    async def _show_portfolio(self, user_id: UserId, account_id: str) -> None:
        watched = self._hub.portfolios.subscribe(account_id, self._connection)
        try:
            await asyncio.wait_for(watched.shown.wait(), STREAM_FIRST_SECONDS)
        except TimeoutError:
            data = await portfolio_snapshot(user_id, account_id, self._forwarder)
            self._hub.portfolios.seed(account_id, data)

    async def _show_orders(self, user_id: UserId, account_id: str) -> None:
        channel = self._hub.subscribe_orders(account_id, self._connection)
        channel.loaded(await orders_snapshot(user_id, account_id, self._forwarder))
        self._connection.wake()

    def _start_bars(self, key: BarsKey) -> None:
        if key not in self._connection.bars and len(self._connection.bars) >= BARS_MAX:
            detail = f"One connection follows the bars of at most {BARS_MAX} symbols."
            self._refuse("too_many_subscriptions", detail, "bars", **key._asdict())
            return
        self._stop("bars", repr(key))
        board = self._hub.bars.subscribe(key, self._connection)
        task = asyncio.create_task(self._keep_bars(key, board))
        self._tasks["bars", repr(key)] = task
        task.add_done_callback(self._finished)

    def _stop_bars(self, key: BarsKey) -> None:
        self._stop("bars", repr(key))
        self._hub.bars.unsubscribe(key, self._connection)

    async def _keep_bars(self, key: BarsKey, board: BarBoard) -> None:
        """Read history whenever it has to be, at first and after a gap."""
        assert self._connection.principal is not None
        user_id = self._connection.principal.user_id
        attempt = 0
        while True:
            await board.missed.wait()
            try:
                if await board.load(lambda: bars_snapshot(user_id, *key, self._forwarder)):
                    self._hub.bars.wake(key)
                attempt = 0
            except UnknownSymbol as error:
                self._refuse(error.code, error.detail, "bars", **key._asdict())
                self._hub.bars.unsubscribe(key, self._connection)
                return
            except (ServiceAway, AnswerLost) as error:
                if attempt == 0:
                    self._refuse(error.code, error.detail, "bars", **key._asdict())
                await asyncio.sleep(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])
                attempt += 1

    def _start(
        self,
        ch: str,
        account_id: str,
        show: Callable[[UserId, str], Awaitable[None]],
    ) -> None:
        followed = {account for channel, account in self._tasks if channel == ch}
        if account_id not in followed and len(followed) >= ACCOUNTS_MAX:
            detail = f"One connection follows at most {ACCOUNTS_MAX} accounts."
            self._refuse("too_many_subscriptions", detail, ch, account_id)
            return
        self._stop(ch, account_id)
        task = asyncio.create_task(self._subscribe(ch, account_id, show))
        self._tasks[ch, account_id] = task
        task.add_done_callback(self._finished)

    def _stop(self, ch: str, account_id: str) -> None:
        if (task := self._tasks.pop((ch, account_id), None)) is not None:
            task.cancel()

    async def _subscribe(
        self, ch: str, account_id: str, show: Callable[[UserId, str], Awaitable[None]]
    ) -> None:
        """Keep at it until it works: a service that is away for a moment must not leave a
        screen empty. The client is told once why it waits."""
        assert self._connection.principal is not None
        user_id = self._connection.principal.user_id
        for attempt in range(2**31):
            try:
                if not await self._owns(user_id, account_id):
                    self._refuse("not_found", "You have no such account.", ch, account_id)
                    del self._tasks[ch, account_id]
                    return
                await show(user_id, account_id)
            except (ServiceAway, AnswerLost) as error:
                if attempt == 0:
                    self._refuse(error.code, error.detail, ch, account_id)
                await asyncio.sleep(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])
            else:
                return

    async def _owns(self, user_id: UserId, account_id: str) -> bool:
        if account_id not in self._connection.accounts:
            owned = await account_ids_of(user_id, self._forwarder)
            self._connection.accounts |= {str(account) for account in owned}
        return account_id in self._connection.accounts

    def _refuse(
        self, code: str, detail: str, ch: str | None = None, account_id: str | None = None,
        *, symbol: str | None = None, resolution: str | None = None,
    ) -> None:  # fmt: skip
        error: dict[str, Any] = {"type": "error", "code": code, "detail": detail}
        error |= {"ch": ch, "account_id": account_id, "symbol": symbol, "resolution": resolution}
        self._connection.answer(orjson.dumps(error))

    def _finished(self, task: asyncio.Task[None]) -> None:
        """A subscription that failed for no known reason is a bug: say so, and end the
        connection, so that the client starts over instead of waiting for ever."""
        if not task.cancelled() and (error := task.exception()) is not None:
            structlog.get_logger().error("subscription_failed", exc_info=error)
            self._connection.close(1011, "A subscription failed.")


async def serve_connection(
    session: Session,
    connection: Connection,
    read: Callable[[], Awaitable[str | None]],
    send: Callable[[bytes], Awaitable[None]],
    *,
    login_seconds: float,
) -> tuple[int, str] | None:
    """Serve until the client leaves (`None`) or is to be closed with a code and a reason."""
    tasks = [
        asyncio.create_task(_read_all(session, read)),
        asyncio.create_task(connection.run_sender(send)),
    ]
    if connection.principal is None:
        tasks.append(asyncio.create_task(_await_login(connection, login_seconds)))
    try:
        ends: list[asyncio.Future[Any]] = [*tasks[:2], connection.closing]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if connection.closing.done():
            return connection.closing.result()
        for task in tasks[:2]:
            if task.done():
                task.result()
        return None
    finally:
        session.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read_all(session: Session, read: Callable[[], Awaitable[str | None]]) -> None:
    while (text := await read()) is not None:
        await session.receive(text)


async def _await_login(connection: Connection, seconds: float) -> None:
    await asyncio.sleep(seconds)
    if connection.principal is None:
        connection.close(CLOSE_UNAUTHENTICATED, "No `auth` message came.")
