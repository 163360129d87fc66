"""The consumer loop: own shards, read them, let each apply its records.

Redis is the fast way in. The log is the sure one: whatever Redis lost, trimmed or cannot serve
is read from there, by the same workers.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence

import structlog
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus import dead_letters, log, marker, stream
from shared.bus.faults import AWAY, UNREACHABLE, Backoff
from shared.bus.leases import Leases, lease_group
from shared.bus.place import Position, Shard, by_shard
from shared.bus.ports import Record, ShardHandler
from shared.bus.position import Tenure
from shared.bus.shard import ShardWorker
from shared.contracts.streams import DURABLE, Stream

READ_MAX = 500
BLOCK_MS = 1000
BUSY_SECONDS = 0.02
WATCH_SECONDS = 1.0
WATCH_AWAY_SECONDS = 0.2
MARK_SECONDS = 0.2
STOP_SECONDS_MAX = 2.0
RECONNECT_SECONDS_MAX = 0.5
AT_ONCE_MAX = 4
"""Shards that may be in a transaction at once: the rest of the pool is for the service."""


class Consumer:
    """Applies one stream to the service's own tables, each record exactly once in effect.

    A group that has never consumed a durable stream begins at its first event. For a feed the
    promise is what the feed gives: in order, at least once, and no filling of gaps.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        redis: Redis,
        *,
        group: str,
        stream: Stream,
        handler: ShardHandler,
        member: str,
    ) -> None:
        self._engine = engine
        self._redis = redis
        self._group = group
        self._stream = stream
        self._durable = stream in DURABLE
        self._handler = handler
        self._leases = Leases(
            engine,
            group=lease_group(group, stream),
            member=member,
            acquired=self._acquired,
            lost=self._lost,
        )
        self._tasks = asyncio.TaskGroup()
        self._gate = asyncio.Semaphore(AT_ONCE_MAX)
        self._workers: dict[int, tuple[ShardWorker, asyncio.Task[None]]] = {}
        self._owners_changed = asyncio.Event()
        self._redis_away = False
        self._log = structlog.get_logger().bind(group=group, stream=stream.value, member=member)

    @property
    def owned(self) -> frozenset[int]:
        """The shards whose records this process applies now."""
        return frozenset(worker.tenure.shard for worker in self._ready())

    async def run(self) -> None:
        """Run until cancelled. Only a bug ends it: faults of Postgres and Redis are waited out."""
        async with self._tasks as tasks:
            tasks.create_task(self._leases.run())
            tasks.create_task(self._read())
            tasks.create_task(self._watch())
            tasks.create_task(self._mark())

    def _ready(self) -> list[ShardWorker]:
        return [worker for worker, _ in self._workers.values() if worker.ready]

    # Ownership.

    async def _acquired(self, shard: int) -> None:
        epoch = self._leases.owned.get(shard)
        if epoch is None:
            return  # lost again before its turn came
        tenure = Tenure(self._group, self._stream, shard, epoch)
        worker = ShardWorker(
            self._engine, tenure, self._handler, self._gate, self._owners_changed.set
        )
        self._workers[shard] = worker, self._tasks.create_task(worker.run())

    async def _lost(self, shard: int) -> None:
        if shard not in self._workers:
            return
        worker, task = self._workers.pop(shard)
        worker.stop()
        await asyncio.wait([task], timeout=STOP_SECONDS_MAX)
        task.cancel()
        await asyncio.wait([task])
        self._owners_changed.set()
        await self._handler.lost(shard)

    # Reading.

    async def _read(self) -> None:
        backoff = Backoff(most_seconds=RECONNECT_SECONDS_MAX)
        connected = False
        while True:
            self._owners_changed.clear()
            ready = self._ready()
            wanted = {w.tenure.place: w.seen for w in ready if w.has_room}
            if not wanted:
                await _wait(self._owners_changed, BUSY_SECONDS if ready else WATCH_SECONDS)
                continue
            try:
                if not connected and not self._durable:
                    await self._notice_new_beginning()
                    connected = True
                    continue
                block_ms = BLOCK_MS if len(wanted) == len(ready) else int(BUSY_SECONDS * 1000)
                for records in await self._read_once(wanted, block_ms):
                    self._offer(records)
                self._redis_away = False
                backoff.reset()
            except UNREACHABLE as error:
                if not self._redis_away:
                    self._log.warning("redis_away", error=repr(error))
                self._redis_away, connected = True, False
                await backoff.wait()

    async def _read_once(self, wanted: dict[Shard, Position], block_ms: int) -> list[list[Record]]:
        """One blocking read, given up when the shards to read have changed."""
        reading = asyncio.create_task(
            stream.read(self._redis, wanted, most=READ_MAX, block_ms=block_ms)
        )
        changed = asyncio.create_task(self._owners_changed.wait())
        try:
            await asyncio.wait({reading, changed}, return_when=asyncio.FIRST_COMPLETED)
            return reading.result() if reading.done() else []
        finally:
            changed.cancel()
            reading.cancel()
            await asyncio.gather(reading, changed, return_exceptions=True)

    def _offer(self, records: Sequence[Record]) -> None:
        owner = self._workers.get(records[0].shard)
        if owner is not None and owner[0].ready:
            owner[0].offer(records)

    async def _notice_new_beginning(self) -> None:
        """A feed that Redis lost counts from anew; its ids may be earlier than our position."""
        workers = {worker.tenure.place: worker for worker in self._ready()}
        for shard, last in (await stream.last_ids(self._redis, workers)).items():
            if last < workers[shard].seen:
                self._log.warning("feed_began_anew", shard=shard[1])
                workers[shard].rewind()

    # The sure way.

    async def _watch(self) -> None:
        """Look into the log for what Redis does not bring, and for decisions on dead letters."""
        before: dict[Shard, Position] = {}
        while True:
            await asyncio.sleep(WATCH_AWAY_SECONDS if self._redis_away else WATCH_SECONDS)
            workers = {worker.tenure.place: worker for worker in self._ready() if worker.has_room}
            try:
                if self._durable and workers:
                    await self._catch_up(workers, before)
                await self._bring_decisions()
            except AWAY as error:
                self._log.warning("log_not_watched", error=repr(error))
            before = {shard: worker.seen for shard, worker in workers.items()}

    async def _catch_up(
        self, workers: dict[Shard, ShardWorker], before: dict[Shard, Position]
    ) -> None:
        """Read from the log what a shard has not seen: at once while Redis is away, else only if
        nothing has come since the last look, for it may just be on its way."""
        async with self._engine.connect() as connection:
            heads = await log.heads(connection, [shard for _, shard in workers])
            after = {
                shard: worker.seen.seq
                for shard, worker in workers.items()
                if heads[shard].seq > worker.seen.seq
                and (self._redis_away or before.get(shard) == worker.seen)
            }
            records = await log.read(connection, after) if after else []
        for batch in by_shard(records).values():
            self._offer(batch)
        if records and not self._redis_away:
            self._log.info("caught_up_from_log", records=len(records))

    async def _bring_decisions(self) -> None:
        for worker in self._ready():
            if worker.parked_keys:
                async with self._engine.connect() as connection:
                    worker.decide(await dead_letters.decided_keys(connection, worker.tenure))

    # Progress markers.

    async def _mark(self) -> None:
        marks = marker.Marks(self._redis, self._group)
        while True:
            await asyncio.sleep(MARK_SECONDS)
            with contextlib.suppress(*UNREACHABLE):
                await marks.show(
                    {worker.tenure.place: worker.position for worker in self._ready()},
                    at=time.monotonic(),
                )


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
