"""The composition root of market data: the only file that knows all others."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from fastapi import FastAPI

from services.livedata.dependencies import Reading
from services.livedata.domain.market import SimulatedMarket
from services.livedata.handlers.bars import BarDesk
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.directory import Directory
from services.livedata.handlers.publisher import Publisher
from services.livedata.handlers.sweeper import sweep_for_ever
from services.livedata.ports import Source
from services.livedata.routes import internal, router
from services.livedata.settings import Settings, SourceName
from services.livedata.sources.excel import ExcelSource, Habits
from services.livedata.sources.pushed import Patience, PushedSource
from services.livedata.sources.simulated import SimulatedSource
from services.livedata.sources.workbook import Workbook
from services.livedata.store.bars import PostgresBars
from services.livedata.store.instruments import PostgresInstruments
from services.livedata.store.stream import RedisQuoteStream
from shared.bus.connect import connect
from shared.bus.leases import Leases
from shared.clock import Clock, SystemClock
from shared.db.engine import create_engine
from shared.http.app import Loop, service_app

NAME = "livedata"


def create_app(settings: Settings, *, clock: Clock | None = None) -> FastAPI:
    clock = clock or SystemClock()
    sources = [source_of(name, settings, clock) for name in settings.sources]
    desk = MarketDesk(
        settings.rules,
        clock,
        priorities=settings.priorities,
        simulated=[source.name for source in sources if source.simulated],
    )
    started: list[Publisher] = []

    @asynccontextmanager
    async def resources(app: FastAPI) -> AsyncGenerator[Sequence[Loop]]:
        engine = create_engine(
            settings.postgres_url, application=NAME, pool_size=settings.postgres_pool_size
        )
        redis = connect(settings.redis_url)
        member = f"{NAME}-{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
        directory = Directory(PostgresInstruments(engine))
        await directory.load()
        stream = RedisQuoteStream(redis, member=member)
        publisher = Publisher(desk, directory, stream, clock)
        store = PostgresBars(engine, settings.bars_kept)
        bars = BarDesk(directory.calendar, stream, store, clock)
        desk.listeners.append(bars.take)
        await bars.resume()

        async def acquired(shard: int) -> None:
            await publisher.acquired(shard)
            await bars.acquired(shard)

        async def lost(shard: int) -> None:
            await publisher.lost(shard)
            await bars.lost(shard)

        leases = Leases(engine, group=NAME, member=member, acquired=acquired, lost=lost)
        started.append(publisher)
        app.state.reading = Reading(desk, directory, bars, clock)
        app.state.inbox = next((each for each in sources if isinstance(each, PushedSource)), None)

        async def take_quotes() -> None:
            async with asyncio.TaskGroup() as group:
                for source in sources:
                    group.create_task(source.run(desk), name=source.name)

        async def grow_stale() -> None:
            await sweep_for_ever(desk)

        try:
            yield [
                leases.run,
                publisher.run,
                directory.run,
                bars.publish_for_ever,
                bars.save_for_ever,
                take_quotes,
                grow_stale,
            ]
        finally:
            await bars.close()
            await redis.aclose()
            await engine.dispose()

    async def quotes_go_out() -> str | None:
        publishing = bool(started) and started[-1].publishing
        return None if publishing else "Quotes do not go out yet: no shards, or no stream server."

    async def source_has_spoken() -> str | None:
        return None if desk.feeds else f"No source has spoken yet: {', '.join(settings.sources)}."

    return service_app(
        NAME,
        settings,
        routers=[router, internal],
        resources=resources,
        checks=[quotes_go_out, source_has_spoken],
    )


def source_of(name: SourceName, settings: Settings, clock: Clock) -> Source:
    if name == "simulated":
        market = SimulatedMarket(settings.simulation_seed, settings.simulation_quotes_per_second)
        return SimulatedSource(market, clock)
    if name == "pushed":
        patience = Patience(
            quiet_after=timedelta(seconds=settings.stale_after_seconds),
            frozen_pushes=settings.excel_frozen_saves,
            frozen_after=timedelta(seconds=settings.excel_frozen_seconds),
        )
        return PushedSource(clock, patience)
    assert settings.excel_file is not None  # the settings refuse an excel source without a file
    habits = Habits(
        poll_seconds=settings.excel_poll_seconds,
        patience=timedelta(seconds=settings.excel_patience_seconds),
        frozen_saves=settings.excel_frozen_saves,
        frozen_after=timedelta(seconds=settings.excel_frozen_seconds),
        unsaved_after=timedelta(seconds=settings.stale_after_seconds),
    )
    workbook = Workbook(settings.excel_file, settings.excel_sheet, settings.excel_range)
    return ExcelSource(workbook, clock, habits)
