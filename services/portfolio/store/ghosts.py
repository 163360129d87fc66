"""The table of ghosts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, bindparam, delete, literal, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.portfolio.domain.ghost import Ghost, Terms
from services.portfolio.domain.seen import Passed
from services.portfolio.ports.ghosts import GhostsBefore
from services.portfolio.store.away import answered
from services.portfolio.store.tables import ghosts
from shared.bus.leases import held_shards
from shared.contracts.streams import shard_of
from shared.kernel.enums import OrderStatus, OrderType, Side
from shared.kernel.ids import AccountId, Symbol

_BATCH = 5_000
_TERMS = {"terms", "first"}
_SEEN = {
    "watched_until",
    "first_mark",
    "last_mark",
    "last_at",
    "reached_at",
    "first_reached_at",
    "triggered_at",
    "first_triggered_at",
}
_PLAIN = Ghost.__dataclass_fields__.keys() - _TERMS - {"account_id", "symbol"}

_insert = insert(ghosts)
_save = _insert.on_conflict_do_update(
    index_elements=ghosts.primary_key,
    set_={
        each.name: _insert.excluded[each.name]
        for each in ghosts.c
        if not each.primary_key and each.name not in _SEEN
    },
)
# What was triggered in one cut of time is reached in the next one at the earliest: within a cut
# nobody knows which came first. `g` is the row as it was before.
_PASSED = text("""
    UPDATE portfolio.ghosts AS g SET
        first_mark = coalesce(g.first_mark, s.first), last_mark = s.last, last_at = s.at,
        triggered_at = coalesce(g.triggered_at, CASE
            WHEN CASE WHEN g.side = 'BUY' THEN s.high >= g.stop ELSE s.low <= g.stop END
            THEN s.at END),
        first_triggered_at = coalesce(g.first_triggered_at, CASE
            WHEN CASE WHEN g.side = 'BUY' THEN s.high >= g.first_stop
                      ELSE s.low <= g.first_stop END
            THEN s.at END),
        reached_at = coalesce(g.reached_at, CASE
            WHEN (g.stop IS NULL OR g.triggered_at IS NOT NULL)
             AND (g.price IS NULL OR CASE WHEN g.goes_down THEN s.low <= g.price
                                          ELSE s.high >= g.price END) THEN s.at END),
        first_reached_at = coalesce(g.first_reached_at, CASE
            WHEN (g.first_stop IS NULL OR g.first_triggered_at IS NOT NULL)
             AND (g.first_price IS NULL OR CASE WHEN g.goes_down THEN s.low <= g.first_price
                                                ELSE s.high >= g.first_price END) THEN s.at END)
    FROM unnest(
        CAST(:symbols AS text[]), CAST(:low AS numeric[]), CAST(:high AS numeric[]),
        CAST(:first AS numeric[]), CAST(:last AS numeric[]), CAST(:at AS timestamptz[])
    ) AS s (symbol, low, high, first, last, at)
    WHERE g.symbol = s.symbol AND g.watched_from <= :since
      AND (g.watched_until IS NULL OR g.watched_until >= s.at)
""")


class PostgresGhostBook:
    """Implements `ports.GhostBook` on one connection; whoever opened its transaction commits it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, order_ids: Iterable[UUID]) -> dict[UUID, Ghost]:
        found = await self._connection.execute(select(ghosts).where(_among(order_ids)))
        return {row["order_id"]: _ghost_of(row) for row in found.mappings()}

    async def save(self, changed: Sequence[Ghost]) -> None:
        if changed:
            await self._connection.execute(_save, [_row_of(each) for each in changed])

    async def remove(self, order_ids: Sequence[UUID]) -> None:
        if order_ids:
            await self._connection.execute(delete(ghosts).where(_among(order_ids)))


class PostgresGhosts:
    """Implements `ports.Ghosts` and, for the shards that this member of the lease's group holds
    at that moment, `ports.GhostWatch`."""

    def __init__(self, engine: AsyncEngine, *, lease: str, member: str) -> None:
        self._engine = engine
        self._lease = lease
        self._member = member

    async def without_end(self) -> list[tuple[UUID, datetime]]:
        query = select(ghosts.c.order_id, ghosts.c.ended_at).where(
            ghosts.c.ended_at.is_not(None), ghosts.c.watched_until.is_(None)
        )
        async with answered(), self._engine.connect() as connection:
            rows = await connection.execute(query.limit(_BATCH))
            return [(order_id, ended_at) for order_id, ended_at in rows]

    async def watch_until(self, ends: Sequence[tuple[UUID, datetime]]) -> None:
        if not ends:
            return
        statement = ghosts.update().where(ghosts.c.order_id == bindparam("ended_order"))
        async with answered(), self._engine.begin() as connection:
            await connection.execute(
                statement.values(watched_until=bindparam("until")),
                [{"ended_order": order_id, "until": until} for order_id, until in ends],
            )

    async def passed(self, prices: Mapping[Symbol, Passed], *, since: datetime) -> None:
        async with answered(), self._engine.begin() as connection:
            held = await held_shards(connection, group=self._lease, member=self._member)
            ours = {name: each for name, each in prices.items() if shard_of(name) in held}
            rows = ours.values()
            await connection.execute(
                _PASSED,
                {
                    "since": since,
                    "symbols": list(ours),
                    "low": [each.low for each in rows],
                    "high": [each.high for each in rows],
                    "first": [each.first for each in rows],
                    "last": [each.last for each in rows],
                    "at": [each.at for each in rows],
                },
            )

    async def ghosts(
        self, account_id: AccountId, *, era: int, limit: int, before: GhostsBefore | None
    ) -> list[Ghost]:
        table = ghosts.c
        query = (
            select(ghosts)
            .where(table.account_id == account_id, table.era == era, table.ended_at.is_not(None))
            .order_by(table.ended_at.desc(), table.order_id.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(tuple_(table.ended_at, table.order_id) < tuple_(*before))
        async with answered(), self._engine.connect() as connection:
            return [_ghost_of(row) for row in (await connection.execute(query)).mappings()]


def _among(order_ids: Iterable[UUID]) -> ColumnElement[bool]:
    return ghosts.c.order_id == any_(literal(list(order_ids), ARRAY(Uuid)))


def _ghost_of(row: RowMapping) -> Ghost:
    fields: dict[str, Any] = {name: row[name] for name in _PLAIN}
    fields |= {
        "side": Side(row["side"]),
        "type": OrderType(row["type"]),
        "status": OrderStatus(row["status"]),
        "account_id": AccountId(row["account_id"]),
        "symbol": Symbol(row["symbol"]),
        "terms": Terms(quantity=row["quantity"], price=row["price"], stop=row["stop"]),
        "first": Terms(
            quantity=row["first_quantity"], price=row["first_price"], stop=row["first_stop"]
        ),
    }
    return Ghost(**fields)


def _row_of(ghost: Ghost) -> dict[str, Any]:
    return {
        **{name: getattr(ghost, name) for name in _PLAIN - _SEEN},
        "account_id": ghost.account_id,
        "symbol": ghost.symbol,
        "quantity": ghost.terms.quantity,
        "price": ghost.terms.price,
        "stop": ghost.terms.stop,
        "first_quantity": ghost.first.quantity,
        "first_price": ghost.first.price,
        "first_stop": ghost.first.stop,
    }
