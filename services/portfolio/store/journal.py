"""The journal's tables, read: round trips with all that belongs to them, and position history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SmallInteger,
    Uuid,
    any_,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from services.portfolio.domain.statistics import Outcome
from services.portfolio.domain.trip_filter import TripFilter
from services.portfolio.ports.journal import EventsBefore, HistoryLine, JournalEntry, TripsBefore
from services.portfolio.store.away import answered
from services.portfolio.store.rows import entry_of, line_of, outcome_of
from services.portfolio.store.tables import excursions, notes, position_events, round_trips
from shared.kernel.enums import Verdict
from shared.kernel.ids import AccountId, Symbol

_NET = round_trips.c.realized_pnl - round_trips.c.fees + round_trips.c.dividends
_IS = {Verdict.WORKED: _NET > 0, Verdict.DID_NOT_WORK: _NET < 0, Verdict.SCRATCH: _NET == 0}


class PostgresJournal:
    """Implements `ports.Journal`; every reading is one transaction on one snapshot."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._snapshot = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def round_trips(
        self,
        account_id: AccountId,
        chosen: TripFilter,
        *,
        limit: int,
        before: TripsBefore | None,
    ) -> list[JournalEntry]:
        query = _with_notes(_chosen(account_id, chosen)).limit(limit)
        query = query.order_by(round_trips.c.closed_at.desc(), round_trips.c.round_trip_id.desc())
        if before is not None:
            place = tuple_(round_trips.c.closed_at, round_trips.c.round_trip_id)
            query = query.where(place < tuple_(*before))
        return await self._entries(query)

    async def round_trip(self, account_id: AccountId, round_trip_id: UUID) -> JournalEntry | None:
        query = _with_notes(
            (round_trips.c.account_id == account_id)
            & (round_trips.c.round_trip_id == round_trip_id)
            & round_trips.c.closed_at.is_not(None)
        )
        found = await self._entries(query)
        return found[0] if found else None

    async def outcomes(self, account_id: AccountId, chosen: TripFilter) -> list[Outcome]:
        query = _with_notes(_chosen(account_id, chosen)).order_by(
            round_trips.c.closed_at, round_trips.c.round_trip_id
        )
        async with answered(), self._snapshot.begin() as connection:
            return [outcome_of(row) for row in (await connection.execute(query)).mappings()]

    async def annotate(
        self, round_trip_id: UUID, *, tags: Sequence[str] | None, note: str | None, at: datetime
    ) -> None:
        given = {"tags": tags, "note": note}
        changes = {name: value for name, value in given.items() if value is not None}
        row = {"tags": [], "note": "", **changes, "round_trip_id": round_trip_id}
        statement = insert(notes).values(**row, changed_at=at)
        async with answered(), self._engine.begin() as connection:
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=notes.primary_key, set_={**changes, "changed_at": at}
                )
            )

    async def history(
        self,
        account_id: AccountId,
        symbol: Symbol,
        *,
        limit: int,
        before: EventsBefore | None,
    ) -> list[HistoryLine]:
        lines = union_all(
            _events(account_id, symbol),
            _extremes(account_id, symbol, "best"),
            _extremes(account_id, symbol, "worst"),
        ).subquery("lines")
        place = tuple_(lines.c.occurred_at, lines.c.event_id, lines.c.leg)
        query = select(lines).order_by(
            lines.c.occurred_at.desc(), lines.c.event_id.desc(), lines.c.leg.desc()
        )
        if before is not None:
            query = query.where(place < tuple_(*before))
        async with answered(), self._snapshot.begin() as connection:
            found = await connection.execute(query.limit(limit))
            return [line_of(row) for row in found.mappings()]

    async def _entries(self, query: Select[Any]) -> list[JournalEntry]:
        async with answered(), self._snapshot.begin() as connection:
            rows = (await connection.execute(query)).mappings().all()
            ids = [row["round_trip_id"] for row in rows]
            ours = position_events.c.round_trip_id == any_(literal(ids, ARRAY(Uuid)))
            history = select(position_events).where(ours)
            ordered = history.order_by(position_events.c.occurred_at, position_events.c.leg)
            lines = (await connection.execute(ordered)).mappings().all()
        of_trip: dict[UUID, list[RowMapping]] = defaultdict(list)
        for line in lines:
            of_trip[line["round_trip_id"]].append(line)
        return [entry_of(row, of_trip[row["round_trip_id"]]) for row in rows]


def _chosen(account_id: AccountId, chosen: TripFilter) -> ColumnElement[bool]:
    table = round_trips.c
    conditions = (
        (table.account_id == account_id) & table.closed_at.is_not(None) & (table.era == chosen.era)
    )
    if chosen.since is not None:
        conditions &= table.closed_at >= chosen.since
    if chosen.until is not None:
        conditions &= table.closed_at < chosen.until
    if chosen.symbol is not None:
        conditions &= table.symbol == chosen.symbol
    if chosen.is_long is not None:
        conditions &= table.is_long == chosen.is_long
    if chosen.verdict is not None:
        conditions &= _IS[chosen.verdict]
    if chosen.tag is not None:
        conditions &= literal(chosen.tag) == any_(notes.c.tags)
    return conditions


def _with_notes(conditions: ColumnElement[bool]) -> Select[Any]:
    of_trip = round_trips.c.round_trip_id
    return (
        select(round_trips, excursions, notes.c.tags, notes.c.note)
        .outerjoin(excursions, excursions.c.round_trip_id == of_trip)
        .outerjoin(notes, notes.c.round_trip_id == of_trip)
        .where(conditions)
    )


def _events(account_id: AccountId, symbol: Symbol) -> Select[*tuple[Any, ...]]:
    table = position_events.c
    return select(
        table.occurred_at,
        table.event_id,
        table.leg,
        table.step,
        table.round_trip_id,
        table.order_id,
        table.quantity,
        table.price,
        table.multiplier,
        table.fee,
        table.dividends,
        table.realized_pnl,
        table.held,
        table.cost,
        table.numerator,
        table.denominator,
        cast(null(), table.cost.type).label("trip_pnl"),
    ).where(table.account_id == account_id, table.symbol == symbol)


def _extremes(account_id: AccountId, symbol: Symbol, name: str) -> Select[*tuple[Any, ...]]:
    """The best or the worst moment of each round trip, as lines among those of the book. Legs
    above 2 keep them apart from fills, and after a fill at the same instant."""
    nothing = {column.name: cast(null(), column.type) for column in position_events.c}
    return (
        select(
            excursions.c[f"{name}_at"],
            excursions.c.round_trip_id,
            cast(literal(3 if name == "best" else 4), SmallInteger),
            func.concat(name, "_mark"),
            excursions.c.round_trip_id,
            nothing["order_id"],
            nothing["quantity"],
            excursions.c[f"{name}_price"],
            round_trips.c.multiplier,
            nothing["fee"],
            nothing["dividends"],
            nothing["realized_pnl"],
            nothing["held"],
            nothing["cost"],
            nothing["numerator"],
            nothing["denominator"],
            excursions.c[name],
        )
        .join(round_trips, round_trips.c.round_trip_id == excursions.c.round_trip_id)
        .where(round_trips.c.account_id == account_id, round_trips.c.symbol == symbol)
    )
