"""Bars on their way out: to the stream a few times a second, to the database every second, and
to those who ask. Nothing here is waited for by a quote."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NoReturn

import msgspec
import structlog

from services.livedata.domain.bar import BarBuilder
from services.livedata.domain.errors import BarsAway, EmptySpan, UnknownSymbol
from services.livedata.domain.quote import GatedQuote
from services.livedata.handlers.directory import Directory
from services.livedata.ports import BarStore, QuoteStream, StoreAway, StreamAway
from shared.clock import Clock
from shared.contracts.market_data import Bar
from shared.contracts.streams import shard_of
from shared.kernel.enums import Resolution

PUBLISH_SECONDS = 0.25
PUBLISH_SHARE = 0.1
"""The part of the time that publishing bars may take; where they are many, it waits longer."""
SAVE_SECONDS = 1.0
RETRY_SECONDS = 1.0
PRUNE_SECONDS = 3600.0
CLOSE_SECONDS_MAX = 3.0
ROWS_MAX = 500
"""Bars in one batch or statement: encoding them must not hold up the quotes for long."""
UNPUBLISHED_MAX = 20_000
UNSAVED_MAX = 200_000

_log = structlog.get_logger()

_Key = tuple[str, Resolution, datetime]


class BarDesk:
    """Builds bars out of all quotes; publishes and saves those of the shards that are ours.

    What cannot be published or saved just now waits, the newest state of each bar. Where too
    much waits for the stream, it is dropped and the next batch says so: readers then read the
    bars anew. Where too much waits for the database, the oldest are lost, and the log says so.
    """

    def __init__(
        self,
        calendar_of: Callable[[str], str],
        stream: QuoteStream,
        store: BarStore,
        clock: Clock,
    ) -> None:
        self._builder = BarBuilder(calendar_of)
        self._stream = stream
        self._store = store
        self._clock = clock
        self._ours: set[int] = set()
        self._unpublished: dict[_Key, Bar] = {}
        self._unsaved: dict[_Key, Bar] = {}
        self._missed = False
        self._resume_due = False
        self._store_away = False

    def take(self, quotes: Iterable[GatedQuote]) -> None:
        for quote in quotes:
            self._builder.take(quote)

    async def acquired(self, shard: int) -> None:
        """A shard is ours: its bars may have been built by another process until now."""
        self._ours.add(shard)
        self._resume_due = True

    async def lost(self, shard: int) -> None:
        self.collect()  # what was built until now is ours to save
        self._ours.discard(shard)

    async def resume(self) -> None:
        """Go on with the bars that somebody else left under way. Raises `StoreAway`."""
        now = self._clock.now()
        self._builder.resume(await self._store.under_way(now), now)
        self._resume_due = False

    async def publish_for_ever(self) -> NoReturn:
        loop = asyncio.get_running_loop()
        spent = 0.0
        while True:
            await asyncio.sleep(max(PUBLISH_SECONDS, spent / PUBLISH_SHARE - spent))
            began = loop.time()
            await self.publish()
            spent = loop.time() - began

    async def save_for_ever(self) -> NoReturn:
        loop = asyncio.get_running_loop()
        prune_at = loop.time()
        while True:
            try:
                await self.save()
                if loop.time() >= prune_at:
                    await self._store.prune(self._clock.now())
                    prune_at = loop.time() + PRUNE_SECONDS
                self._store_away = False
                await asyncio.sleep(SAVE_SECONDS)
            except StoreAway as error:
                if not self._store_away:
                    _log.warning("bars_not_saved", error=str(error), waiting=len(self._unsaved))
                self._store_away = True
                await asyncio.sleep(RETRY_SECONDS)

    async def close(self) -> None:
        """Save what still waits; not for long, if the database is away."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS_MAX):
                await self.save()
        except (StoreAway, TimeoutError) as error:
            _log.warning("bars_lost", count=len(self._unsaved), error=repr(error))

    async def publish(self) -> None:
        """Complete what is over and publish what has changed."""
        self.collect()
        waiting, self._unpublished = list(self._unpublished.items()), {}
        first = 0
        try:
            while first < len(waiting) or self._missed:
                bars = [bar for _, bar in waiting[first : first + ROWS_MAX]]
                await self._stream.publish_bars(bars, missed=self._missed)
                self._missed = False
                first += ROWS_MAX
        except StreamAway:
            self._unpublished = dict(waiting[first:]) | self._unpublished
            if len(self._unpublished) > UNPUBLISHED_MAX:
                self._unpublished.clear()
                self._missed = True

    async def save(self) -> None:
        """Write what has changed. Raises `StoreAway`; then it waits for the next time."""
        if self._resume_due:
            await self.resume()
        self.collect()
        waiting = list(self._unsaved.items())
        for first in range(0, len(waiting), ROWS_MAX):
            rows = waiting[first : first + ROWS_MAX]
            await self._store.save([bar for _, bar in rows])
            for key, bar in rows:
                if self._unsaved.get(key) is bar:
                    del self._unsaved[key]

    async def read(
        self,
        symbol: str,
        resolution: Resolution,
        *,
        start: datetime | None,
        end: datetime | None,
        limit: int,
    ) -> list[Bar]:
        """The newest `limit` bars from `start` on and before `end`, newest last, the one under
        way included. Raises `StoreAway`."""
        self.collect()
        # Taken before the database is asked: what is written meanwhile is in one of the two.
        waiting = [bar for key, bar in self._unsaved.items() if key[:2] == (symbol, resolution)]
        stored = await self._store.read(symbol, resolution, start=start, end=end, limit=limit)
        if stored and not self._builder.is_over(stored[-1], self._clock.now()):
            stored[-1] = msgspec.structs.replace(stored[-1], complete=False)
        merged = {bar.time: bar for bar in stored}
        for bar in waiting:
            known = merged.get(bar.time)
            if known is None or known.trades <= bar.trades:
                merged[bar.time] = bar
        chosen = sorted(
            time
            for time in merged
            if (start is None or time >= start) and (end is None or time < end)
        )
        return [merged[time] for time in chosen[-limit:]]

    def collect(self) -> None:
        """Fetch from the builder what has changed, for the stream and for the database."""
        self._builder.pass_time(self._clock.now())
        changed = self._builder.changes()
        self._queue(bar for bar in changed if shard_of(bar.symbol) in self._ours)

    def _queue(self, bars: Iterable[Bar]) -> None:
        for bar in bars:
            key = (bar.symbol, bar.resolution, bar.time)
            self._unpublished[key] = bar
            self._unsaved[key] = bar
        lost = len(self._unsaved) - UNSAVED_MAX
        if lost > 0:
            for key in list(self._unsaved)[:lost]:
                del self._unsaved[key]
            _log.error("bars_lost", count=lost)


async def read_bars(
    desk: BarDesk,
    directory: Directory,
    symbol: str,
    resolution: Resolution,
    start: datetime | None,
    end: datetime | None,
    limit: int,
) -> list[Bar]:
    """Raises `UnknownSymbol`, `EmptySpan` or `BarsAway`."""
    if directory.find(symbol) is None:
        raise UnknownSymbol(symbol)
    if start is not None and end is not None and start >= end:
        raise EmptySpan
    try:
        return await desk.read(symbol, resolution, start=start, end=end, limit=limit)
    except StoreAway as error:
        raise BarsAway from error
