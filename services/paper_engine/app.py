"""The composition root: the only file that knows all others."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import httpx
from fastapi import FastAPI

from services.paper_engine import routes
from services.paper_engine.consumers import FOLLOWED, GROUP, Floor
from services.paper_engine.handlers.engine import Engine
from services.paper_engine.settings import Settings
from services.paper_engine.sources import (
    ExchangeHours,
    NoHours,
    OrdersService,
    QuoteHash,
    ReportStream,
    StreamEnds,
)
from shared.bus.connect import connect
from shared.bus.feed import FeedPublisher
from shared.bus.follower import Follower
from shared.bus.leases import Leases
from shared.clock import Clock, market_clock
from shared.db.engine import create_engine
from shared.http.app import Loop, service_app

NAME = "paper_engine"


def create_app(settings: Settings, *, clock: Clock | None = None) -> FastAPI:
    at = clock or market_clock(settings.market_clock)
    member = f"{NAME}-{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
    engine = Engine(stale_after=timedelta(seconds=settings.stale_after_seconds))
    floors: list[Floor] = []

    @asynccontextmanager
    async def resources(app: FastAPI) -> AsyncGenerator[Sequence[Loop]]:
        database = create_engine(
            settings.postgres_url, application=NAME, pool_size=settings.postgres_pool_size
        )
        reading, writing = connect(settings.redis_url), connect(settings.redis_url)
        client = httpx.AsyncClient(trust_env=False)

        floor = Floor(
            engine,
            orders=OrdersService(
                client, settings.orders_url, settings.internal_secret.get_secret_value()
            ),
            quotes=QuoteHash(writing),
            hours=ExchangeHours(writing, now=at.now())
            if settings.enforce_market_hours
            else NoHours(),
            reports=ReportStream(FeedPublisher(writing)),
            ends=StreamEnds(writing, database),
            clock=at,
        )
        leases = Leases(
            database, group=GROUP, member=member, acquired=floor.acquired, lost=floor.lost
        )
        follower = Follower(
            reading,
            streams=FOLLOWED,
            shards=floor.followed,
            handle=floor.handle,
            start=floor.start,
            log=database,
            on_gap=floor.gap,
        )
        app.state.engine, app.state.clock = engine, at
        floors.append(floor)
        try:
            yield [leases.run, floor.load, follower.run, floor.keep_time]
        finally:
            floors.remove(floor)
            await client.aclose()
            await reading.aclose()
            await writing.aclose()
            await database.dispose()

    async def books_are_loaded() -> str | None:
        return await floors[0].missing() if floors else "The service is starting."

    return service_app(
        NAME, settings, routers=[routes.orders], resources=resources, checks=[books_are_loaded]
    )
