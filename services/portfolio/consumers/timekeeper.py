"""Time in: once a second, marks that nobody vouches for grow stale, and days begin."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from services.portfolio.consumers.retrying import retrying
from services.portfolio.domain.trading_day import trading_day
from services.portfolio.handlers.live import LiveBook
from shared.bus.faults import Backoff
from shared.clock import Clock
from shared.kernel.ids import Symbol

TICK_SECONDS = 1.0

KeepPrices = Callable[[date, Mapping[Symbol, Decimal]], Awaitable[Mapping[Symbol, Decimal]]]
"""Keeps first prices of a day and returns all of that day, other replicas' among them."""


class Timekeeper:
    def __init__(
        self,
        live: LiveBook,
        keep_prices: KeepPrices,
        *,
        changed: Callable[[], None],
        clock: Clock,
        monotonic: Callable[[], float],
        stale_after: timedelta,
    ) -> None:
        self._live = live
        self._keep_prices = keep_prices
        self._changed = changed
        self._clock = clock
        self._monotonic = monotonic
        self._stale_after = stale_after

    async def run(self) -> None:
        await retrying("timekeeper", self._tick_for_ever)

    async def _tick_for_ever(self, backoff: Backoff) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await self.tick()
            backoff.reset()

    async def tick(self) -> None:
        now, market = self._clock.now(), self._live.market
        day = trading_day(now)
        missing = market.without_day_price(day)
        if missing or day != market.day:
            prices = await self._keep_prices(day, missing)
            self._live.begin_day(day, prices, now=self._monotonic())
        self._live.age(now, stale_after=self._stale_after, monotonic=self._monotonic())
        self._changed()
