"""Bars that somebody looks at: history by request, then what the stream brings.

Every bar has absolute values and its time as its name, so history and stream may overlap: of
two bars with one time, the one that has seen more trades is the newer.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shared.contracts.market_data import Bar, BarBatch
from shared.kernel.enums import Resolution
from shared.kernel.money import plain

if TYPE_CHECKING:
    from services.gateway.handlers.live.connection import Connection

SHOWN = 500
"""Bars in a snapshot."""
_KEPT_MAX = 2 * SHOWN
"""Bars a board lets grow before it goes back to `SHOWN`."""


class BarsKey(NamedTuple):
    symbol: str
    resolution: Resolution


class WireBar(msgspec.Struct, frozen=True):
    """`shared.contracts.websocket_bars.LiveBar`, in the form that is fast to encode."""

    time: datetime
    session: date | None
    open: str
    high: str
    low: str
    close: str
    volume: str
    trades: int
    complete: bool


class _Kept(NamedTuple):
    revision: int
    trades: int
    complete: bool
    body: bytes


class BarBoard:
    """The newest bars of one symbol and resolution, for all that look at them."""

    def __init__(self, key: BarsKey) -> None:
        self.key = key
        self.revision = 0
        self.generation = 0
        """Grows with every loading: whoever was shown an earlier one needs a snapshot."""
        self.missed = asyncio.Event()
        """Set while history has to be read (again)."""
        self.missed.set()
        self._bars: dict[datetime, _Kept] = {}
        self._loading = asyncio.Lock()

    @property
    def ready(self) -> bool:
        return self.generation > 0 and not self._loading.locked()

    async def load(self, fetch: Callable[[], Awaitable[list[WireBar]]]) -> bool:
        """Read history, unless somebody else has just done so. Whether it was read."""
        async with self._loading:
            if not self.missed.is_set():
                return False
            # From here on the stream's bars are kept: what history lacks comes that way.
            self.missed.clear()
            self._bars.clear()
            try:
                history = await fetch()
            except BaseException:
                self.missed.set()
                raise
            self.generation += 1
            self.take(history)
            return True

    def take(self, bars: Iterable[WireBar]) -> None:
        self.revision += 1
        for bar in bars:
            known = self._bars.get(bar.time)
            newer = known is None or (known.trades, known.complete) < (bar.trades, bar.complete)
            if newer:
                kept = _Kept(self.revision, bar.trades, bar.complete, _encoder.encode(bar))
                self._bars[bar.time] = kept
        if len(self._bars) > _KEPT_MAX:
            self._bars = {time: self._bars[time] for time in sorted(self._bars)[-SHOWN:]}

    def since(self, revision: int) -> bytes | None:
        """`BarsData` of what has changed after `revision`, or `None` where nothing has."""
        times = sorted(time for time, kept in self._bars.items() if kept.revision > revision)
        return self._body(times) if times else None

    def snapshot(self) -> bytes:
        return self._body(sorted(self._bars)[-SHOWN:])

    def _body(self, times: Iterable[datetime]) -> bytes:
        return b'{"bars":[%b]}' % b",".join(self._bars[time].body for time in times)


@dataclass(slots=True)
class BarsChannel:
    """Conflated: what was skipped is in the next delta."""

    board: BarBoard
    ver: int = 0
    generation: int = 0
    revision: int = field(default=-1)

    def take(self) -> bytes | None:
        """The next frame, or `None` where the client has everything."""
        if not self.board.ready or self.revision == self.board.revision:
            return None
        if self.generation != self.board.generation:
            self.generation = self.board.generation
            return self._frame(b"bars.snapshot", b"", self.board.snapshot())
        changed = self.board.since(self.revision)
        if changed is None:
            self.revision = self.board.revision
            return None
        return self._frame(b"bars.delta", b'"prev":%d,' % self.ver, changed)

    def _frame(self, kind: bytes, prev: bytes, data: bytes) -> bytes:
        self.revision = self.board.revision
        self.ver += 1
        symbol, resolution = self.board.key
        return b'{"type":"%b","symbol":%b,"resolution":"%b",%b"ver":%d,"data":%b}' % (
            kind,
            msgspec.json.encode(symbol),
            resolution.encode(),
            prev,
            self.ver,
            data,
        )


class BarBoards:
    """Who looks at which bars. A board lives as long as somebody does."""

    def __init__(self) -> None:
        self._boards: dict[BarsKey, BarBoard] = {}
        self._followers: defaultdict[BarsKey, set[Connection]] = defaultdict(set)

    def subscribe(self, key: BarsKey, connection: Connection) -> BarBoard:
        board = self._boards.setdefault(key, BarBoard(key))
        self._followers[key].add(connection)
        before = connection.bars.get(key)
        connection.bars[key] = BarsChannel(board, ver=before.ver if before else 0)
        connection.wake()
        return board

    def unsubscribe(self, key: BarsKey, connection: Connection) -> None:
        connection.bars.pop(key, None)
        self._followers[key].discard(connection)
        if not self._followers[key]:
            del self._followers[key]
            self._boards.pop(key, None)

    def take(self, batch: BarBatch) -> None:
        """Bars from the stream. Most of them nobody looks at."""
        if batch.missed:
            self.lose()
        for bar in batch.bars:
            key = BarsKey(bar.symbol, bar.resolution)
            board = self._boards.get(key)
            if board is not None:
                board.take([wire_bar(bar)])
                self.wake(key)

    def wake(self, key: BarsKey) -> None:
        for connection in self._followers.get(key, ()):
            connection.wake()

    def lose(self) -> None:
        """Bars were lost for good: history has to be read again."""
        for board in self._boards.values():
            board.missed.set()


def wire_bar(bar: Bar) -> WireBar:
    return WireBar(
        time=bar.time,
        session=bar.session,
        open=plain(bar.open),
        high=plain(bar.high),
        low=plain(bar.low),
        close=plain(bar.close),
        volume=plain(bar.volume),
        trades=bar.trades,
        complete=bar.complete,
    )


_encoder = msgspec.json.Encoder()
