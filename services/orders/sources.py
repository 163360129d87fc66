"""What the market says, as the book needs it: instruments and prices from Redis, closes from
the exchanges' calendars."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from services.orders.domain.instrument import NO_INDICATION, Indication, Instrument
from shared.clock import Clock
from shared.contracts.market_data import (
    FEED_STATUS,
    INSTRUMENTS,
    LAST_QUOTES,
    Quote,
    decode_instrument,
    decode_quote,
)
from shared.contracts.streams import shard_key, shard_of
from shared.kernel.enums import InstrumentClass
from shared.kernel.errors import Unavailable
from shared.kernel.extended_hours import reach
from shared.kernel.ids import Symbol
from shared.kernel.market_hours import UNKNOWN, Hours

ANSWER_SECONDS_MAX = 0.25
REST_SECONDS = 1.0
"""For so long the cache answers alone after Redis did not: an order must not wait again."""
REMEMBER_INSTRUMENT_SECONDS = 5.0


class RedisMarketData:
    """Instruments and last quotes that livedata keeps in hashes.

    What was seen once is remembered: while Redis is away, known symbols can still be ordered,
    at the last price known here. Nothing is remembered of unknown symbols, so the cache grows
    with the market and not with the mistakes of clients.
    """

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock
        self._instruments: dict[Symbol, tuple[datetime, Instrument]] = {}
        self._quotes: dict[Symbol, Quote] = {}
        self._away_since: datetime | None = None

    async def instrument(self, symbol: Symbol) -> Instrument | None:
        """Raises `Unavailable` where neither Redis nor memory can tell."""
        known = self._instruments.get(symbol)
        if known is not None and self._seconds_since(known[0]) < REMEMBER_INSTRUMENT_SECONDS:
            return known[1]
        try:
            body = await self._ask(INSTRUMENTS, symbol)
            if body is None and known is None:
                await self._expect_data()
                return None
        except RedisError:
            body = None
            if known is None:
                raise _market_away() from None
        if body is None:
            return known[1] if known else None
        instrument = _instrument(body)
        self._instruments[symbol] = (self._clock.now(), instrument)
        return instrument

    async def indication(self, symbol: Symbol) -> Indication:
        quote = await self.quote(symbol)
        return NO_INDICATION if quote is None else _indication(quote)

    async def quote(self, symbol: Symbol) -> Quote | None:
        try:
            body = await self._ask(LAST_QUOTES, symbol)
        except RedisError:
            body = None
        if body is not None:
            self._quotes[symbol] = decode_quote(body)
        return self._quotes.get(symbol)

    async def _expect_data(self) -> None:
        """Raises `Unavailable` where nothing is known at all: then livedata has not written
        yet, or Redis has lost it, and nobody can tell which symbols there are."""
        if not await self._redis.exists(shard_key(0, FEED_STATUS)):
            raise _market_away()

    async def _ask(self, name: str, symbol: Symbol) -> bytes | None:
        if self._away_since and self._seconds_since(self._away_since) < REST_SECONDS:
            raise RedisError("resting after a failure")
        try:
            # The client is typed for both its modes; this one awaits, and does not decode.
            asked = self._redis.hget(shard_key(shard_of(symbol), name), symbol)
            body = await cast(Awaitable[bytes | None], asked)
        except RedisError:
            self._away_since = self._clock.now()
            raise
        self._away_since = None
        return body

    def _seconds_since(self, then: datetime) -> float:
        return (self._clock.now() - then).total_seconds()


def connect_market(url: str) -> Redis:
    """A client that answers soon or fails: an order waits for it."""
    return Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=ANSWER_SECONDS_MAX,
        socket_connect_timeout=ANSWER_SECONDS_MAX,
        decode_responses=False,
    )


def _instrument(body: bytes) -> Instrument:
    found = decode_instrument(body)
    return Instrument(
        symbol=Symbol(found.symbol),
        currency=found.currency,
        tick_size=found.tick_size,
        sub_dollar_tick_size=found.sub_dollar_tick_size,
        multiplier=found.multiplier,
        fractionable=found.fractionable,
        shortable=found.shortable,
        tradable=found.instrument_class is not InstrumentClass.INDEX,
        calendar=found.calendar,
    )


def _indication(quote: Quote) -> Indication:
    return Indication(
        bid=quote.bid, ask=quote.ask, last=quote.last, previous_close=quote.previous_close
    )


def _market_away() -> Unavailable:
    return Unavailable(
        "Market data is away, so this symbol cannot be looked up. Nothing was recorded: "
        "send the order again, with the same client_order_id."
    )


class ExchangeSessions:
    """Sessions of exchanges, computed once a calendar, in a thread: the library is slow to load.

    `enforced`: the engine lets orders wait while an exchange is closed.
    """

    def __init__(self, *, enforced: bool = False) -> None:
        self._enforced = enforced
        self._hours: dict[str, asyncio.Task[Hours]] = {}

    def begin_to_load(self, calendar: str) -> None:
        """So that the first day order need not wait. Nothing waits for this."""
        self._task_of(calendar)

    async def next_close(
        self, calendar: str, after: datetime, *, extended: bool = False
    ) -> datetime | None:
        hours = await self._hours_of(calendar)
        later = hours.after if extended else timedelta(0)
        place = bisect_right(hours.closes, after - later)
        return hours.closes[place] + later if place < len(hours.closes) else None

    async def opens_at(
        self, calendar: str, at: datetime, *, extended: bool = False
    ) -> datetime | None:
        hours = await self._hours_of(calendar) if self._enforced else UNKNOWN
        if not hours.opens or hours.is_open(at, extended=extended):
            return None
        return hours.next_open(at, extended=extended)

    async def _hours_of(self, calendar: str) -> Hours:
        # One client that hangs up must not cancel what others wait for.
        return await asyncio.shield(self._task_of(calendar))

    def _task_of(self, calendar: str) -> asyncio.Task[Hours]:
        task = self._hours.get(calendar)
        if task is None:
            task = asyncio.create_task(asyncio.to_thread(_hours, calendar))
            self._hours[calendar] = task
        return task


def _hours(calendar: str) -> Hours:
    """Every session of an exchange, oldest first; none where no calendar has this name."""
    # Loading takes seconds and a hundred megabytes, and only this function needs it.
    import exchange_calendars  # noqa: PLC0415 - in the thread, see above
    from exchange_calendars.errors import InvalidCalendarName  # noqa: PLC0415 - as above

    try:
        sessions = exchange_calendars.get_calendar(calendar)
    except InvalidCalendarName:
        return UNKNOWN
    return Hours(
        opens=[each.to_pydatetime().astimezone(UTC) for each in sessions.opens],
        closes=[each.to_pydatetime().astimezone(UTC) for each in sessions.closes],
        before=reach(calendar).before,
        after=reach(calendar).after,
    )
