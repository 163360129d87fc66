"""The world around the portfolio service: a book of record, a market, gateways that watch."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import httpx
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from services.portfolio.app import create_app
from services.portfolio.settings import Settings
from shared.bus.feed import FeedEntry, FeedPublisher
from shared.bus.relay import Relay
from shared.clock import Clock
from shared.contracts.executions import AccountEvent
from shared.contracts.market_data import LAST_QUOTES, QUOTES_TYPE, QuoteBatch, encode
from shared.contracts.portfolio import WATCH_BELL, WATCHED, PortfolioData, PortfolioUpdate
from shared.contracts.streams import Stream, shard_key, shard_of, stream_key
from shared.http.auth import authorization
from tests.support.bus import announce, until
from tests.support.portfolio import BookOfRecord, Screen, a_quote

SECRET = "a secret of at least thirty-two characters"


@dataclass(frozen=True)
class Orders:
    """Announces account events through the bus, as the orders service does."""

    engine: AsyncEngine
    relay: Relay

    async def announce(self, *events: AccountEvent) -> None:
        await announce(self.engine, *events)
        self.relay.wake()


@dataclass
class MarketData:
    """Publishes quotes as livedata does."""

    redis: Redis
    sequence: int = 0

    async def tick(self, symbol: str, last: str, *, at: datetime | None = None) -> None:
        self.sequence += 1
        quote = a_quote(symbol, last, as_of=at or datetime.now(UTC), sequence=self.sequence)
        shard = shard_of(symbol)
        body = encode(QuoteBatch("test", self.sequence, [quote]))
        await FeedPublisher(self.redis).publish(
            Stream.QUOTES,
            [FeedEntry(shard, QUOTES_TYPE, str(shard), body)],
            hashes={shard_key(shard, LAST_QUOTES): {symbol: encode(quote)}},
        )


@dataclass(frozen=True)
class Replica:
    """One running process of the service, as the gateway sees it."""

    http: httpx.AsyncClient

    async def get(self, user_id: UUID, path: str) -> httpx.Response:
        return await self.http.get(f"/api/v1{path}", headers=authorization(SECRET, user_id))

    async def patch(self, user_id: UUID, path: str, body: object) -> httpx.Response:
        headers = authorization(SECRET, user_id)
        return await self.http.patch(f"/api/v1{path}", headers=headers, json=body)

    async def snapshot(self, book: BookOfRecord) -> PortfolioData | None:
        """What the account of `book` is worth; None before the service has heard of it."""
        answer = await self.get(book.user_id, f"/accounts/{book.account_id}/snapshot")
        return PortfolioData.model_validate(answer.json()) if answer.is_success else None

    async def caught_up(self, book: BookOfRecord) -> PortfolioData:
        """The snapshot with everything that `book` has announced in it."""
        found: PortfolioData | None = None

        async def is_there() -> bool:
            nonlocal found
            found = await self.snapshot(book)
            return found is not None and (found.account.cash, found.account.reserved) == (
                book.cash,
                book.reserved,
            )

        await until(is_there, f"cash {book.cash} in the snapshot")
        assert found is not None
        return found


@dataclass(frozen=True)
class Service:
    """Starts replicas of the service in this process; leaving the block stops one cleanly."""

    postgres_url: str
    redis_url: str

    @property
    def settings(self) -> Settings:
        return Settings.model_validate(
            {
                "postgres_url": self.postgres_url,
                "redis_url": self.redis_url,
                "internal_secret": SECRET,
                "update_interval_ms": 20,
            }
        )

    @asynccontextmanager
    async def running(self, *, clock: Clock | None = None) -> AsyncGenerator[Replica]:
        app = create_app(self.settings, clock=clock)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http,
        ):
            yield Replica(http)


@dataclass
class Gateway:
    """Watches one account and shows what it is sent, by the rules of the contract."""

    redis: Redis
    book: BookOfRecord
    screen: Screen = field(default_factory=Screen)
    updates: list[PortfolioUpdate] = field(default_factory=list)
    cursor: str = "0-0"

    @property
    def shard(self) -> int:
        return shard_of(str(self.book.account_id))

    async def watch(self, *, seconds: float = 60) -> None:
        ends_at = datetime.now(UTC).timestamp() + seconds
        member = str(self.book.account_id)
        await self.redis.zadd(shard_key(self.shard, WATCHED), {member: ends_at})
        await self.redis.publish(WATCH_BELL, member)

    async def look(self) -> Screen:
        """Take in what was published since the last look."""
        async with self.redis.pipeline(transaction=False) as pipeline:
            pipeline.xrange(stream_key(Stream.PORTFOLIO, self.shard), min=f"({self.cursor}")
            [entries] = await pipeline.execute()
        for entry_id, fields in entries:
            self.cursor = entry_id.decode()
            if fields[b"k"].decode() == str(self.book.account_id):
                update = PortfolioUpdate.model_validate_json(fields[b"e"])
                self.updates.append(update)
                self.screen.take(update)
        return self.screen

    async def shows(self, expected: PortfolioData) -> None:
        """Wait until the screen shows these figures."""

        async def equal() -> bool:
            screen = await self.look()
            return screen.account is not None and timeless(screen.data) == timeless(expected)

        await until(equal, f"the screen shows an equity of {expected.account.equity}")


def timeless(data: PortfolioData) -> PortfolioData:
    """The figures without the moment at which somebody looked at them."""
    account = data.account.model_copy(update={"as_of": datetime.min.replace(tzinfo=UTC)})
    return data.model_copy(update={"account": account})
