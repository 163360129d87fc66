"""The portfolio service, put together. The only file that knows all the others."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from uuid import uuid4

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.portfolio.consumers.auditing import audit
from services.portfolio.consumers.fills import GROUP, FillsHandler
from services.portfolio.consumers.ghosts import GhostWatcher, OrdersHandler
from services.portfolio.consumers.publisher import Publisher
from services.portfolio.consumers.quotes import QuoteReader
from services.portfolio.consumers.rebuilding import rebuild
from services.portfolio.consumers.sampler import Sampler
from services.portfolio.consumers.timekeeper import Timekeeper
from services.portfolio.consumers.watchers import Watchers
from services.portfolio.dependencies import Surroundings
from services.portfolio.domain.account import Portfolio
from services.portfolio.domain.market import Market
from services.portfolio.domain.marks import MarkArrays
from services.portfolio.domain.seen import SeenPrices
from services.portfolio.domain.trading_day import day_begins, trading_day
from services.portfolio.handlers.desk import Desk
from services.portfolio.handlers.live import LiveBook
from services.portfolio.ports.book import Rebuilt
from services.portfolio.routes import exports, internal, portfolio
from services.portfolio.settings import Settings
from services.portfolio.sources import SessionCloses
from services.portfolio.store.book import PostgresBook
from services.portfolio.store.curve import PostgresCurve
from services.portfolio.store.ghosts import PostgresGhostBook, PostgresGhosts
from services.portfolio.store.journal import PostgresJournal
from services.portfolio.store.reaches import PostgresReaches
from services.portfolio.store.readings import PostgresDays, PostgresReadings
from shared.bus.connect import connect
from shared.bus.consumer import Consumer
from shared.bus.feed import FeedPublisher
from shared.bus.follower import Follower
from shared.bus.leases import lease_group
from shared.clock import Clock, SystemClock, market_clock
from shared.contracts.streams import SHARDS, Stream
from shared.db.engine import create_engine
from shared.http.app import Loop, service_app
from shared.kernel.errors import Unavailable
from shared.kernel.ids import AccountId

NAME = "portfolio"


def create_app(settings: Settings, *, clock: Clock | None = None) -> FastAPI:
    at = clock or market_clock(settings.market_clock)
    member = f"{NAME}-{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
    engine = create_engine(
        settings.postgres_url, application=NAME, pool_size=settings.postgres_pool_size
    )
    readings = PostgresReadings(engine)
    lease = lease_group(GROUP, Stream.FILLS)
    curve = PostgresCurve(engine, lease=lease, member=member)
    reaches = PostgresReaches(engine, lease=lease, member=member)
    ghosts = PostgresGhosts(engine, lease=lease_group(GROUP, Stream.ORDERS), member=member)
    closes = SessionCloses()

    @asynccontextmanager
    async def resources(app: FastAPI) -> AsyncGenerator[Sequence[Loop]]:
        reading, writing = connect(settings.redis_url), connect(settings.redis_url)
        market = Market(trading_day(at.now()))
        desk = Desk(market, interval_seconds=settings.update_interval_ms / 1000)
        live = LiveBook(market, MarkArrays(), desk)
        app.state.surroundings = Surroundings(
            clock=at,
            readings=readings,
            curve=curve,
            journal=PostgresJournal(engine),
            ghosts=ghosts,
            market=market,
            prove=partial(audit, engine, PostgresBook),
            rebuild=partial(_every_shard, engine),
        )

        async def load(account_ids: Sequence[AccountId]) -> Sequence[Portfolio]:
            return await readings.portfolios(account_ids, day=market.day)

        publisher = Publisher(desk, FeedPublisher(writing), clock=at, monotonic=monotonic)
        seen = SeenPrices()
        quotes = QuoteReader(
            live, writing, changed=publisher.changed, monotonic=monotonic, seen=seen
        )
        days = PostgresDays(engine)

        async def keep_closes(minute: datetime) -> None:
            prices = {symbol: mark.price for symbol, mark in market.marks.items()}
            await days.keep_closes(prices, at=minute)

        timekeeper = Timekeeper(
            live,
            days.keep,
            changed=publisher.changed,
            clock=at,
            monotonic=monotonic,
            stale_after=timedelta(seconds=settings.stale_after_seconds),
        )
        sampler = Sampler(
            live.arrays,
            curve,
            reaches,
            is_close=closes.is_close,
            keep_closes=keep_closes,
            clock=at,
        )
        watchers = Watchers(
            live,
            writing,
            load,
            changed=publisher.changed,
            clock=clock or SystemClock(),
            monotonic=monotonic,
        )
        fills = FillsHandler(
            live,
            PostgresBook,
            changed=publisher.changed,
            acquired=watchers.acquired,
            monotonic=monotonic,
        )
        consumer = Consumer(
            engine, reading, group=GROUP, stream=Stream.FILLS, handler=fills, member=member
        )
        orders = Consumer(
            engine,
            reading,
            group=GROUP,
            stream=Stream.ORDERS,
            handler=OrdersHandler(PostgresGhostBook),
            member=member,
        )
        watcher = GhostWatcher(seen, ghosts, closes.next_after, clock=at)
        follower = Follower(
            reading,
            streams=[Stream.QUOTES],
            handle=quotes.handle,
            start=quotes.start,
            on_gap=quotes.reload,
        )
        try:
            market.closes.update(await days.closes(before=day_begins(market.day)))
            await quotes.load()  # where quotes tell of the close themselves, they know better
            await timekeeper.tick()
            yield [
                consumer.run,
                follower.run,
                timekeeper.run,
                sampler.run,
                watchers.run,
                publisher.run,
                orders.run,
                watcher.run,
            ]
        finally:
            await reading.aclose()
            await writing.aclose()
            await engine.dispose()

    async def database_answers() -> str | None:
        try:
            await readings.portfolios([], day=trading_day(at.now()))
        except Unavailable as error:
            return error.detail
        return None

    return service_app(
        NAME,
        settings,
        routers=[portfolio.router, exports.router, internal.router],
        resources=resources,
        checks=[database_answers],
    )


async def rebuild_all(settings: Settings) -> AsyncGenerator[Rebuilt]:
    """Rebuild one shard after the other; says what each took and whether anything differs."""
    engine = create_engine(settings.postgres_url, application=f"{NAME} rebuild", pool_size=1)
    try:
        async for rebuilt in _every_shard(engine):
            yield rebuilt
    finally:
        await engine.dispose()


async def _every_shard(engine: AsyncEngine) -> AsyncGenerator[Rebuilt]:
    for shard in range(SHARDS):
        yield await rebuild(engine, shard, PostgresBook)
