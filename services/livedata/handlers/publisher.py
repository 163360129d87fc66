"""From the desk to the stream: batched, conflated per symbol, and healed by itself."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import NoReturn

import structlog

from services.livedata.domain.quote import GatedQuote
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.directory import Directory
from services.livedata.ports import QuoteStream, StreamAway
from shared.clock import Clock
from shared.contracts.market_data import Instrument, Quote
from shared.contracts.streams import SHARDS, shard_of

FLUSH_SECONDS = 0.005
FLUSH_AT_ONCE = 200
"""With this many symbols waiting, a flush does not wait for more."""
CHECK_SECONDS = 1.0
RETRY_SECONDS = 0.25
FEED_SHARD = 0

_log = structlog.get_logger()


class Publisher:
    """Publishes the shards this process owns, and only those.

    A shard is opened before its first batch: the sequences of an earlier publisher go on, and
    everything the desk knows of the shard goes out again. The same heals every fault: while
    the stream is away only the newest quote of each symbol is kept (the desk has it), and
    when it is back, or was emptied, the shard is opened anew.
    """

    def __init__(
        self,
        desk: MarketDesk,
        directory: Directory,
        stream: QuoteStream,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._directory = directory
        self._stream = stream
        self._clock = clock
        self._ours: set[int] = set()
        self._open: set[int] = set()
        self._waiting: dict[str, GatedQuote] = {}
        self._described: dict[str, Instrument] = {}
        self._sequences: dict[str, int] = {}
        self._feed_waits = True
        self._wake = asyncio.Event()
        self._check_at = 0.0
        self._away = False
        desk.listeners.append(self._quotes_changed)
        desk.feed_changed = self._feed_changed
        directory.listeners.append(self._instrument_changed)

    @property
    def publishing(self) -> bool:
        """Everything that is ours goes out just now."""
        return bool(self._open) and self._open == self._ours

    @property
    def alone(self) -> bool:
        """Every shard is ours."""
        return len(self._ours) == SHARDS

    @property
    def _feed_is_due(self) -> bool:
        return self._feed_waits and FEED_SHARD in self._open

    async def run(self) -> NoReturn:
        loop = asyncio.get_running_loop()
        while True:
            try:
                if loop.time() >= self._check_at:
                    self._check_at = loop.time() + CHECK_SECONDS
                    await self._check()
                await self.flush()
                await self._rest(self._check_at - loop.time())
            except StreamAway as error:
                if not self._away:
                    _log.warning("stream_away", error=str(error))
                self._away = True
                self._open.clear()
                self._check_at = 0.0
                await asyncio.sleep(RETRY_SECONDS)

    async def acquired(self, shard: int) -> None:
        """A shard became ours: open it with the next trip."""
        self._ours.add(shard)
        self._check_at = 0.0
        self._wake.set()

    async def lost(self, shard: int) -> None:
        """A shard goes to somebody else: not one more batch for it."""
        self._ours.discard(shard)
        self._open.discard(shard)

    async def flush(self) -> None:
        """Publish what waits. Raises `StreamAway`; what was taken comes back by reopening."""
        self._wake.clear()
        waiting, self._waiting = self._waiting, {}
        batches: defaultdict[int, list[Quote]] = defaultdict(list)
        for symbol, quote in waiting.items():
            shard = shard_of(symbol)
            if shard in self._open:
                batches[shard].append(as_published(quote, self._next_sequence(symbol)))
        described, self._described = self._described, {}
        if batches or described:
            symbols = [quote.symbol for batch in batches.values() for quote in batch]
            met = self._directory.meet(symbols)
            await self._stream.publish(batches, [*described.values(), *met])
        if self._feed_is_due:
            self._feed_waits = False
            await self._stream.publish_feeds(list(self._desk.feeds.values()))

    async def _check(self) -> None:
        """Open what became ours and what was emptied."""
        watched = sorted(self._open & self._directory.shards())
        emptied = await self._stream.emptied(watched)
        if emptied:
            _log.warning("shards_emptied", shards=emptied)
            self._open.difference_update(emptied)
        opening = self._ours - self._open
        if opening:
            await self._open_shards(opening)

    async def _open_shards(self, opening: set[int]) -> None:
        known = await self._stream.last_known(opening)
        for last in known:
            newest = max(last.sequence, self._sequences.get(last.symbol, 0))
            self._sequences[last.symbol] = newest
        self._desk.remember(known)
        await self._directory.refresh()
        await self._stream.open(opening, self._directory.of_shards(opening))
        self._open |= opening & self._ours  # some may have been lost meanwhile
        self._away = False
        for quote in self._desk.quotes.values():
            if shard_of(quote.symbol) in opening:
                self._waiting[quote.symbol] = quote
        self._feed_waits = self._feed_waits or FEED_SHARD in opening

    async def _rest(self, seconds_max: float) -> None:
        """Wait for news, then a moment for more of it to share the trip."""
        if not self._waiting and not self._described and not self._feed_is_due:
            try:
                async with asyncio.timeout(max(seconds_max, 0)):
                    await self._wake.wait()
            except TimeoutError:
                return
        if len(self._waiting) < FLUSH_AT_ONCE:
            await asyncio.sleep(FLUSH_SECONDS)

    def _next_sequence(self, symbol: str) -> int:
        """One more than the last. A symbol that nobody has published starts at the time in
        milliseconds, so that it goes on upwards even after every trace of it was lost."""
        last = self._sequences.get(symbol) or int(self._clock.now().timestamp() * 1000) - 1
        self._sequences[symbol] = last + 1
        return last + 1

    def _quotes_changed(self, quotes: Sequence[GatedQuote]) -> None:
        self._waiting.update((quote.symbol, quote) for quote in quotes)
        self._wake.set()

    def _instrument_changed(self, instrument: Instrument) -> None:
        self._described[instrument.symbol] = instrument
        self._wake.set()

    def _feed_changed(self) -> None:
        self._feed_waits = True
        self._wake.set()


def as_published(quote: GatedQuote, sequence: int) -> Quote:
    """The figures follow the rest in the order that both types give them."""
    return Quote(
        quote.symbol,
        sequence,
        quote.as_of,
        quote.changed_at,
        quote.source,
        quote.quality,
        quote.reason,
        quote.since,
        *quote.values,
    )
