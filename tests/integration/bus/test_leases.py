from __future__ import annotations

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus.leases import LEASE_SECONDS, Leases
from shared.contracts.streams import SHARDS
from tests.support.bus import running, until

EVERY_SHARD = set(range(SHARDS))
AN_HOUR = 3600.0


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


async def test_the_shards_of_a_killed_member_are_taken_over_when_the_terms_have_passed(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's clock is moved on by hand: nobody waits."""
    killed, one = Member(engine, "killed"), Member(engine, "one")

    async def no_goodbye() -> None: ...

    monkeypatch.setattr(killed.leases, "_leave", no_goodbye)
    async with running(killed.run):
        await until(lambda: killed.owns(SHARDS), "the first owns all")
    terms = await _seconds_left(engine)
    assert max(terms) <= LEASE_SECONDS
    await _pass(engine, -AN_HOUR)

    async with running(one.run):
        await until(lambda: _is_known(engine, "one"), "the other has come")
        assert one.owns(0)
        await _pass(engine, AN_HOUR + LEASE_SECONDS)
        await until(lambda: one.owns(SHARDS), "the living member owns all")
        assert set(one.leases.owned.values()) == {2}


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


async def _seconds_left(engine: AsyncEngine) -> list[float]:
    """Until the leases end, and until the members are forgotten."""
    async with engine.connect() as connection:
        found = await connection.execute(
            text("""
                SELECT extract(epoch FROM lease_until - now()) FROM bus.lease
                UNION SELECT extract(epoch FROM expires_at - now()) FROM bus.member""")
        )
        return [float(seconds) for seconds in found.scalars()]


async def _is_known(engine: AsyncEngine, member: str) -> bool:
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT member FROM bus.member"))
        return member in found.scalars().all()


async def _pass(engine: AsyncEngine, seconds: float) -> None:
    past = {"seconds": seconds}
    async with engine.begin() as connection:
        for column in ("lease SET lease_until = lease_until", "member SET expires_at = expires_at"):
            statement = f"UPDATE bus.{column} - make_interval(secs => :seconds)"
            await connection.execute(text(statement), past)


async def _lease_until(engine: AsyncEngine) -> datetime:
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT min(lease_until) FROM bus.lease"))
        until: datetime = found.scalar_one()
        return until
