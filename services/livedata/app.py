"""The composition root of market data: the only file that knows all others."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from uuid import uuid4

from fastapi import FastAPI

from services.livedata.dependencies import Reading
from services.livedata.domain.market import SimulatedMarket
from services.livedata.handlers.bars import BarDesk
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.directory import Directory
from services.livedata.handlers.handover import Handover
from services.livedata.handlers.publisher import Publisher
from services.livedata.handlers.sweeper import sweep_for_ever
from services.livedata.ports import Source
from services.livedata.routes import internal, router
from services.livedata.settings import Settings, SourceName
from services.livedata.sources.broker import BrokerTape
from services.livedata.sources.excel import ExcelSource, Habits
from services.livedata.sources.pushed import Patience, PushedSource
from services.livedata.sources.replay import ReplayClock, ReplaySource
from services.livedata.sources.simulated import SimulatedSource
from services.livedata.sources.workbook import Workbook
from services.livedata.store.bars import PostgresBars
from services.livedata.store.colleagues import RedisColleagues
from services.livedata.store.instruments import PostgresInstruments
from services.livedata.store.recordings import Recorder
from services.livedata.store.stream import RedisQuoteStream
from shared.bus.connect import connect
from shared.bus.leases import Leases
from shared.clock import Clock, PacedClock, market_clock
from shared.db.engine import create_engine
from shared.http.app import Loop, service_app

NAME = "livedata"


def create_app(settings: Settings, *, clock: Clock | None = None) -> FastAPI:
    clock = clock or clock_of(settings)

    async def step_done() -> None:
        """A step of a replay: time has passed, and what it brought may leave."""
        desk.sweep()
        await asyncio.sleep(0)

    sources = [source_of(name, settings, clock, step_done) for name in settings.sources]
    desk = desk_of(settings, clock, sources)
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
        recorder = recorder_of(settings, clock)
        stream = RedisQuoteStream(redis, member=member, published=recorder.published)
        publisher = Publisher(desk, directory, stream, clock)
        store = PostgresBars(engine, settings.bars_kept)
        bars = BarDesk(directory.calendar, stream, store, clock)
        desk.listeners.append(bars.take)
        await bars.resume()

        leases = Leases(
            engine,
            group=NAME,
            member=member,
            acquired=both(publisher.acquired, bars.acquired),
            lost=both(publisher.lost, bars.lost),
        )
        started.append(publisher)
        app.state.reading = Reading(desk, directory, bars, clock)
        inbox = next((each for each in sources if isinstance(each, PushedSource)), None)
        app.state.inbox = inbox
        colleagues = RedisColleagues(redis, member=member)
        handover = Handover(colleagues, directory, inbox, alone=lambda: publisher.alone)

        async def take_quotes() -> None:
            async with asyncio.TaskGroup() as group:
                for source in sources:
                    group.create_task(source.run(desk), name=source.name)

        async def grow_stale() -> None:
            if not settings.replays:  # there time passes with the recording
                await sweep_for_ever(desk)

        try:
            yield [
                recorder.run,
                leases.run,
                publisher.run,
                directory.run,
                handover.run,
                colleagues.listening(handover.hear, directory.refresh).run,
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


def both(
    first: Callable[[int], Awaitable[None]], second: Callable[[int], Awaitable[None]]
) -> Callable[[int], Awaitable[None]]:
    async def tell(shard: int) -> None:
        await first(shard)
        await second(shard)

    return tell


def desk_of(settings: Settings, clock: Clock, sources: Sequence[Source]) -> MarketDesk:
    return MarketDesk(
        settings.rules,
        clock,
        priorities=settings.priorities,
        simulated=[source.name for source in sources if source.simulated],
    )


def recorder_of(settings: Settings, clock: Clock) -> Recorder:
    return Recorder(
        None if settings.replays else settings.recordings_dir,
        clock,
        keep=timedelta(days=settings.recordings_keep_days),
        bytes_max=settings.recordings_megabytes_max * 1_000_000,
    )


def clock_of(settings: Settings) -> Clock:
    clock = market_clock(settings.market_clock)
    return ReplayClock(clock.begins) if isinstance(clock, PacedClock) else clock


def source_of(
    name: SourceName,
    settings: Settings,
    clock: Clock,
    step_done: Callable[[], Awaitable[None]],
) -> Source:
    match name:
        case "simulated":
            market = SimulatedMarket(
                settings.simulation_seed,
                settings.simulation_quotes_per_second,
                session_seconds=settings.simulation_session_minutes * 60,
                incidents_per_hour=settings.simulation_incidents_per_hour,
                late_seconds=settings.simulation_late_seconds,
            )
            every = settings.simulation_outage_every_minutes * 60
            return SimulatedSource(market, clock, outage_every_seconds=every)
        case "excel":
            return excel_source(settings, clock)
        case "pushed":
            return pushed_source(settings, clock)
        case "alpaca":
            return alpaca_source(settings, clock)
        case "schwab":
            return schwab_source(settings, clock)
        case "replay":
            assert isinstance(clock, ReplayClock)
            pace = market_clock(settings.market_clock)
            return ReplaySource(settings.replay_files, clock, pace, step_done)


def excel_source(settings: Settings, clock: Clock) -> Source:
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


def pushed_source(settings: Settings, clock: Clock) -> Source:
    patience = Patience(
        quiet_after=timedelta(seconds=settings.stale_after_seconds),
        frozen_pushes=settings.excel_frozen_saves,
        frozen_after=timedelta(seconds=settings.excel_frozen_seconds),
    )
    return PushedSource(clock, patience)


def alpaca_source(settings: Settings, clock: Clock) -> Source:
    # The client brings pandas along: two seconds and 130 MB for those who use it, only.
    from services.livedata.sources.alpaca import AlpacaAccess, AlpacaSource  # noqa: PLC0415

    assert settings.alpaca_key is not None
    assert settings.alpaca_secret is not None
    access = AlpacaAccess(
        settings.alpaca_key.get_secret_value(),
        settings.alpaca_secret.get_secret_value(),
        settings.alpaca_feed,
        settings.alpaca_stream_url,
        settings.alpaca_data_url,
    )
    tape = tape_of("alpaca", "Alpaca", settings, clock)
    return AlpacaSource(access, settings.broker_symbols, tape, lot=settings.broker_lot)


def schwab_source(settings: Settings, clock: Clock) -> Source:
    from services.livedata.sources.schwab import SchwabSource, token_client  # noqa: PLC0415 - above

    assert settings.schwab_key is not None
    assert settings.schwab_secret is not None
    assert settings.schwab_token_path is not None
    make_client = partial(
        token_client,
        settings.schwab_token_path,
        settings.schwab_key.get_secret_value(),
        settings.schwab_secret.get_secret_value(),
    )
    tape = tape_of("schwab", "Schwab", settings, clock)
    return SchwabSource(make_client, settings.broker_symbols, tape, lot=settings.broker_lot)


def tape_of(name: str, broker: str, settings: Settings, clock: Clock) -> BrokerTape:
    return BrokerTape(
        name, broker, clock, quiet_after=timedelta(seconds=settings.stale_after_seconds)
    )
