"""The equity curve's table: points in, thinned with age, and out again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from services.portfolio.domain.equity import KEPT, EquityPoint, Grade
from services.portfolio.ports.curve import Sample
from services.portfolio.store.away import answered
from services.portfolio.store.tables import equity_points
from shared.bus.leases import held_shards
from shared.contracts.streams import shard_of
from shared.kernel.ids import AccountId

_BATCH = 5_000


class PostgresCurve:
    """Implements `ports.Curve` and, with `lease` and `member`, `ports.CurveKeeper`: it writes
    only what belongs to shards that this member of the lease's group holds at that moment."""

    def __init__(self, engine: AsyncEngine, *, lease: str, member: str) -> None:
        self._engine = engine
        self._lease = lease
        self._member = member

    async def keep(self, samples: Sequence[Sample], *, at: datetime, grade: Grade) -> None:
        for start in range(0, len(samples), _BATCH):
            await self._keep_some(samples[start : start + _BATCH], at, grade)

    async def thin(self, *, now: datetime) -> None:
        table = equity_points.c
        old = (and_(table.grade == grade, table.at < now - kept) for grade, kept in KEPT.items())
        async with answered(), self._engine.begin() as connection:
            await connection.execute(delete(equity_points).where(or_(*old)))

    async def points(
        self, account_id: AccountId, *, since: datetime, grade: Grade
    ) -> list[EquityPoint]:
        ours = _of(account_id).where(equity_points.c.at >= since)
        newest = ours.with_only_columns(func.max(equity_points.c.at)).scalar_subquery()
        shown = or_(equity_points.c.grade >= grade, equity_points.c.at == newest)
        return await self._read(ours.where(shown).order_by(equity_points.c.at))

    async def first_at(self, account_id: AccountId, *, since: datetime) -> datetime | None:
        query = _of(account_id).where(equity_points.c.at >= since).order_by(equity_points.c.at)
        found = await self._read(query.limit(1))
        return found[0].at if found else None

    async def last_close(self, account_id: AccountId, *, since: datetime) -> EquityPoint | None:
        closes = _of(account_id).where(
            equity_points.c.at >= since, equity_points.c.grade == Grade.CLOSE
        )
        found = await self._read(closes.order_by(equity_points.c.at.desc()).limit(1))
        return found[0] if found else None

    async def _keep_some(self, samples: Sequence[Sample], at: datetime, grade: Grade) -> None:
        async with answered(), self._engine.begin() as connection:
            held = await held_shards(connection, group=self._lease, member=self._member)
            rows: list[dict[str, Any]] = [
                {
                    "account_id": each.account_id,
                    "at": at,
                    "equity": each.equity,
                    "cash": each.cash,
                    "complete": each.complete,
                    "grade": grade,
                }
                for each in samples
                if shard_of(str(each.account_id)) in held
            ]
            if rows:
                await connection.execute(insert(equity_points).on_conflict_do_nothing(), rows)

    async def _read(self, query: Select[Any]) -> list[EquityPoint]:
        async with answered(), self._engine.connect() as connection:
            return [_point_of(row) for row in (await connection.execute(query)).mappings()]


def _of(account_id: AccountId) -> Select[Any]:
    return select(equity_points).where(equity_points.c.account_id == account_id)


def _point_of(row: RowMapping) -> EquityPoint:
    return EquityPoint(
        at=row["at"],
        equity=row["equity"],
        cash=row["cash"],
        complete=row["complete"],
        is_close=row["grade"] == Grade.CLOSE,
    )
