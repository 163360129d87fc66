"""Quotes in: every replica follows all symbols, since any account may hold any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from redis.asyncio import Redis

from services.portfolio.domain.market import Mark, mark_price
from services.portfolio.domain.seen import SeenPrices
from services.portfolio.handlers.live import LiveBook
from shared.bus.ports import Record
from shared.bus.stream import last_ids
from shared.contracts.market_data import (
    LAST_QUOTES,
    QUOTES_TYPE,
    Quote,
    decode_batch,
    decode_quote,
)
from shared.contracts.streams import SHARDS, Stream, shard_key
from shared.kernel.enums import QuoteQuality
from shared.kernel.ids import Symbol


class QuoteReader:
    """Turns quotes into marks. Reading begins with the newest quote of each symbol and, so that
    none is missed meanwhile, at the place the stream had reached before that was read."""

    def __init__(
        self,
        live: LiveBook,
        redis: Redis,
        *,
        changed: Callable[[], None],
        monotonic: Callable[[], float],
        seen: SeenPrices,
    ) -> None:
        self._live = live
        self._seen = seen
        self._redis = redis
        self._changed = changed
        self._monotonic = monotonic
        self._starts: dict[int, str] = {}

    async def load(self) -> None:
        """The marks as they are now. To be called once, before anything is shown."""
        ends = await last_ids(self._redis, [(Stream.QUOTES, shard) for shard in range(SHARDS)])
        self._starts = {shard: end.entry_id for (_, shard), end in ends.items()}
        for shard in range(SHARDS):
            await self.reload(Stream.QUOTES, shard)

    async def start(self, _: Stream, shard: int) -> str:
        """Where to read on after `load`."""
        return self._starts[shard]

    async def reload(self, _: Stream, shard: int) -> None:
        """Take the newest quotes of a shard again, as after a gap in its stream."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.hvals(shard_key(shard, LAST_QUOTES))
            [kept] = await pipeline.execute()
        self._take(decode_quote(body) for body in kept)

    async def handle(self, records: list[Record]) -> None:
        bodies = [record.body for record in records if record.type == QUOTES_TYPE]
        self._take(quote for body in bodies for quote in decode_batch(body).quotes)

    def _take(self, quotes: Iterable[Quote]) -> None:
        marks: dict[Symbol, Mark] = {}
        for quote in quotes:
            symbol = Symbol(quote.symbol)
            if quote.previous_close is not None:
                self._live.market.closes[symbol] = quote.previous_close
            mark = _mark(quote, marks.get(symbol) or self._live.market.marks.get(symbol))
            if mark is not None:
                marks[symbol] = mark
                if quote.quality is QuoteQuality.FRESH:
                    self._seen.see(symbol, mark.price, quote.bid, quote.ask, quote.as_of)
        if marks:
            self._live.quoted(marks, now=self._monotonic())
            self._changed()


def _mark(quote: Quote, before: Mark | None) -> Mark | None:
    """A quote without any price says only how good the mark before it still is."""
    price = mark_price(quote.last, quote.bid, quote.ask, quote.previous_close)
    if price is not None:
        return Mark(price, quote.quality, quote.as_of)
    return None if before is None else replace(before, quality=quote.quality)
