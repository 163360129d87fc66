"""One websocket: what it is subscribed to and what waits to be sent, in bounded memory."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator

from services.gateway.domain.credentials import Principal
from services.gateway.handlers.live.bars import BarsChannel, BarsKey
from services.gateway.handlers.live.channels import (
    OrdersChannel,
    PortfolioChannel,
    QuotesChannel,
)
from shared.contracts.websocket import CLOSE_SLOW

BUFFERED_BYTES_MAX = 1024 * 1024
"""Order and fill messages that may wait in one connection before it counts as stuck."""
CONTROL_MAX = 64
FRAMES_A_TURN = 64
STUCK_SECONDS = 10.0

Send = Callable[[bytes], Awaitable[None]]


class Connection:
    """Fed by the hub, drained by one sender task.

    Only orders, fills and answers to the client are queued. Everything else is read from
    shared state when the socket can take it, so a slow client costs no memory.
    """

    def __init__(self, principal: Principal | None, now: Callable[[], float]) -> None:
        self.principal = principal
        self.accounts: set[str] = set()
        self.orders: dict[str, OrdersChannel] = {}
        self.portfolios: dict[str, PortfolioChannel] = {}
        self.bars: dict[BarsKey, BarsChannel] = {}
        self.quotes: QuotesChannel | None = None
        self.quotes_due = False
        self.closing: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()
        self._now = now
        self._control: deque[bytes] = deque()
        self._heartbeat: bytes | None = None
        self._feed: bytes | None = None
        self._wake = asyncio.Event()
        self._sending_since: float | None = None

    def wake(self) -> None:
        self._wake.set()

    def close(self, code: int, reason: str) -> None:
        """End the connection; the first reason given counts."""
        if not self.closing.done():
            self.closing.set_result((code, reason))

    def answer(self, frame: bytes) -> None:
        """Queue an answer to something the client sent."""
        self._control.append(frame)
        if len(self._control) > CONTROL_MAX:
            self.close(CLOSE_SLOW, "Answers are not being read.")
        self.wake()

    def heartbeat(self, frame: bytes) -> None:
        self._heartbeat = frame
        if self._sending_since is not None and self._now() - self._sending_since > STUCK_SECONDS:
            self.close(CLOSE_SLOW, "Nothing was read for 10 seconds.")
        self.wake()

    def feed(self, frame: bytes) -> None:
        self._feed = frame
        self.wake()

    def push_order(self, account_id: str, kind: bytes, body: bytes) -> None:
        """Queue an order or fill message of an account this connection is subscribed to."""
        self.orders[account_id].push(kind, body)
        if sum(channel.bytes_queued for channel in self.orders.values()) > BUFFERED_BYTES_MAX:
            self.close(CLOSE_SLOW, "More than 1 MiB waits to be read.")
        self.wake()

    async def run_sender(self, send: Send) -> None:
        """Send whatever is due, for as long as the connection lives."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            for frame in self._due():
                self._sending_since = self._now()
                await send(frame)
                self._sending_since = None

    def _due(self) -> Iterator[bytes]:
        """Frames in the order of urgency, each made only when the one before has left."""
        while self._control:
            yield self._control.popleft()
        for channel in list(self.orders.values()):
            yield from channel.take(FRAMES_A_TURN)
            if channel.queue and not channel.loading:
                self.wake()
        yield from self._conflated()
        if self._feed is not None:
            frame, self._feed = self._feed, None
            yield frame
        if self._heartbeat is not None:
            frame, self._heartbeat = self._heartbeat, None
            yield frame

    def _conflated(self) -> Iterator[bytes]:
        """The newest state of whatever has changed."""
        for portfolio in list(self.portfolios.values()):
            if (frame := portfolio.take()) is not None:
                yield frame
        if self.quotes_due and self.quotes is not None:
            self.quotes_due = False
            if (frame := self.quotes.take()) is not None:
                yield frame
        for bars in list(self.bars.values()):
            if (frame := bars.take()) is not None:
                yield frame
