"""Streams in, proposals out: which shards are ours, what they start from, what they bring."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from services.paper_engine.domain.proposal import Proposal
from services.paper_engine.handlers.engine import Engine
from services.paper_engine.handlers.translate import order_from, quote_from, report_of
from services.paper_engine.ports import (
    Ends,
    LastQuotes,
    Reports,
    SourceAway,
    TradingHours,
    WorkingOrders,
)
from shared.bus.faults import Backoff
from shared.bus.ports import Record
from shared.clock import Clock
from shared.contracts.market_data import QUOTES_TYPE, decode_batch
from shared.contracts.orders import OrderEvent, OrderState
from shared.contracts.streams import Stream

GROUP = "paper_engine"
FOLLOWED = (Stream.ORDERS, Stream.QUOTES)

BEHIND = timedelta(seconds=2)
"""An entry that waited longer than this was superseded: the newest quotes are in the hash."""
LOOK_SECONDS_MAX = 0.05
"""The longest time between two looks at the agenda, and so how late a hold may end."""
LOADS_AT_ONCE = 8

log = structlog.get_logger()


@dataclass(slots=True)
class _Shard:
    """What is followed of one shard, and from where.

    `applied` is the last event of `orders.v1` whose effect is in the books; until the book's
    own list is `loaded`, events wait. `batch` and `epoch` are those of the last quotes.
    """

    after: Mapping[Stream, str]
    applied: int = 0
    loaded: bool = False
    waiting: list[Record] = field(default_factory=list)
    epoch: str = ""
    batch: int = 0
    refreshed_at: datetime | None = None


class Floor:
    """Runs the engine on the shards this process has a lease on.

    An order is taken from the book's own list first, and from the stream after that; what the
    stream repeats is recognized by its number. Nothing here is durable: a proposal that is lost
    on its way is made again.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        orders: WorkingOrders,
        quotes: LastQuotes,
        hours: TradingHours,
        reports: Reports,
        ends: Ends,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._orders = orders
        self._quotes = quotes
        self._hours = hours
        self._reports = reports
        self._ends = ends
        self._clock = clock
        self._owned: set[int] = set()
        self._shards: dict[int, _Shard] = {}
        self._missed: set[int] = set()
        self._news = asyncio.Event()

    # Shards that come and go.

    async def acquired(self, shard: int) -> None:
        self._owned.add(shard)
        self._news.set()

    async def lost(self, shard: int) -> None:
        self._owned.discard(shard)
        self._shards.pop(shard, None)
        self._engine.dropped(shard)

    def followed(self) -> frozenset[int]:
        return frozenset(self._shards)

    async def start(self, stream: Stream, shard: int) -> str:
        """Where to follow from: what came before is in the list that is loaded afterwards."""
        known = self._shards.get(shard)
        return (known.after if known else await self._ends.of_shard(shard))[stream]

    async def missing(self) -> str | None:
        """A readiness check."""
        if not self._owned:
            return "No shard has been leased yet."
        waiting = sum(not self._is_loaded(shard) for shard in self._owned)
        return f"Shards that wait for the list of their orders: {waiting}." if waiting else None

    def _is_loaded(self, shard: int) -> bool:
        return shard in self._shards and self._shards[shard].loaded

    async def load(self) -> None:
        """A loop: load every owned shard that is not loaded, until its sources answer."""
        backoff = Backoff()
        while True:
            self._news.clear()
            pending = [shard for shard in self._owned if not self._is_loaded(shard)]
            for first in range(0, len(pending), LOADS_AT_ONCE):
                loads = [self._load(shard) for shard in pending[first : first + LOADS_AT_ONCE]]
                try:
                    await asyncio.gather(*loads)
                except SourceAway as error:
                    log.warning("shards_not_loaded", shards=pending, error=str(error))
                    self._news.set()
                    await backoff.wait()
                    break
                backoff.reset()
            await self._news.wait()

    async def _load(self, number: int) -> None:
        shard = self._shards.get(number)
        if shard is None:
            shard = _Shard(await self._ends.of_shard(number))
            if number not in self._owned:
                return
            self._shards[number] = shard
        hours = await self._hours.of_shard(number)
        quotes = await self._quotes.of_shard(number)
        snapshot = await self._orders.of_shard(number)
        if self._shards.get(number) is not shard:
            return  # lost while the sources took their time
        now = self._clock.now()
        self._engine.keep_hours(hours)
        proposals: list[Proposal] = []
        for quote in quotes:
            proposals.extend(self._engine.quoted(quote_from(quote), now))
        orders = [order_from(state) for state in snapshot.orders]
        proposals.extend(self._engine.restored(number, orders, now))
        shard.applied = max(shard.applied, snapshot.seq)
        shard.loaded = True
        waiting, shard.waiting = shard.waiting, []
        proposals.extend(self._work(waiting, now))
        log.info("shard_loaded", shard=number, orders=len(snapshot.orders), seq=snapshot.seq)
        await self._propose(proposals)

    # What the streams bring.

    async def handle(self, records: Sequence[Record]) -> None:
        """Quotes first: an order that arrives together with them is matched on the newest."""
        now = self._clock.now()
        quotes = [record for record in records if record.stream is Stream.QUOTES]
        await self._refresh_if_behind(quotes, now)
        proposals: list[Proposal] = []
        for record in quotes:
            proposals.extend(self._quote(record, now))
        events = (record for record in records if record.stream is Stream.ORDERS)
        proposals.extend(self._work(events, now))
        await self._propose(proposals)
        for number in sorted(self._missed):
            self._missed.discard(number)
            await self.gap(Stream.QUOTES, number)

    async def gap(self, stream: Stream, shard: int) -> None:
        """Entries are gone for good: start from the sources again."""
        known = self._shards.get(shard)
        if known is None:
            return
        log.warning("stream_gap", stream=stream.value, shard=shard)
        if stream is Stream.ORDERS:
            known.loaded = False
            self._news.set()
        else:
            await self._refresh(shard)

    def _quote(self, record: Record, now: datetime) -> Iterable[Proposal]:
        shard = self._shards.get(record.shard)
        if shard is None or record.type != QUOTES_TYPE:
            return
        batch = decode_batch(record.body)
        if batch.epoch == shard.epoch and batch.batch > shard.batch + 1:
            self._missed.add(record.shard)
        shard.epoch, shard.batch = batch.epoch, batch.batch
        for quote in batch.quotes:
            yield from self._engine.quoted(quote_from(quote), now)

    def _work(self, records: Iterable[Record], now: datetime) -> list[Proposal]:
        """Apply order events. Of several of one order only the last one counts."""
        newest: dict[object, OrderState] = {}
        for record in records:
            shard = self._shards.get(record.shard)
            if shard is None:
                continue
            if not shard.loaded:
                shard.waiting.append(record)
            elif record.seq > shard.applied:
                shard.applied = record.seq
                order = OrderEvent.from_cloudevent(record.body).order
                known = newest.get(order.order_id)
                if known is None or known.version < order.version:
                    newest[order.order_id] = order
        proposals: list[Proposal] = []
        for order in newest.values():
            working = order_from(order)
            if order.status.is_final:
                self._engine.ended(working.order_id)
            else:
                proposals.extend(self._engine.worked(working, now))
        return proposals

    async def _refresh_if_behind(self, quotes: Sequence[Record], now: datetime) -> None:
        """Newer quotes than a backlog holds are in the hash; after them the backlog is old."""
        for number in {record.shard for record in quotes if _age(record, now) > BEHIND}:
            shard = self._shards.get(number)
            if shard is None or (shard.refreshed_at and now - shard.refreshed_at < BEHIND):
                continue
            shard.refreshed_at = now
            log.warning("quotes_behind", shard=number)
            await self._refresh(number)

    async def _refresh(self, shard: int) -> None:
        try:
            quotes = await self._quotes.of_shard(shard)
        except SourceAway as error:
            log.warning("quotes_not_refreshed", shard=shard, error=str(error))
            return
        now = self._clock.now()
        proposals: list[Proposal] = []
        if shard in self._shards:
            for quote in quotes:
                proposals.extend(self._engine.quoted(quote_from(quote), now))
        await self._propose(proposals)

    # Time, and what is proposed.

    async def keep_time(self) -> None:
        """A loop: look at the agenda whenever something on it may be due."""
        while True:
            now = self._clock.now()
            await self._propose(self._engine.woken(now))
            due = self._engine.agenda.next_at
            seconds = LOOK_SECONDS_MAX if due is None else (due - now).total_seconds()
            await asyncio.sleep(min(max(seconds, 0), LOOK_SECONDS_MAX))

    async def _propose(self, proposals: Sequence[Proposal]) -> None:
        if not proposals:
            return
        try:
            await self._reports.publish([report_of(proposal) for proposal in proposals])
        except SourceAway as error:
            log.warning("proposals_not_sent", count=len(proposals), error=str(error))


def _age(record: Record, now: datetime) -> timedelta:
    return timedelta(milliseconds=now.timestamp() * 1000 - record.milliseconds)
