from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus.leases import Leases
from shared.contracts.streams import SHARDS
from tests.support.bus import running, until

EVERY_SHARD = set(range(SHARDS))


class Member:
    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self.told: set[int] = set()
        self.leases = Leases(
            engine, group="group", member=name, acquired=self._acquired, lost=self._lost
        )
        self.run = self.leases.run

    async def _acquired(self, shard: int) -> None:
        assert shard not in self.told
        self.told.add(shard)

    async def _lost(self, shard: int) -> None:
        assert shard in self.told
        self.told.remove(shard)

    def owns(self, number: int) -> bool:
        return len(self.told) == len(self.leases.owned) == number


async def test_a_lone_member_owns_every_shard_and_gives_all_back_when_it_ends(
    engine: AsyncEngine,
) -> None:
    one = Member(engine, "one")
    async with running(one.run):
        await until(lambda: one.owns(SHARDS), "the member owns all")

    assert one.told == set()
    async with engine.connect() as connection:
        owners = await connection.execute(text("SELECT DISTINCT owner FROM bus.lease"))
        assert owners.scalars().all() == [None]


async def test_members_share_without_overlap_and_the_last_one_has_all(engine: AsyncEngine) -> None:
    one, two, three = (Member(engine, name) for name in ("one", "two", "three"))

    def shared(*members: Member) -> bool:
        sizes = [len(member.told) for member in members]
        return (
            sum(sizes) == SHARDS
            and max(sizes) - min(sizes) <= 1
            and set.union(*(member.told for member in members)) == EVERY_SHARD
        )

    async with running(one.run):
        await until(lambda: one.owns(SHARDS), "the first owns all")
        async with running(two.run, three.run):
            await until(lambda: shared(one, two, three), "three share")
        await until(lambda: one.owns(SHARDS), "the first owns all again")


async def test_the_shards_of_a_dead_member_are_taken_over_with_a_new_epoch(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            text("""
                INSERT INTO bus.lease (grp, shard, owner, epoch, lease_until)
                SELECT 'group', shard, 'dead', 7, now() + interval '1 s'
                FROM generate_series(0, 15) AS shard""")
        )
        await connection.execute(
            text("INSERT INTO bus.member VALUES ('group', 'dead', now() + interval '1 s')")
        )
    one = Member(engine, "one")
    async with running(one.run):
        await until(lambda: one.owns(SHARDS), "the living member owns all")
        assert set(one.leases.owned.values()) == {8}


async def test_shards_taken_in_a_call_whose_answer_was_lost_are_found_again(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            text("""
                INSERT INTO bus.lease (grp, shard, owner, epoch, lease_until)
                SELECT 'group', shard, 'one', 3, now() + interval '6 s'
                FROM generate_series(0, 15) AS shard""")
        )
    one = Member(engine, "one")
    async with running(one.run):
        await until(lambda: one.owns(SHARDS), "the member knows what it owns")
        assert set(one.leases.owned.values()) == {3}


async def test_a_slow_listener_delays_no_renewal(engine: AsyncEngine) -> None:
    go_on = asyncio.Event()

    async def slow(_: int) -> None:
        await go_on.wait()

    async def lost(_: int) -> None:
        return

    leases = Leases(engine, group="group", member="one", acquired=slow, lost=lost)

    async def renewed(after: datetime) -> bool:
        return await _lease_until(engine) > after

    async with running(leases.run):
        await until(lambda: len(leases.owned) == SHARDS, "the member owns all")
        first = await _lease_until(engine)
        await until(lambda: renewed(first), "the leases were renewed")
        go_on.set()


async def _lease_until(engine: AsyncEngine) -> datetime:
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT min(lease_until) FROM bus.lease"))
        until: datetime = found.scalar_one()
        return until
