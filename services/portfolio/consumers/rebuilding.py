"""Everything made from zero again, out of the log."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.portfolio.consumers.fills import GROUP, post
from services.portfolio.ports.book import Rebuilt, ShardBook
from shared.bus import log
from shared.bus.tables import dead_letter, position
from shared.contracts.streams import Stream

BATCH = 5_000
"""Events carried in together: what moves often within a batch is written once."""


async def rebuild(
    engine: AsyncEngine, shard: int, open_book: Callable[[AsyncConnection], ShardBook]
) -> Rebuilt:
    """Replay one shard, up to where the consumers have come, in one transaction.

    Their position is locked meanwhile, so whoever owns the shard waits and then goes on from
    there; readers see what was there until it is done. What is parked behind a dead letter
    stays parked. An event that cannot be carried in ends it and leaves everything as it was.
    """
    async with engine.begin() as connection:
        book = open_book(connection)
        end = await locked_position(connection, shard)
        before = await book.fingerprint(shard)
        events = await replay(connection, book, shard, end)
        after = await book.fingerprint(shard)
    return Rebuilt(shard, events, [name for name in before if before[name] != after[name]])


async def replay(connection: AsyncConnection, book: ShardBook, shard: int, end: int) -> int:
    """Make one shard again out of the log, up to `end`; how many events went into it."""
    buried = await _dead_letters(connection, shard)
    await book.clear(shard)
    at = events = 0
    while at < end:
        found = await log.read(connection, {(Stream.FILLS, shard): at}, most=min(BATCH, end - at))
        live = [each for each in found if each.seq < buried.get(each.key, end + 1)]
        await post(live, book)
        at, events = found[-1].seq, events + len(live)
    return events


async def locked_position(connection: AsyncConnection, shard: int) -> int:
    ours = (
        (position.c.grp == GROUP)
        & (position.c.stream == Stream.FILLS.value)
        & (position.c.shard == shard)
    )
    query = select(position.c.seq).where(ours).with_for_update()
    return (await connection.execute(query)).scalar_one_or_none() or 0


async def _dead_letters(connection: AsyncConnection, shard: int) -> dict[str, int]:
    """The keys that are parked, each from its dead letter on."""
    query = select(dead_letter.c.key, dead_letter.c.seq).where(
        dead_letter.c.grp == GROUP,
        dead_letter.c.stream == Stream.FILLS.value,
        dead_letter.c.shard == shard,
    )
    return {row.key: row.seq for row in await connection.execute(query)}
