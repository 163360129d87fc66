"""The market data service running in the test's own process, and eyes on what it publishes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from services.livedata.app import create_app
from services.livedata.settings import Settings
from shared.contracts.market_data import (
    FEED_STATUS,
    FEED_TYPE,
    INSTRUMENTS,
    LAST_QUOTES,
    QUOTES_TYPE,
    Bar,
    FeedStatus,
    Instrument,
    Quote,
    QuoteBatch,
    decode_bars,
    decode_batch,
    decode_feed_status,
    decode_instrument,
    decode_quote,
)
from shared.contracts.streams import SHARDS, Stream, shard_key, shard_of, stream_key
from shared.http.auth import SERVICE_USER, authorization

SECRET = "a secret that only tests use, of more than 32 characters"
SOMEBODY = UUID(int=7)
WAIT_SECONDS_MAX = 15.0


@dataclass
class Service:
    client: httpx.AsyncClient

    async def get(self, path: str, **params: str) -> dict[str, Any]:
        answer = await self.client.get(
            f"/api/v1/{path}", params=params, headers=authorization(SECRET, SOMEBODY)
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def push(self, *rows: dict[str, Any]) -> httpx.Response:
        return await self.client.post(
            "/api/v1/quotes", json={"quotes": rows}, headers=authorization(SECRET, SOMEBODY)
        )

    async def describe(self, **said: object) -> httpx.Response:
        """Say something of an instrument, as an operator's command does."""
        return await self.client.post(
            "/internal/instruments", json=said, headers=authorization(SECRET, SERVICE_USER)
        )

    async def quote(self, symbol: str) -> dict[str, Any] | None:
        quotes = (await self.get("snapshot", symbols=symbol))["quotes"]
        return quotes[0] if quotes else None

    async def until_quality(self, symbol: str, quality: str) -> dict[str, Any]:
        found: dict[str, Any] = {}

        async def seen() -> bool:
            found.update(await self.quote(symbol) or {})
            return found.get("quality") == quality

        await until(seen, f"{symbol} is {quality}")
        return found

    async def until_feed(self, state: str, words: str = "") -> dict[str, Any]:
        found: dict[str, Any] = {}

        async def seen() -> bool:
            sources = (await self.get("feed"))["sources"]
            found.update(sources[0] if sources else {})
            return found.get("state") == state and words in found["message"]

        await until(seen, f"the feed is {state}: {words}")
        return found


@asynccontextmanager
async def livedata(settings: Settings) -> AsyncGenerator[Service]:
    """The whole service, from its settings to its routes, until the block ends."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://livedata") as client,
    ):

        async def ready() -> bool:
            return (await client.get("/readyz")).status_code == 200

        await until(ready, "the service is ready")
        yield Service(client)


async def until(done: Callable[[], Any], what: str) -> None:
    """Wait until `done` answers true, looking again and again."""
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not await done():
        assert time.monotonic() < deadline, f"still not so: {what}"
        await asyncio.sleep(0.02)


@dataclass
class Eyes:
    """What anybody sees who looks at the streams and the hashes beside them."""

    redis: Any  # the client's types allow `str` for every answer; this one only gives bytes

    async def batches(self, shard: int) -> list[QuoteBatch]:
        entries = await self.redis.xrange(stream_key(Stream.QUOTES, shard))
        return [decode_batch(f[b"e"]) for _, f in entries if f[b"t"].decode() == QUOTES_TYPE]

    async def quotes(self, symbol: str) -> list[Quote]:
        """Everything that was published of one symbol, in order."""
        batches = await self.batches(shard_of(symbol))
        return [each for batch in batches for each in batch.quotes if each.symbol == symbol]

    async def bars(self, symbol: str) -> list[Bar]:
        """Everything that was said of a symbol's bars, in order."""
        entries = await self.redis.xrange(stream_key(Stream.BARS, shard_of(symbol)))
        bars = [bar for _, fields in entries for bar in decode_bars(fields[b"e"]).bars]
        return [bar for bar in bars if bar.symbol == symbol]

    async def feeds(self) -> list[FeedStatus]:
        entries = await self.redis.xrange(stream_key(Stream.QUOTES, 0))
        return [decode_feed_status(f[b"e"]) for _, f in entries if f[b"t"].decode() == FEED_TYPE]

    async def feed_status(self) -> dict[str, FeedStatus]:
        found = await self.redis.hgetall(shard_key(0, FEED_STATUS))
        return {name.decode(): decode_feed_status(body) for name, body in found.items()}

    async def last(self, symbol: str) -> Quote | None:
        body = await self.redis.hget(shard_key(shard_of(symbol), LAST_QUOTES), symbol)
        return None if body is None else decode_quote(body)

    async def instrument(self, symbol: str) -> Instrument | None:
        body = await self.redis.hget(shard_key(shard_of(symbol), INSTRUMENTS), symbol)
        return None if body is None else decode_instrument(body)

    async def until_told(self, message: str) -> None:
        """Wait until the hash and the stream both carry what the trader is told."""

        async def seen() -> bool:
            kept = [each.message for each in (await self.feed_status()).values()]
            told = [each.message for each in await self.feeds()]
            return kept == [message] and told[-1:] == [message]

        await until(seen, message)

    async def until_last(self, symbol: str, price: str, *, quality: str = "") -> Quote:
        found: list[Quote] = []

        async def seen() -> bool:
            quote = await self.last(symbol)
            if quote is not None:
                found.append(quote)
            return (
                bool(found)
                and str(found[-1].last) == price
                and found[-1].quality == (quality or found[-1].quality)
            )

        await until(seen, f"{symbol} is published at {price} {quality}")
        return found[-1]

    async def assert_no_gaps(self) -> None:
        """Each shard's batches count up by one within an epoch; sequences only grow."""
        sequences: dict[str, int] = {}
        for shard in range(SHARDS):
            counts: dict[str, int] = {}
            for batch in await self.batches(shard):
                assert batch.batch == counts.get(batch.epoch, 0) + 1
                counts[batch.epoch] = batch.batch
                for quote in batch.quotes:
                    assert shard_of(quote.symbol) == shard
                    assert quote.sequence > sequences.get(quote.symbol, 0)
                    sequences[quote.symbol] = quote.sequence
