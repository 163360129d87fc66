"""What is kept of the market every minute: the equity curve, with a point for every account that
moved and for all at a close, and how far each open position has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from services.portfolio.consumers.retrying import retrying
from services.portfolio.domain.equity import MINUTE, grade_of, minute_of
from services.portfolio.domain.marks import MarkArrays, Totals
from services.portfolio.ports.curve import CurveKeeper, ReachKeeper, Sample
from shared.bus.faults import Backoff
from shared.clock import Clock

LOOK_SECONDS = 1.0
"""Clocks are set, and machines sleep: no wait for the next minute is longer than this."""
THIN_EVERY = timedelta(hours=1)

IsClose = Callable[[datetime], Awaitable[bool]]
"""Whether a session of the exchange closes in this minute."""
KeepCloses = Callable[[datetime], Awaitable[None]]
"""Keeps the marks as those of the close at this moment."""


class Sampler:
    def __init__(
        self,
        arrays: MarkArrays,
        curve: CurveKeeper,
        reaches: ReachKeeper,
        *,
        is_close: IsClose,
        keep_closes: KeepCloses,
        clock: Clock,
    ) -> None:
        self._arrays = arrays
        self._curve = curve
        self._reaches = reaches
        self._is_close = is_close
        self._keep_closes = keep_closes
        self._clock = clock
        self._sampled = self._thinned = datetime.min.replace(tzinfo=UTC)
        self._all_moved = False
        self._owes_close = False
        """The database was away at a close: the next point is that of the close, and says when."""

    async def run(self) -> None:
        await retrying("sampler", self._sample_for_ever)

    async def _sample_for_ever(self, backoff: Backoff) -> None:
        while True:
            await self.tick()
            backoff.reset()
            now = self._clock.now()
            left = (minute_of(now) + MINUTE - now).total_seconds()
            await asyncio.sleep(min(left, LOOK_SECONDS))

    async def tick(self) -> None:
        """Take this minute's sample, unless it has been taken."""
        now = self._clock.now()
        minute = minute_of(now)
        if minute == self._sampled:
            return
        is_close = self._owes_close = self._owes_close or await self._is_close(minute)
        totals = self._arrays.take_moved()
        everybody, self._all_moved = is_close or self._all_moved, True  # until it is kept
        samples = list(_samples(totals, everybody=everybody))
        await self._curve.keep(samples, at=minute, grade=grade_of(minute, is_close=is_close))
        await self._reaches.keep(self._arrays.take_reached())
        if is_close:
            await self._keep_closes(minute)
        self._all_moved, self._owes_close, self._sampled = False, False, minute
        if now - self._thinned >= THIN_EVERY:
            await self._curve.thin(now=now)
            self._thinned = now


def _samples(totals: Totals, *, everybody: bool) -> Iterator[Sample]:
    rows = zip(
        totals.account_ids,
        totals.equity.tolist(),
        totals.cash.tolist(),
        totals.complete.tolist(),
        totals.moved.tolist(),
        strict=True,
    )
    for account_id, equity, cash, complete, moved in rows:
        if moved or everybody:
            yield Sample(account_id, _dollars(equity), _dollars(cash), complete)


def _dollars(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
