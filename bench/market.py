"""Quotes of symbols `S000`, `S001`, …, each carrying the moment of its append."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from time import perf_counter

from redis.asyncio import Redis

from shared.bus.feed import FeedEntry, FeedPublisher
from shared.contracts.market_data import QUOTES_TYPE, Quote, QuoteBatch, encode
from shared.contracts.streams import Stream, shard_of
from shared.kernel.enums import QuoteQuality

FLUSH_SECONDS = 0.01


def a_quote(symbol: str, sequence: int, price: Decimal, at: datetime) -> Quote:
    return Quote(
        symbol=symbol,
        sequence=sequence,
        as_of=at,
        changed_at=at,
        source="bench",
        quality=QuoteQuality.FRESH,
        bid=price,
        ask=price,
        last=price,
    )


async def feed(redis: Redis, rate: int, symbols: int, seconds: float) -> int:
    """Append quotes at the rate given; returns how many."""
    random, publisher = Random(2), FeedPublisher(redis)  # noqa: S311 - dice for prices
    batches: defaultdict[int, int] = defaultdict(int)
    began, sent = perf_counter(), 0
    while (elapsed := perf_counter() - began) < seconds:
        due = int(rate * elapsed) - sent
        now, of_shard = datetime.now(UTC), defaultdict[int, list[Quote]](list)
        for _ in range(due):
            sent += 1
            name = f"S{random.randrange(symbols):03d}"
            price = Decimal(random.randint(9000, 11000)) / 100
            of_shard[shard_of(name)].append(a_quote(name, sent, price, now))
        entries: list[FeedEntry] = []
        for shard, quotes in of_shard.items():
            batches[shard] += 1
            body = encode(QuoteBatch("bench", batches[shard], quotes))
            entries.append(FeedEntry(shard, QUOTES_TYPE, str(shard), body))
        if entries:
            await publisher.publish(Stream.QUOTES, entries)
        await asyncio.sleep(FLUSH_SECONDS)
    return sent


async def save(redis: Redis, symbols: int) -> None:
    """Append one quote of every symbol in one flush, an entry a shard."""
    now, of_shard = datetime.now(UTC), defaultdict[int, list[Quote]](list)
    for number in range(symbols):
        quote = a_quote(f"S{number:03d}", 2_000_000_000, Decimal("123.45"), now)
        of_shard[shard_of(quote.symbol)].append(quote)
    bodies = {shard: encode(QuoteBatch("save", 1, quotes)) for shard, quotes in of_shard.items()}
    await FeedPublisher(redis).publish(
        Stream.QUOTES,
        [FeedEntry(shard, QUOTES_TYPE, str(shard), body) for shard, body in bodies.items()],
    )
