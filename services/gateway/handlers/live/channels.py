"""What one connection has been sent of each channel, and what it has to be sent next."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field

from services.gateway.domain.portfolio_state import PortfolioState
from services.gateway.handlers.live.quotes import QuoteBoard

QUEUED_MAX = 1000
"""Order and fill messages that may wait for one account of one connection."""


@dataclass(slots=True)
class OrdersChannel:
    """Lossless up to a bound. While the snapshot is being fetched, messages wait behind it."""

    account_id: str
    ver: int = 0
    loading: bool = True
    gapped: bool = False
    snapshot: bytes | None = None
    queue: deque[tuple[bytes, bytes]] = field(default_factory=deque[tuple[bytes, bytes]])
    bytes_queued: int = 0

    def load(self) -> None:
        """A snapshot is about to be fetched: what comes from here on comes after it."""
        self.loading = True
        self.gapped = False
        self.snapshot = None
        self.clear()

    def loaded(self, snapshot: bytes) -> None:
        self.snapshot = snapshot
        self.loading = False

    def push(self, kind: bytes, body: bytes) -> None:
        """Queue one message. Beyond the bound everything queued is dropped and a gap stands in
        for it, until the client subscribes again."""
        if self.gapped:
            return
        if len(self.queue) >= QUEUED_MAX:
            self.gapped = True
            self.clear()
            return
        self.queue.append((kind, body))
        self.bytes_queued += len(body)

    def clear(self) -> None:
        self.queue.clear()
        self.bytes_queued = 0

    def take(self, frames_max: int) -> list[bytes]:
        """The next frames, at most about `frames_max` of them."""
        if self.loading:
            return []
        frames: list[bytes] = []
        if self.snapshot is not None:
            self.ver += 1
            frames.append(self._snapshot_frame(self.snapshot))
            self.snapshot = None
        while self.queue and len(frames) < frames_max:
            kind, body = self.queue.popleft()
            self.bytes_queued -= len(body)
            self.ver += 1
            frames.append(self._delta_frame(kind, body))
        if self.gapped:
            self.loading = True
            frames.append(
                b'{"type":"gap","ch":"orders","account_id":"%b"}' % self.account_id.encode()
            )
        return frames

    def _snapshot_frame(self, data: bytes) -> bytes:
        return b'{"type":"orders.snapshot","account_id":"%b","ver":%d,"data":%b}' % (
            self.account_id.encode(),
            self.ver,
            data,
        )

    def _delta_frame(self, kind: bytes, body: bytes) -> bytes:
        return b'{"type":"%b","account_id":"%b","prev":%d,"ver":%d,"data":%b}' % (
            kind,
            self.account_id.encode(),
            self.ver - 1,
            self.ver,
            body,
        )


@dataclass(slots=True)
class PortfolioChannel:
    """Conflated: whatever was skipped is merged into the next delta."""

    account_id: str
    state: PortfolioState
    ver: int = 0
    revision: int | None = None
    """The state's revision that the client holds; `None` before the snapshot."""

    def take(self) -> bytes | None:
        """The next frame, or `None` where the client has everything."""
        if not self.state.ready or self.revision == self.state.revision:
            return None
        known, self.revision = self.revision, self.state.revision
        self.ver += 1
        changes = None if known is None else self.state.changes(known)
        if changes is None:
            return self._snapshot_frame()
        return (
            b'{"type":"portfolio.delta","account_id":"%b","prev":%d,"ver":%d,'
            b'"data":%b,"newest_quote_at":%b}'
            % (
                self.account_id.encode(),
                self.ver - 1,
                self.ver,
                changes,
                self.state.newest_quote_at,
            )
        )

    def _snapshot_frame(self) -> bytes:
        return (
            b'{"type":"portfolio.snapshot","account_id":"%b","ver":%d,'
            b'"data":%b,"newest_quote_at":%b}'
            % (
                self.account_id.encode(),
                self.ver,
                self.state.snapshot(),
                self.state.newest_quote_at,
            )
        )


@dataclass(slots=True)
class QuotesChannel:
    """Conflated, for `symbols` or, where that is `None`, for all of them."""

    board: QuoteBoard
    symbols: Collection[str] | None
    ver: int = 0
    revision: int | None = None

    def take(self) -> bytes | None:
        if self.revision == self.board.revision:
            return None
        known, self.revision = self.revision, self.board.revision
        if known is None:
            self.ver += 1
            data = self.board.snapshot(self.symbols)
            return b'{"type":"quotes.snapshot","ver":%d,"data":%b}' % (self.ver, data)
        changed = self.board.since(known, self.symbols)
        if changed is None:
            return None
        self.ver += 1
        return b'{"type":"quotes.delta","prev":%d,"ver":%d,"data":%b}' % (
            self.ver - 1,
            self.ver,
            changed,
        )
