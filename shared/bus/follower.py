"""Following streams without owning anything: for caches, gateways and books kept in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

import structlog
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus import log, stream
from shared.bus.faults import AWAY, Backoff
from shared.bus.place import BEGINNING, Position, Shard, by_shard
from shared.bus.ports import Record
from shared.contracts.streams import DURABLE, SHARDS, Stream

READ_MAX = 500
BLOCK_MS = 1000
WATCH_SECONDS = 1.0
WATCH_AWAY_SECONDS = 0.2
RECONNECT_SECONDS_MAX = 0.5
EVERY_SHARD = frozenset(range(SHARDS))
END = "$"


class Follower:
    """Hands every record of the chosen shards to `handle`, in order within a shard.

    `handle` is never called twice at once. `shards` is asked before each read. Reading begins
    where `start` says: an entry's id, or `$` for the end, which is also the default. A durable
    stream never has a hole where `log` is given. Where something may be missing and cannot be
    filled, `on_gap` is called before what comes after: the listener then loads a snapshot.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        streams: Sequence[Stream],
        handle: Callable[[list[Record]], Awaitable[None]],
        shards: Callable[[], frozenset[int]] | None = None,
        start: Callable[[Stream, int], Awaitable[str]] | None = None,
        log: AsyncEngine | None = None,
        on_gap: Callable[[Stream, int], Awaitable[None]] | None = None,
    ) -> None:
        self._redis = redis
        self._streams = tuple(streams)
        self._handle = handle
        self._shards = shards or (lambda: EVERY_SHARD)
        self._start = start
        self._engine = log
        self._on_gap = on_gap
        self._at: dict[Shard, Position] = {}
        self._chosen: frozenset[int] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._redis_away = False
        self._log = structlog.get_logger().bind(streams=[s.value for s in self._streams])

    @property
    def following(self) -> int:
        """How many shards have a place from which they are read: 0 until the first look."""
        return len(self._at)

    async def run(self) -> None:
        """Run until cancelled. An error of `handle` ends it; faults of the stores do not."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read())
            if self._engine is not None:
                tasks.create_task(self._watch(self._engine))

    # The fast way.

    async def _read(self) -> None:
        backoff = Backoff(most_seconds=RECONNECT_SECONDS_MAX)
        connected = True
        while True:
            try:
                if not connected:
                    await self._notice_losses()
                    connected = True
                await self._choose_shards()
                if not self._at:
                    await asyncio.sleep(WATCH_AWAY_SECONDS)
                    continue
                batches = await stream.read(self._redis, self._at, most=READ_MAX, block_ms=BLOCK_MS)
                self._redis_away = False
                backoff.reset()
                await self._notice_trimming(batches)
            except AWAY as error:
                if not self._redis_away:
                    self._log.warning("stream_not_read", error=repr(error))
                self._redis_away, connected = True, False
                await backoff.wait()
                continue
            await self._take(batches)

    async def _choose_shards(self) -> None:
        shards = self._shards()
        if shards == self._chosen:
            return
        wanted = [(name, shard) for name in self._streams for shard in sorted(shards)]
        for gone in self._at.keys() - set(wanted):
            del self._at[gone]
        new = [shard for shard in wanted if shard not in self._at]
        starts = {shard: await self._start(*shard) for shard in new} if self._start else {}
        at_end = [shard for shard in new if starts.get(shard, END) == END]
        ends = await self._ends(at_end) if at_end else {}
        for shard in new:
            self._at[shard] = ends[shard] if shard in ends else Position.parse(starts[shard])
        self._chosen = shards

    async def _ends(self, shards: Sequence[Shard]) -> dict[Shard, Position]:
        """The last entry of each shard now; what the log says goes before what Redis kept."""
        ends = await stream.last_ids(self._redis, shards)
        durable = [shard for shard in shards if shard[0] in DURABLE]
        if self._engine is not None and durable:
            async with self._engine.connect() as connection:
                heads = await log.heads(connection, {shard for _, shard in durable})
            ends.update((shard, heads[shard]) for shard in durable)
        return ends

    async def _notice_losses(self) -> None:
        """After a lost connection: a stream that ends before our place has lost its end, and
        will give out ids anew. A durable one is given the same entries again by the relay."""
        for shard, last in (await stream.last_ids(self._redis, self._at)).items():
            if shard[0] not in DURABLE and last < self._at[shard]:
                await self._announce_gap(shard)
                self._at[shard] = BEGINNING

    async def _notice_trimming(self, batches: Sequence[Sequence[Record]]) -> None:
        """A full batch of a feed may begin after entries that were trimmed before we read them:
        it does if our own place is no longer in the stream."""
        for records in batches:
            shard = (records[0].stream, records[0].shard)
            if shard[0] in DURABLE or len(records) < READ_MAX or shard not in self._at:
                continue
            first = await stream.first_id(self._redis, shard)
            if BEGINNING < self._at[shard] < first:
                await self._announce_gap(shard)

    # The sure way.

    async def _watch(self, engine: AsyncEngine) -> None:
        """Read from the log what Redis does not bring."""
        before: dict[Shard, Position] = {}
        while True:
            await asyncio.sleep(WATCH_AWAY_SECONDS if self._redis_away else WATCH_SECONDS)
            durable = {shard: at for shard, at in self._at.items() if shard[0] in DURABLE}
            try:
                async with engine.connect() as connection:
                    heads = await log.heads(connection, {shard for _, shard in durable})
                    after = {
                        shard: at.seq
                        for shard, at in durable.items()
                        if heads[shard].seq > at.seq
                        and (self._redis_away or before.get(shard) == at)
                    }
                    records = await log.read(connection, after) if after else []
            except AWAY as error:
                self._log.warning("log_not_watched", error=repr(error))
                continue
            before = durable
            await self._take(by_shard(records).values())

    # Both meet here.

    async def _take(self, batches: Iterable[Sequence[Record]]) -> None:
        async with self._one_at_a_time:
            fresh: list[Record] = []
            for records in batches:
                fresh += await self._fresh(records)
            if fresh:
                await self._handle(fresh)

    async def _fresh(self, records: Sequence[Record]) -> list[Record]:
        """What was not handed over yet, with the holes of durable streams filled."""
        shard = (records[0].stream, records[0].shard)
        if shard not in self._at:
            return []
        if shard[0] not in DURABLE:
            self._at[shard] = Position.of(records[-1])
            return list(records)
        at = self._at[shard].seq
        fresh: list[Record] = []
        for record in records:
            if record.seq <= at:
                continue
            if record.seq > at + 1:
                fresh += await self._missing(shard, at, record.seq)
            fresh.append(record)
            at = record.seq
        if fresh:
            self._at[shard] = Position.of(fresh[-1])
        return fresh

    async def _missing(self, shard: Shard, after: int, before: int) -> list[Record]:
        """The records between two numbers, from the log; none, and a gap, where it is not there."""
        backoff = Backoff(most_seconds=RECONNECT_SECONDS_MAX)
        while self._engine is not None:
            try:
                async with self._engine.connect() as connection:
                    found = await log.read(connection, {shard: after}, most=before - after - 1)
            except AWAY as error:
                self._log.warning("log_not_read", error=repr(error))
                await backoff.wait()
                continue
            if len(found) == before - after - 1:
                return found
            break
        await self._announce_gap(shard)
        return []

    async def _announce_gap(self, shard: Shard) -> None:
        self._log.warning("gap", stream=shard[0].value, shard=shard[1])
        if self._on_gap is not None:
            await self._on_gap(*shard)
