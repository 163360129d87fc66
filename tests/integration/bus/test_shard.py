"""What one shard's worker guarantees, whoever else believes to own the shard."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.bus import log
from shared.bus.ports import AfterCommit, Record
from shared.bus.position import Tenure, claim
from shared.bus.shard import ShardWorker
from shared.clock import SystemClock
from shared.contracts.streams import SHARDS, Stream, shard_of
from tests.integration.bus.ledger import Notes, find_faults, noted, step
from tests.support.bus import running, until
from tests.support.proxy import Wire

NAME = "AAPL"
SHARD = shard_of(NAME)


def tenure(epoch: int) -> Tenure:
    return Tenure("notes", Stream.ORDERS, SHARD, epoch)


def worker(engine: AsyncEngine, epoch: int, notes: Notes) -> ShardWorker:
    return ShardWorker(engine, tenure(epoch), notes, asyncio.Semaphore(1), lambda: None)


@pytest.fixture
async def records(engine: AsyncEngine) -> list[Record]:
    for _ in range(5):
        await step(engine, NAME)
    async with engine.begin() as connection:
        await log.add_heads(connection)
        return await log.sequence(connection, range(SHARDS), now=SystemClock().now())


async def test_an_owner_that_was_replaced_writes_nothing(
    engine: AsyncEngine, records: list[Record]
) -> None:
    former = worker(engine, 1, Notes())
    async with running(former.run):
        await until(lambda: former.ready, "the worker is ready")
        async with engine.begin() as connection:
            await claim(connection, tenure(2))
        former.offer(records)
        await until(lambda: not former.ready, "the worker noticed")

    assert await noted(engine) == 0


async def test_a_late_owner_cannot_claim_what_a_newer_one_has(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await claim(connection, tenure(2))
    notes = Notes()
    await worker(engine, 1, notes).run()

    assert notes.acquired_shards == []


class Frozen(Notes):
    """Stops in the middle of its transaction, for good."""

    inside = asyncio.Event()

    async def handle(
        self, records: Sequence[Record], connection: AsyncConnection
    ) -> AfterCommit | None:
        await super().handle(records, connection)
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '300ms'"))
        self.inside.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")


async def test_an_owner_that_freezes_in_a_transaction_cannot_hold_up_its_heir(
    engine: AsyncEngine, records: list[Record]
) -> None:
    frozen, heir = worker(engine, 1, Frozen()), worker(engine, 2, Notes())
    async with running(frozen.run):
        await until(lambda: frozen.ready, "the worker is ready")
        frozen.offer(records)
        await Frozen.inside.wait()
        async with running(heir.run):
            await until(lambda: heir.ready, "the heir owns the shard")
            heir.offer(records)
            await until(lambda: heir.position.seq == 5, "the heir has come to the end")

    assert await noted(engine) == 5
    assert await find_faults(engine) == {}


async def test_what_is_read_twice_takes_effect_once(
    engine: AsyncEngine, records: list[Record]
) -> None:
    one = worker(engine, 1, Notes())
    async with running(one.run):
        await until(lambda: one.ready, "the worker is ready")
        one.offer(records[:3])
        one.offer(records[1:4])
        one.offer(records)
        await until(lambda: one.position.seq == 5, "the worker has come to the end")

    assert await noted(engine) == 5
    assert await find_faults(engine) == {}


async def test_a_gap_in_what_is_read_is_filled_from_the_log(
    engine: AsyncEngine, records: list[Record]
) -> None:
    one = worker(engine, 1, Notes())
    async with running(one.run):
        await until(lambda: one.ready, "the worker is ready")
        one.offer(records[3:])
        await until(lambda: one.position.seq == 5, "the worker has come to the end")

    assert await noted(engine) == 5
    assert await find_faults(engine) == {}


async def test_a_commit_whose_answer_is_lost_takes_effect_once_in_tables_and_in_memory(
    engine: AsyncEngine, records: list[Record], far_engine: tuple[AsyncEngine, Wire]
) -> None:
    far, between = far_engine
    notes = Notes()
    one = worker(far, 1, notes)
    async with running(one.run):
        await until(lambda: one.ready, "the worker is ready")
        between.lose_answer_to(b"COMMIT")
        one.offer(records)
        await until(lambda: one.position.seq == 5, "the worker has come to the end")

    assert between.lost == 1
    assert await noted(engine) == 5
    assert notes.in_memory == [(SHARD, seq) for seq in range(1, 6)]


async def test_a_connection_lost_before_the_commit_leaves_nothing_and_is_repeated(
    engine: AsyncEngine, records: list[Record], far_engine: tuple[AsyncEngine, Wire]
) -> None:
    far, between = far_engine
    notes = Notes()
    one = worker(far, 1, notes)
    async with running(one.run):
        await until(lambda: one.ready, "the worker is ready")
        between.lose_answer_to(b"UPDATE bus.position")
        one.offer(records)
        await until(lambda: one.position.seq == 5, "the worker has come to the end")

    assert between.lost == 1
    assert await noted(engine) == 5
    assert notes.in_memory == [(SHARD, seq) for seq in range(1, 6)]
