"""Bars: history by request, then what the stream brings, without a gap between the two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import cast

import msgspec
import pytest

from services.gateway.domain.errors import ServiceAway
from services.gateway.domain.routing import Service
from services.gateway.handlers.credentials import Credentials
from services.gateway.handlers.forwarding import Forwarder, Tokens
from services.gateway.handlers.live import session as live_session
from services.gateway.handlers.live.bars import wire_bar
from services.gateway.handlers.live.hub import Hub
from services.gateway.handlers.live.session import Session
from services.gateway.ports import Answer
from shared.bus.ports import Record
from shared.contracts.market_data import BARS_TYPE, Bar, BarBatch, encode
from shared.contracts.streams import Stream, shard_of
from shared.contracts.websocket import SocketError
from shared.contracts.websocket_bars import BarsDelta, BarsSnapshot
from shared.kernel.enums import Resolution
from tests.support.clock import MONDAY, FrozenClock
from tests.support.watcher import Watcher

SUBSCRIBE = '{"op":"sub","ch":"bars","symbol":"meta","resolution":"1m"}'


def a_bar(minute: int, close: str = "100", trades: int = 1, *, complete: bool = False) -> Bar:
    price = Decimal(close)
    return Bar(
        symbol="META", resolution=Resolution.MINUTE, time=MONDAY + timedelta(minutes=minute),
        open=price, high=price, low=price, close=price, volume=Decimal(5), trades=trades,
        complete=complete,
    )  # fmt: skip


@dataclass
class Livedata:
    """The market data service, asked for bars."""

    bars: list[Bar] = field(default_factory=list)
    status: int = 200
    away: bool = False
    asked: list[str] = field(default_factory=list)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(
        self,
        service: Service,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
    ) -> Answer:
        self.asked.append(target)
        bars = [wire_bar(bar) for bar in self.bars]
        await self.may_answer.wait()
        if self.away:
            raise ServiceAway(service)
        return Answer(self.status, [], msgspec.json.encode({"bars": bars}))


@pytest.fixture
async def livedata() -> Livedata:
    livedata = Livedata([a_bar(0, "99"), a_bar(1)])
    livedata.may_answer.set()
    return livedata


@pytest.fixture
async def session(hub: Hub, screen: Watcher, livedata: Livedata) -> AsyncGenerator[Session]:
    forwarder = Forwarder(livedata, Tokens("x" * 32, FrozenClock()))
    session = Session(hub, screen.connection, forwarder, cast("Credentials", None))
    await screen.read()
    yield session
    session.close()


def stream(hub: Hub, *bars: Bar, missed: bool = False) -> None:
    body = encode(BarBatch(list(bars), missed))
    hub.take_bars(Record(Stream.BARS, shard_of("META"), 1, 1, BARS_TYPE, "META", body))


async def read(screen: Watcher) -> list[object]:
    return [frame for _ in range(4) for frame in await screen.read()]


def closes(frame: object) -> list[str]:
    assert isinstance(frame, BarsSnapshot | BarsDelta)
    return [f"{(bar.time - MONDAY).seconds // 60}: {bar.close}" for bar in frame.data.bars]


async def test_history_comes_first_and_then_what_changes(
    hub: Hub, screen: Watcher, session: Session, livedata: Livedata
) -> None:
    await session.receive(SUBSCRIBE)
    (snapshot,) = await read(screen)
    stream(hub, a_bar(1, "101", 2))
    stream(hub, a_bar(1, "101", 2, complete=True), a_bar(2, "102"))
    (delta,) = await read(screen)

    assert isinstance(snapshot, BarsSnapshot)
    assert isinstance(delta, BarsDelta)
    assert (snapshot.symbol, snapshot.resolution) == ("META", "1m")
    assert (delta.prev, delta.ver) == (snapshot.ver, snapshot.ver + 1)
    assert closes(snapshot) == ["0: 99", "1: 100"]
    assert closes(delta) == ["1: 101", "2: 102"]
    assert [bar.complete for bar in delta.data.bars] == [True, False]
    assert livedata.asked == ["/api/v1/bars?symbol=META&resolution=1m&limit=500"]


async def test_what_the_stream_brings_while_history_is_read_is_in_the_snapshot(
    hub: Hub, screen: Watcher, session: Session, livedata: Livedata
) -> None:
    livedata.may_answer.clear()
    await session.receive(SUBSCRIBE)
    assert await read(screen) == []
    stream(hub, a_bar(1, "101", 2), a_bar(2, "102"))
    livedata.may_answer.set()
    (snapshot,) = await read(screen)

    assert closes(snapshot) == ["0: 99", "1: 101", "2: 102"]


async def test_a_bar_that_has_seen_fewer_trades_is_older_and_changes_nothing(
    hub: Hub, screen: Watcher, session: Session, livedata: Livedata
) -> None:
    livedata.bars = [a_bar(1, "103", 3)]
    await session.receive(SUBSCRIBE)
    await read(screen)
    stream(hub, a_bar(1, "102", 2))

    assert await read(screen) == []


async def test_after_a_gap_everybody_gets_the_bars_anew(
    hub: Hub, screen: Watcher, session: Session, livedata: Livedata
) -> None:
    await session.receive(SUBSCRIBE)
    await read(screen)
    livedata.bars = [a_bar(0, "99"), a_bar(1), a_bar(2, "105")]
    stream(hub, missed=True)
    (snapshot,) = await read(screen)

    assert closes(snapshot) == ["0: 99", "1: 100", "2: 105"]


async def test_a_second_screen_is_shown_what_the_first_one_loaded(
    hub: Hub, screen: Watcher, session: Session, livedata: Livedata
) -> None:
    await session.receive(SUBSCRIBE)
    await read(screen)
    other = Watcher(hub)
    hub.bars.subscribe(next(iter(screen.connection.bars)), other.connection)

    assert closes((await read(other))[-1]) == ["0: 99", "1: 100"]
    assert len(livedata.asked) == 1
    await other.close()


async def test_an_unknown_symbol_is_refused_by_name(
    hub: Hub, screen: Watcher, session: Session, livedata: Livedata
) -> None:
    livedata.status = 404
    await session.receive(SUBSCRIBE)
    (error,) = await read(screen)

    assert isinstance(error, SocketError)
    assert (error.code, error.ch, error.symbol, error.resolution) == (
        "unknown_symbol", "bars", "META", "1m",
    )  # fmt: skip
    assert screen.connection.bars == {}


async def test_while_the_service_is_away_the_client_is_told_and_history_comes_later(
    hub: Hub,
    screen: Watcher,
    session: Session,
    livedata: Livedata,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_session, "RETRY_SECONDS", (0.0,))
    livedata.away = True
    await session.receive(SUBSCRIBE)
    error, *more = await read(screen)
    livedata.away = False
    (snapshot,) = await read(screen)

    assert isinstance(error, SocketError)
    assert (error.code, more) == ("service_unavailable", [])
    assert closes(snapshot) == ["0: 99", "1: 100"]


async def test_nothing_is_sent_once_nobody_asks_any_more(
    hub: Hub, screen: Watcher, session: Session
) -> None:
    await session.receive(SUBSCRIBE)
    await read(screen)
    await session.receive(SUBSCRIBE.replace('"sub"', '"unsub"'))
    stream(hub, a_bar(1, "101", 2))

    assert await read(screen) == []


async def test_a_connection_follows_a_bounded_number_of_charts(
    screen: Watcher, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_session, "BARS_MAX", 1)
    await session.receive(SUBSCRIBE)
    await session.receive(SUBSCRIBE.replace("1m", "1s"))
    frames = await read(screen)

    assert [frame.code for frame in frames if isinstance(frame, SocketError)] == [
        "too_many_subscriptions"
    ]
