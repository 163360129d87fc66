"""Order events and passing prices in: what becomes of orders that never filled or were edited."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.portfolio.consumers.retrying import retrying
from services.portfolio.domain.seen import SeenPrices
from services.portfolio.handlers.ghosts import follow_order
from services.portfolio.ports.ghosts import GhostBook, GhostWatch
from shared.bus.faults import Backoff
from shared.bus.ports import AfterCommit, Record
from shared.clock import Clock
from shared.contracts.orders import OrderEvent

NextClose = Callable[[datetime], Awaitable[datetime]]
"""The first close of a session after a moment. May take seconds: never within a transaction."""
WATCH_SECONDS = 10.0
"""How finely time is cut: a ghost is watched from the first cut after its order ended."""


class OrdersHandler:
    """Implements `shared.bus.ports.ShardHandler`; nothing of it is in memory."""

    def __init__(self, open_book: Callable[[AsyncConnection], GhostBook]) -> None:
        self._open_book = open_book

    async def acquired(self, shard: int, connection: AsyncConnection) -> None: ...

    async def lost(self, shard: int) -> None: ...

    async def handle(
        self, records: Sequence[Record], connection: AsyncConnection
    ) -> AfterCommit | None:
        """Types that are not known yet have an order in them too, and are followed like others."""
        book = self._open_book(connection)
        events = [OrderEvent.from_cloudevent(record.body) for record in records]
        ghosts = await book.load({event.order.order_id for event in events})
        for event in events:
            known = ghosts.get(event.order.order_id)
            ghosts[event.order.order_id] = follow_order(known, event)
        await book.save([each for each in ghosts.values() if each.is_worth_keeping])
        await book.remove([each.order_id for each in ghosts.values() if not each.is_worth_keeping])
        return None


class GhostWatcher:
    """Tells ghosts every few seconds what the market has done."""

    def __init__(
        self, seen: SeenPrices, watch: GhostWatch, next_close: NextClose, *, clock: Clock
    ) -> None:
        self._seen = seen
        self._watch = watch
        self._next_close = next_close
        self._clock = clock
        self._since = clock.now()

    async def run(self) -> None:
        await retrying("ghosts", self._watch_for_ever)

    async def _watch_for_ever(self, backoff: Backoff) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await self.look()
            backoff.reset()

    async def look(self) -> None:
        ended = await self._watch.without_end()
        ends = [(order_id, await self._next_close(ended_at)) for order_id, ended_at in ended]
        await self._watch.watch_until(ends)
        now = self._clock.now()
        passed, since = self._seen.take(), self._since
        if passed:
            await self._watch.passed(passed, since=since)
        self._since = now
