"""Updates out: whatever the desk says is due goes on `portfolio.v1`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from math import isinf

from services.portfolio.consumers.retrying import retrying
from services.portfolio.handlers.desk import Desk
from shared.bus.faults import AWAY, Backoff
from shared.bus.feed import FeedEntry, FeedPublisher
from shared.clock import Clock
from shared.contracts.portfolio import PORTFOLIO_TYPE, PortfolioUpdate
from shared.contracts.streams import Stream, shard_of

BATCH_MAX = 25
"""Updates made and sent in one go: few enough that quotes never wait long for the loop."""


class Publisher:
    """Sleeps until something is due. `changed` is to be called whenever that may be sooner."""

    def __init__(
        self, desk: Desk, feed: FeedPublisher, *, clock: Clock, monotonic: Callable[[], float]
    ) -> None:
        self._desk = desk
        self._feed = feed
        self._clock = clock
        self._monotonic = monotonic
        self._wake = asyncio.Event()

    def changed(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        await retrying("publisher", self._publish_for_ever)

    async def _publish_for_ever(self, backoff: Backoff) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._wake.clear()
            if await self.publish_due():
                backoff.reset()
                await asyncio.sleep(0)
                continue
            wait = self._desk.next_due - self._monotonic()
            timer = None if isinf(wait) else loop.call_later(wait, self._wake.set)
            await self._wake.wait()
            if timer is not None:
                timer.cancel()

    async def publish_due(self) -> int:
        """Send a batch of what is due; returns how many updates it held."""
        now = self._monotonic()
        updates = self._desk.updates(now=now, at=self._clock.now(), limit=BATCH_MAX)
        if updates:
            await self._send(updates)
        return len(updates)

    async def _send(self, updates: Sequence[PortfolioUpdate]) -> None:
        try:
            await self._feed.publish(Stream.PORTFOLIO, [_entry(update) for update in updates])
        except AWAY:
            self._desk.failed(updates, now=self._monotonic())
            raise


def _entry(update: PortfolioUpdate) -> FeedEntry:
    key = str(update.account_id)
    body = update.model_dump_json().encode()
    return FeedEntry(shard=shard_of(key), type=PORTFOLIO_TYPE, key=key, body=body)
