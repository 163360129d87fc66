"""One shard in the hands of one consumer: its records, one batch after the other."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.bus import dead_letters, log
from shared.bus.faults import AWAY, Backoff, passes
from shared.bus.place import BEGINNING, Position
from shared.bus.ports import AfterCommit, Record, ShardHandler
from shared.bus.position import Fenced, Tenure, advance, claim, hold
from shared.contracts.streams import DURABLE

WAITING_MAX = 2_000
RETRY_FIRST_SECONDS = 0.1


class ShardWorker:
    """Applies records strictly in order; effect and position commit together.

    `offer` may be called with what was read twice, or with a gap: duplicates are dropped, and
    the gaps of a durable stream are filled from the log.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        tenure: Tenure,
        handler: ShardHandler,
        gate: asyncio.Semaphore,
        on_ready: Callable[[], None],
    ) -> None:
        self.ready = False
        """True once the position is known and the handler has loaded what it needs."""
        self.position = BEGINNING
        self.seen = BEGINNING
        """Where reading goes on: the last record that was offered."""
        self.parked_keys: set[str] = set()
        self.tenure = tenure
        self._engine = engine
        self._handler = handler
        self._gate = gate
        self._on_ready = on_ready
        self._durable = tenure.stream in DURABLE
        self._waiting: list[Record] = []
        self._decided: list[str] = []
        self._news = asyncio.Event()
        self._stopping = False
        self._careful = 0  # so many records are tried one by one
        self._backoff = Backoff()
        self._log = structlog.get_logger().bind(
            group=tenure.group, stream=tenure.stream.value, shard=tenure.shard
        )

    @property
    def has_room(self) -> bool:
        return len(self._waiting) < WAITING_MAX

    def offer(self, records: Sequence[Record]) -> None:
        """Take over what was read, from Redis or from the log."""
        fresh = [record for record in records if Position.of(record) > self.seen]
        if fresh:
            self._waiting += fresh
            self.seen = Position.of(fresh[-1])
            self._news.set()

    def decide(self, keys: Sequence[str]) -> None:
        """An operator decided on the dead letters of `keys`."""
        self._decided += keys
        self._news.set()

    def rewind(self) -> None:
        """The stream began anew: what it will hold is new, whatever its ids."""
        self.seen = BEGINNING

    def stop(self) -> None:
        """End after the batch in hand."""
        self._stopping = True
        self._news.set()

    async def run(self) -> None:
        """Work until stopped or fenced. Never raises for what a handler or a store does wrong:
        it waits, tries again, or buries the event."""
        try:
            await self._begin()
            while not self._stopping:
                if not self._waiting and not self._decided:
                    self._news.clear()
                    await self._news.wait()
                    continue
                if self._decided:
                    await self._reconsider(self._decided.pop(0))
                else:
                    await self._step()
        except Fenced as fenced:
            self.ready = False
            self._log.warning("shard_fenced", detail=str(fenced))

    async def _begin(self) -> None:
        while not self._stopping:
            try:
                async with self._gate, self._engine.begin() as connection:
                    self.position = self.seen = await claim(connection, self.tenure)
                    self.parked_keys = await dead_letters.parked_keys(connection, self.tenure)
                    await self._handler.acquired(self.tenure.shard, connection)
            except Fenced:
                raise
            except Exception as error:
                self._log.warning("shard_not_acquired", error=repr(error), passes=passes(error))
                await self._backoff.wait()
            else:
                self._backoff.reset()
                self.ready = True
                self._on_ready()
                return

    # Batches.

    async def _step(self) -> None:
        try:
            records = await self._next_batch()
        except AWAY as error:
            await self._delay(error)
            return
        if not records:
            return
        last = Position.of(records[-1])
        after: AfterCommit | None = None
        try:
            async with self._gate, self._engine.begin() as connection:
                await advance(connection, self.tenure, self.position, last)
                after = await self._effect(connection, records)
        except Exception as error:
            # A commit whose answer was lost has happened or has not: the position knows.
            if not await self._stands_at(last):
                await self._failed(records, error)
                return
        self._backoff.reset()
        self._done(records)
        if after is not None:
            after()

    async def _next_batch(self) -> list[Record]:
        """What comes next, without a hole; one record at a time while one of them is suspect."""
        most = 1 if self._careful else log.BATCH
        batch = self._waiting[:most]
        if not self._durable:
            return batch
        follows = self.position.seq + 1
        if batch[0].seq > follows:
            after = {self.tenure.place: self.position.seq}
            async with self._gate, self._engine.connect() as connection:
                batch = await log.read(connection, after, most=most)
            self._log.info("gap_filled", after=self.position.seq, records=len(batch))
        batch = [record for place, record in enumerate(batch) if record.seq == follows + place]
        if not batch:
            self._log.error("not_in_log", seq=follows)
            self._forget_waiting()
            await self._backoff.wait()
        return batch

    async def _effect(
        self, connection: AsyncConnection, records: list[Record]
    ) -> AfterCommit | None:
        parked = [record for record in records if record.key in self.parked_keys]
        live = [record for record in records if record.key not in self.parked_keys]
        if parked:
            await dead_letters.park(connection, self.tenure, parked)
        return await self._handler.handle(live, connection) if live else None

    def _done(self, records: list[Record]) -> None:
        self.position = Position.of(records[-1])
        if self._durable:
            done = sum(record.seq <= self.position.seq for record in self._waiting)
        else:
            done = len(records)
        del self._waiting[:done]
        self._careful = max(0, self._careful - len(records))

    def _forget_waiting(self) -> None:
        self._waiting.clear()
        self.seen = self.position

    # Faults.

    async def _stands_at(self, last: Position) -> bool:
        """Whether the database has us at `last`. Raises `Fenced` if the shard is gone."""
        while True:
            try:
                async with self._engine.begin() as connection:
                    found = await hold(connection, self.tenure)
                    self.parked_keys = await dead_letters.parked_keys(connection, self.tenure)
            except AWAY as error:
                await self._delay(error)
            else:
                break
        if found not in (last, self.position):
            self.position = found
            self._forget_waiting()
        return found == last

    async def _delay(self, error: Exception) -> None:
        self._log.warning("shard_delayed", error=repr(error))
        await self._backoff.wait()

    async def _failed(self, records: list[Record], error: Exception) -> None:
        if isinstance(error, Fenced) or passes(error):
            await self._delay(error)
        elif len(records) > 1:
            self._careful = len(records)
        else:
            await self._suspect(records[0], error)

    async def _suspect(self, record: Record, error: Exception) -> None:
        """Only this record was tried, so it fails: count, and bury it at last."""
        reason = "".join(traceback.format_exception(error))
        try:
            async with self._gate, self._engine.begin() as connection:
                attempts = await dead_letters.count_attempt(connection, self.tenure, record, reason)
                buried = attempts >= dead_letters.ATTEMPTS_MAX
                if buried:
                    here = Position.of(record)
                    await advance(connection, self.tenure, self.position, here)
                    await dead_letters.bury(connection, self.tenure, record, reason, attempts)
        except AWAY as fault:
            await self._delay(fault)
            return
        self._log.error(
            "event_buried" if buried else "event_failed",
            entry=record.entry_id,
            type=record.type,
            key=record.key,
            attempts=attempts,
            error=repr(error),
        )
        if buried:
            self.parked_keys.add(record.key)
            self._done([record])
        else:
            await asyncio.sleep(RETRY_FIRST_SECONDS * 2 ** (attempts - 1))

    # Dead letters that an operator decided on.

    async def _reconsider(self, key: str) -> None:
        """Carry out the decision, then work off what is parked until the key is free or fails."""
        free = False
        while not free:
            after: AfterCommit | None = None
            try:
                async with self._gate, self._engine.begin() as connection:
                    await hold(connection, self.tenure)
                    found = await dead_letters.exhume(connection, self.tenure, key)
                    if found is None:
                        return
                    record, decision = found
                    if decision == dead_letters.RETRY:
                        after = await self._handler.handle([record], connection)
                    free = await dead_letters.settle(connection, self.tenure, key)
            except Fenced:
                raise
            except Exception as error:
                await self._not_reconsidered(key, error)
                return
            if after is not None:
                after()
        self.parked_keys.discard(key)

    async def _not_reconsidered(self, key: str, error: Exception) -> None:
        reason = "".join(traceback.format_exception(error))
        try:
            if not passes(error):
                self._log.error("dead_letter_failed_again", key=key, error=repr(error))
                async with self._gate, self._engine.begin() as connection:
                    await dead_letters.fail_again(connection, self.tenure, key, reason)
                return
        except AWAY as fault:
            error = fault
        # It may have been committed all the same, and memory not changed: begin again from there.
        await self._delay(error)
        self.ready = False
        await self._handler.lost(self.tenure.shard)
        self._waiting.clear()
        await self._begin()
