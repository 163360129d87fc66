"""Which process works on which shard: rows with a lease, in Postgres and on Postgres' clock.

A lease spreads the work and never guards it: whoever writes on behalf of a shard proves with
its epoch, in the same transaction, that the shard is still its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import structlog
from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.bus.faults import AWAY
from shared.contracts.streams import SHARDS, Stream

MOVES_SECONDS_MAX = 10.0
"""From a member's death, or its coming, until the shards that move are worked on by their new
owner. The terms below leave a part of it to whoever takes a shard over and has to read it."""
LEASE_SECONDS = 5.0
RENEW_SECONDS = 1.5
"""Also between looks for members that came and leases that ran out: a look costs one statement."""
SEEK_SECONDS = 0.25
"""Between looks for shards that a member should have and does not have yet."""
RELEASE_SECONDS_MAX = 3.0

ADD = text("""
    INSERT INTO bus.lease (grp, shard, epoch, lease_until)
    SELECT :grp, shard, 0, now() FROM generate_series(0, :last) AS shard
    ON CONFLICT DO NOTHING
""")

# A lease that ran out but that nobody took is still ours: the epoch has not moved.
RENEW = text("""
    WITH me AS (
        INSERT INTO bus.member (grp, member, expires_at)
        VALUES (:grp, :member, now() + make_interval(secs => :lease))
        ON CONFLICT (grp, member) DO UPDATE SET expires_at = excluded.expires_at
    ), gone AS (
        DELETE FROM bus.member WHERE grp = :grp AND member <> :member AND expires_at < now()
    ), kept AS (
        UPDATE bus.lease SET lease_until = now() + make_interval(secs => :lease)
        WHERE grp = :grp AND owner = :member RETURNING shard, epoch
    )
    SELECT NULL AS member, shard, epoch FROM kept
    UNION ALL
    SELECT member, NULL, NULL FROM bus.member WHERE grp = :grp AND expires_at >= now()
""")

TAKE = text("""
    UPDATE bus.lease
    SET owner = :member, epoch = epoch + 1, lease_until = now() + make_interval(secs => :lease)
    WHERE grp = :grp AND shard IN (
        SELECT shard FROM bus.lease
        WHERE grp = :grp AND (owner IS NULL OR lease_until < now())
        ORDER BY shard LIMIT :most FOR UPDATE SKIP LOCKED)
    RETURNING shard, epoch
""")

RELEASE = text("""
    UPDATE bus.lease SET owner = NULL, lease_until = now()
    WHERE grp = :grp AND owner = :member AND shard = ANY(CAST(:shards AS smallint[]))
""")

# Nobody can take the shards before this transaction has ended.
HELD = text("""
    SELECT shard FROM bus.lease
    WHERE grp = :grp AND owner = :member AND lease_until > now() FOR SHARE
""")

LEAVE = text("DELETE FROM bus.member WHERE grp = :grp AND member = :member")


def fair_share(members: Sequence[str], member: str) -> int:
    """How many of the shards `member` should own: all members together own each exactly once."""
    everybody = sorted({*members, member})
    most_even, rest = divmod(SHARDS, len(everybody))
    return most_even + (1 if everybody.index(member) < rest else 0)


def lease_group(group: str, stream: Stream) -> str:
    """The name under which the members of `group` share out the shards of `stream`."""
    return f"{group}:{stream.value}"


async def held_shards(connection: AsyncConnection, *, group: str, member: str) -> frozenset[int]:
    """The shards that `member` holds now and until the transaction ends."""
    found = await connection.execute(HELD, {"grp": group, "member": member})
    return frozenset(found.scalars())


class Leases:
    """Holds this member's fair share of a group's 16 shards while `run` runs.

    `acquired` and `lost` are never called for one shard at once; a slow one delays those after
    it, but no renewal. What is released because of a new member, or because
    `run` is cancelled, is given away only after `lost` has returned.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        group: str,
        member: str,
        acquired: Callable[[int], Awaitable[None]],
        lost: Callable[[int], Awaitable[None]],
    ) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._us = {"grp": group, "member": member}
        self._acquired = acquired
        self._lost = lost
        self._owned: dict[int, int] = {}
        self._leaving: set[int] = set()
        self._changes: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self._seeking = True
        self._log = structlog.get_logger().bind(group=group, member=member)

    @property
    def owned(self) -> Mapping[int, int]:
        """Shard to epoch."""
        return MappingProxyType(self._owned)

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep())
                tasks.create_task(self._call_back())
        finally:
            await self._leave()

    async def _keep(self) -> None:
        renewed_at = time.monotonic()
        added = False
        while True:
            try:
                if not added:
                    await self._execute(ADD, last=SHARDS - 1)
                    added = True
                await self._renew()
                renewed_at = time.monotonic()
            except AWAY as error:
                self._log.warning("leases_not_renewed", error=repr(error))
                self._seeking = True
                if time.monotonic() - renewed_at > LEASE_SECONDS:
                    self._drop(list(self._owned))
            await asyncio.sleep(SEEK_SECONDS if self._seeking else RENEW_SECONDS)

    async def _renew(self) -> None:
        rows = await self._execute(RENEW, lease=LEASE_SECONDS)
        ours = {row.shard: row.epoch for row in rows if row.shard is not None}
        members = [row.member for row in rows if row.member is not None]
        share = fair_share(members, self._us["member"])
        self._drop([shard for shard in self._owned if shard not in ours])
        # Ours without our knowing: taken in a call whose answer never arrived.
        self._add({shard: epoch for shard, epoch in ours.items() if shard not in self._leaving})
        surplus = sorted(set(self._owned) - self._leaving)[share:]
        if surplus:
            self._leaving.update(surplus)
            self._changes.put_nowait(partial(self._give_away, surplus))
        missing = share - len(self._owned)
        if missing > 0:
            taken = await self._execute(TAKE, lease=LEASE_SECONDS, most=missing)
            self._add({row.shard: row.epoch for row in taken})
        self._seeking = len(self._owned) < share

    def _add(self, shards: Mapping[int, int]) -> None:
        for shard, epoch in shards.items():
            if shard not in self._owned:
                self._owned[shard] = epoch
                self._changes.put_nowait(partial(self._acquired, shard))

    def _drop(self, shards: Sequence[int]) -> None:
        """The shards may be somebody else's by now."""
        for shard in shards:
            self._log.warning("shard_lost", shard=shard)
            del self._owned[shard]
            self._changes.put_nowait(partial(self._lost, shard))

    async def _give_away(self, shards: Sequence[int]) -> None:
        kept = [shard for shard in shards if shard in self._owned]  # the others were lost since
        await asyncio.gather(*(self._lost(shard) for shard in kept))
        with contextlib.suppress(*AWAY):  # then the leases run out, or are ours again at renewal
            await self._execute(RELEASE, shards=kept)
        for shard in shards:
            self._owned.pop(shard, None)
            self._leaving.discard(shard)

    async def _call_back(self) -> None:
        while True:
            change = await self._changes.get()
            await change()

    async def _leave(self) -> None:
        """Give everything back at once, so that others need not wait for the leases to end."""
        await asyncio.gather(*(self._lost(shard) for shard in self._owned))
        with contextlib.suppress(*AWAY):
            async with asyncio.timeout(RELEASE_SECONDS_MAX):
                await self._execute(RELEASE, shards=list(self._owned))
                await self._execute(LEAVE)
        self._owned.clear()

    async def _execute(self, statement: TextClause, **values: object) -> Sequence[Row[Any]]:
        async with self._engine.connect() as connection:
            result = await connection.execute(statement, {**self._us, **values})
            return result.all() if result.returns_rows else []
