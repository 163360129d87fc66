"""The relay: outbox, to log, to Redis. It runs inside each replica that writes events.

One replica owns a shard at a time, to save work; correctness does not depend on it. The log
fixes the `seq` of every event under a lock before Redis sees it, and Redis takes only what
follows its head.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable

import structlog
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.bus import log, stream
from shared.bus.faults import AWAY, UNREACHABLE, Backoff
from shared.bus.leases import Leases
from shared.bus.place import Shard, by_shard
from shared.bus.ports import Record
from shared.clock import Clock
from shared.contracts.streams import DURABLE, SHARDS

GROUP = "relay"
BELL = "thor:bell"
"""Channel on which a replica says that it committed events: it saves others a poll, no more."""
POLL_SECONDS = 0.5
CHECK_SECONDS = 1.0
RECONNECT_SECONDS_MAX = 0.5
WAITING_MAX = 5_000
"""Records kept for a Redis that does not answer; the log has them all."""


class Relay:
    """Moves events from `bus.outbox` to `bus.log` to the streams of the shards it owns."""

    def __init__(self, engine: AsyncEngine, redis: Redis, *, member: str, clock: Clock) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._redis = redis
        self._member = member
        self._clock = clock
        self._leases = Leases(
            engine, group=GROUP, member=member, acquired=self._acquired, lost=self._lost
        )
        self._woken = asyncio.Event()
        self._ringing = asyncio.Event()
        self._logged = asyncio.Event()
        self._waiting: defaultdict[Shard, list[Record]] = defaultdict(list)
        self._behind: set[Shard] = set()
        self._log = structlog.get_logger().bind(member=member)

    @property
    def owned(self) -> frozenset[int]:
        """The shards this process moves."""
        return frozenset(self._leases.owned)

    def wake(self) -> None:
        """Events were committed. Call it after the commit; it does nothing but set flags."""
        self._woken.set()
        if len(self._leases.owned) < SHARDS:
            self._ringing.set()

    async def run(self) -> None:
        """Run until cancelled. Faults of Postgres and Redis are waited out."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._leases.run())
            tasks.create_task(self._sequence())
            tasks.create_task(self._publish())
            tasks.create_task(self._ring())
            tasks.create_task(self._listen())

    async def _acquired(self, shard: int) -> None:
        self._behind.update((durable, shard) for durable in DURABLE)
        self._woken.set()
        self._logged.set()

    async def _lost(self, shard: int) -> None:
        for durable in DURABLE:
            self._behind.discard((durable, shard))

    # Outbox to log.

    async def _sequence(self) -> None:
        backoff = Backoff()
        while True:
            try:
                async with self._connection() as connection:
                    await log.add_heads(connection)
                    while True:
                        moved = await self._sequence_once(connection)
                        backoff.reset()
                        if moved < log.BATCH:
                            await _wait(self._woken, POLL_SECONDS)
                            self._woken.clear()
            except AWAY as error:
                if backoff.faults == 0:  # once for each time it is away
                    self._log.warning("relay_cannot_sequence", error=repr(error))
                await backoff.wait()

    async def _sequence_once(self, connection: AsyncConnection) -> int:
        shards = list(self._leases.owned)
        if not shards:
            return 0
        records = await log.sequence(connection, shards, now=self._clock.now())
        for record in records:
            self._waiting[record.stream, record.shard].append(record)
        if records:
            self._logged.set()
        return len(records)

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncGenerator[AsyncConnection]:
        """One connection for all passes: opening and testing one would cost more than a pass."""
        async with self._engine.connect() as connection:
            try:
                yield connection
            except BaseException:
                await connection.invalidate()
                raise

    # Log to Redis.

    async def _publish(self) -> None:
        backoff = Backoff(most_seconds=RECONNECT_SECONDS_MAX)
        checked_at = 0.0
        while True:
            if not self._behind:
                await _wait(self._logged, CHECK_SECONDS)
            self._logged.clear()
            batches = self._take_waiting()
            try:
                await self._append(batches)
                if time.monotonic() - checked_at >= CHECK_SECONDS:
                    await self._check()
                    checked_at = time.monotonic()
                await self._replay()
                backoff.reset()
            except AWAY as error:
                self._behind.update((batch[0].stream, batch[0].shard) for batch in batches)
                if backoff.faults == 0:  # once for each time it is away
                    self._log.warning("relay_cannot_publish", error=repr(error))
                await backoff.wait()

    def _take_waiting(self) -> list[list[Record]]:
        """A batch for each shard that Redis is not behind in; the others are replayed. So are
        those with a hole, where another relay has numbered what lies between."""
        waiting, self._waiting = self._waiting, defaultdict(list)
        too_much = sum(map(len, waiting.values())) > WAITING_MAX
        for shard, records in waiting.items():
            if too_much or records[-1].seq - records[0].seq != len(records) - 1:
                self._behind.add(shard)
        return [records for shard, records in waiting.items() if shard not in self._behind]

    async def _append(self, batches: list[list[Record]]) -> None:
        if not batches:
            return
        now_at = await stream.append(self._redis, batches)
        for records in batches:
            shard = (records[0].stream, records[0].shard)
            head = now_at[shard]
            if head is None or head < records[-1].seq:
                self._behind.add(shard)

    async def _check(self) -> None:
        """Find what Redis lost without telling anybody."""
        owned = list(self._leases.owned)
        if not owned:
            return
        in_redis = await stream.heads(self._redis, ((d, shard) for d in DURABLE for shard in owned))
        in_log = await self._heads(owned)
        self._behind.update(
            shard
            for shard, head in in_log.items()
            if head != (in_redis.get(shard) or 0) and shard not in self._waiting
        )

    async def _replay(self) -> None:
        """Bring each shard that Redis is behind in one batch nearer to the log."""
        if not self._behind:
            return
        behind = list(self._behind)
        # In this order: while others append too, the log is never seen behind Redis.
        in_redis = await stream.heads(self._redis, behind)
        in_log = await self._heads({shard for _, shard in behind})
        after: dict[Shard, int] = {}
        for shard in behind:
            head = in_log[shard]
            after[shard] = await self._base(shard, head, in_redis[shard])
            if after[shard] == head:
                self._behind.discard(shard)
                del after[shard]
        if not after:
            return
        async with self._engine.connect() as connection:
            records = await log.read(connection, after)
        now_at = await stream.append(self._redis, by_shard(records).values())
        for shard, reached in now_at.items():
            if reached is None:
                await stream.rebase(
                    self._redis, shard, seen=in_redis[shard], base=after[shard], drop=True
                )
        self._log.info("relay_replayed", records=len(records), shards=len(after))

    async def _base(self, shard: Shard, in_log: int, in_redis: int | None) -> int:
        """The `seq` after which Redis is to be filled; older entries are left to the log."""
        oldest_wanted = max(0, in_log - stream.LENGTH_MAX)
        lost = in_redis is None or in_redis > in_log
        base = oldest_wanted if lost else max(in_redis or 0, oldest_wanted)
        if base != (in_redis or 0):
            if lost and in_redis:
                self._log.error("redis_ahead_of_log", shard=shard, redis=in_redis, log=in_log)
            await stream.rebase(self._redis, shard, seen=in_redis, base=base, drop=lost)
        return base

    async def _heads(self, shards: Iterable[int]) -> dict[Shard, int]:
        async with self._engine.connect() as connection:
            heads = await log.heads(connection, set(shards))
        return {shard: position.seq for shard, position in heads.items()}

    # The bell between replicas.

    async def _ring(self) -> None:
        while True:
            await self._ringing.wait()
            self._ringing.clear()
            with contextlib.suppress(*UNREACHABLE):
                await self._redis.publish(BELL, self._member)

    async def _listen(self) -> None:
        backoff = Backoff()
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as bell:
                    await bell.subscribe(BELL)
                    while True:
                        heard = await bell.get_message(timeout=CHECK_SECONDS)
                        if heard is not None and heard["data"] != self._member.encode():
                            self._woken.set()
                        backoff.reset()
            except UNREACHABLE:
                await backoff.wait()


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
