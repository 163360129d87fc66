"""Where the engine's inputs come from and its proposals go: HTTP, Redis, exchange calendars."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import httpx
from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from services.paper_engine.ports import Snapshot, SourceAway
from shared.bus import log, stream
from shared.bus.faults import AWAY, UNREACHABLE
from shared.bus.feed import FeedEntry, FeedPublisher
from shared.bus.place import BEGINNING
from shared.contracts.executions import REPORT_TYPE, ExecutionReport
from shared.contracts.market_data import (
    INSTRUMENTS,
    LAST_QUOTES,
    Quote,
    decode_instrument,
    decode_quote,
)
from shared.contracts.orders import OrderState
from shared.contracts.streams import Stream, shard_key, shard_of
from shared.http.auth import SERVICE_USER, authorization
from shared.kernel.extended_hours import reach
from shared.kernel.market_hours import Hours

ANSWER_SECONDS_MAX = 10.0
HORIZON = timedelta(days=400)


class _WorkingOrders(BaseModel):
    seq: int
    orders: list[OrderState]


class OrdersService:
    """The book's own list of pending orders, asked of the orders service."""

    def __init__(self, client: httpx.AsyncClient, url: str, secret: str) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/internal/working-orders"
        self._secret = secret

    async def of_shard(self, shard: int) -> Snapshot:
        try:
            answer = await self._client.get(
                self._url,
                params={"shard": shard},
                headers=authorization(self._secret, SERVICE_USER),
                timeout=ANSWER_SECONDS_MAX,
            )
            answer.raise_for_status()
            found = _WorkingOrders.model_validate_json(answer.content)
        except (httpx.HTTPError, ValidationError) as error:
            raise SourceAway(f"the orders service: {error!r}") from error
        return Snapshot(found.seq, found.orders)


class QuoteHash:
    """The newest quote of each symbol, which livedata keeps beside its stream."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def of_shard(self, shard: int) -> Sequence[Quote]:
        return [decode_quote(body) for body in await _values(self._redis, shard, LAST_QUOTES)]


class NoHours:
    """The market counts as open all the time."""

    async def of_shard(self, shard: int) -> Mapping[str, Hours]:
        return {}


class ExchangeHours:
    """The sessions of each instrument's exchange, computed once a calendar."""

    def __init__(self, redis: Redis, *, now: datetime) -> None:
        self._redis = redis
        self._now = now
        self._known: dict[str, Hours | None] = {}

    async def of_shard(self, shard: int) -> Mapping[str, Hours]:
        hours: dict[str, Hours] = {}
        for body in await _values(self._redis, shard, INSTRUMENTS):
            instrument = decode_instrument(body)
            name = instrument.calendar
            if name not in self._known:
                self._known[name] = await asyncio.to_thread(_hours, name, self._now)
            found = self._known[name]
            if found is not None:
                hours[instrument.symbol] = found
        return hours


class StreamEnds:
    """The end of the orders as the log has it, which Redis may not have reached or have lost;
    of the quotes as Redis has it."""

    def __init__(self, redis: Redis, database: AsyncEngine) -> None:
        self._redis = redis
        self._database = database

    async def of_shard(self, shard: int) -> Mapping[Stream, str]:
        quotes, orders = (Stream.QUOTES, shard), (Stream.ORDERS, shard)
        try:
            feed = await stream.last_ids(self._redis, [quotes])
            async with self._database.connect() as connection:
                durable = await log.heads(connection, [shard])
        except AWAY as error:
            raise SourceAway(f"Redis or Postgres: {error!r}") from error
        return {
            Stream.QUOTES: feed[quotes].entry_id,
            Stream.ORDERS: durable.get(orders, BEGINNING).entry_id,
        }


class ReportStream:
    def __init__(self, publisher: FeedPublisher) -> None:
        self._publisher = publisher

    async def publish(self, reports: Sequence[ExecutionReport]) -> None:
        try:
            await self._publisher.publish(Stream.REPORTS, [_entry(report) for report in reports])
        except UNREACHABLE as error:
            raise SourceAway(f"Redis: {error!r}") from error


def _entry(report: ExecutionReport) -> FeedEntry:
    key = str(report.account_id)
    return FeedEntry(
        shard=shard_of(key), type=REPORT_TYPE, key=key, body=report.model_dump_json().encode()
    )


async def _values(redis: Redis, shard: int, name: str) -> Iterable[bytes]:
    try:
        # The protocol's client types an awaitable or a value; this client gives awaitables.
        values = cast(Awaitable[list[bytes]], redis.hvals(shard_key(shard, name)))
        return await values
    except UNREACHABLE as error:
        raise SourceAway(f"Redis: {error!r}") from error


def _hours(calendar: str, now: datetime) -> Hours | None:
    """A week back and a year ahead; `None` where no calendar has this name."""
    # Loading takes seconds and a hundred megabytes: in this thread, where hours are enforced.
    from exchange_calendars import get_calendar  # noqa: PLC0415 - as above
    from exchange_calendars.errors import InvalidCalendarName  # noqa: PLC0415 - as above

    try:
        sessions = get_calendar(
            calendar, start=(now - timedelta(days=7)).date(), end=(now + HORIZON).date()
        )
    except InvalidCalendarName:
        return None
    return Hours(
        opens=tuple(each.to_pydatetime().astimezone(UTC) for each in sessions.opens),
        closes=tuple(each.to_pydatetime().astimezone(UTC) for each in sessions.closes),
        before=reach(calendar).before,
        after=reach(calendar).after,
    )
