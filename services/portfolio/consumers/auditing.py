"""Proof that the tables are what a replay of `fills.v1` makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.portfolio.consumers.rebuilding import locked_position, replay
from services.portfolio.ports.book import ShardBook
from shared.contracts.audit import Violation
from shared.contracts.streams import SHARDS

ROWS_MAX = 100
"""Rows shown of each table that differs."""

Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]


async def audit(
    engine: AsyncEngine, open_book: Callable[[AsyncConnection], ShardBook]
) -> list[Violation]:
    """Each table that differs from its replay, with the rows; empty if all are the same.

    Every shard is replayed in a transaction that is rolled back. Meanwhile its owner waits, and
    readers see what is there.
    """
    wrong: dict[str, list[Mapping[str, Any]]] = {}
    for shard in range(SHARDS):
        for table, row in await _of_shard(engine, shard, open_book):
            wrong.setdefault(table, []).append(row)
    return [
        Violation.of(f"{table} are what a replay of fills.v1 makes of them", rows[:ROWS_MAX])
        for table, rows in wrong.items()
    ]


async def _of_shard(
    engine: AsyncEngine, shard: int, open_book: Callable[[AsyncConnection], ShardBook]
) -> list[tuple[str, Mapping[str, Any]]]:
    async with engine.connect() as connection:
        transaction = await connection.begin()
        try:
            book = open_book(connection)
            end = await locked_position(connection, shard)
            kept = await book.rows(shard)
            await replay(connection, book, shard, end)
            replayed = await book.rows(shard)
        finally:
            await transaction.rollback()
    return list(_differences(kept, replayed))


def _differences(kept: Rows, replayed: Rows) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for table in kept:
        for key in sorted(kept[table].keys() | replayed[table].keys()):
            ours, theirs = kept[table].get(key, {}), replayed[table].get(key, {})
            if ours == theirs:
                continue
            names = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
            yield (
                table,
                {
                    "key": key,
                    **{name: ours.get(name) for name in names},
                    **{f"{name}_replayed": theirs.get(name) for name in names},
                },
            )
