"""Looking portfolios up, and keeping what each day began with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Executable, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.portfolio.domain.account import NEWEST_TRIPS, Account, Portfolio
from services.portfolio.domain.journal import RoundTrip
from services.portfolio.domain.position import Position
from services.portfolio.store.away import answered
from services.portfolio.store.book import among
from services.portfolio.store.rows import account_of, position_of, trip_of
from services.portfolio.store.tables import (
    accounts,
    closing_prices,
    day_prices,
    positions,
    round_trips,
)
from shared.kernel.ids import AccountId, Symbol

_insert_close = insert(closing_prices)
_newer_close = _insert_close.excluded
_keep_close = _insert_close.on_conflict_do_update(
    index_elements=closing_prices.primary_key,
    set_={"price": _newer_close["price"], "at": _newer_close["at"]},
    where=closing_prices.c.at < _newer_close["at"],
)
_NEWEST_FIRST = (round_trips.c.closed_at.desc(), round_trips.c.round_trip_id.desc())


class PostgresReadings:
    """Implements `ports.Readings`; every call is one read-only transaction on one snapshot."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def account(self, account_id: AccountId) -> Account | None:
        async with answered(), self._engine.begin() as connection:
            found = await _rows(connection, select(accounts).where(among(accounts, [account_id])))
        return account_of(found[0]) if found else None

    async def portfolios(self, account_ids: Sequence[AccountId], *, day: date) -> list[Portfolio]:
        shown = (positions.c.quantity != 0) | (positions.c.day == day)
        async with answered(), self._engine.begin() as connection:
            found = await _rows(connection, select(accounts).where(among(accounts, account_ids)))
            held = await _rows(
                connection, select(positions).where(among(positions, account_ids), shown)
            )
            ended = await _rows(connection, _newest_trips(account_ids))
        positions_of: dict[UUID, dict[Symbol, Position]] = defaultdict(dict)
        for row in held:
            positions_of[row["account_id"]][row["symbol"]] = position_of(row)
        trips_of: dict[UUID, list[RoundTrip]] = defaultdict(list)
        for row in ended:
            trips_of[row["account_id"]].append(trip_of(row))
        return [
            Portfolio(
                account=account_of(row),
                positions=positions_of[row["account_id"]],
                closed=tuple(trips_of[row["account_id"]]),
            )
            for row in found
        ]


class PostgresDays:
    """The first price of each symbol on each day, and its price at the last close that somebody
    saw: the same for all replicas."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, day: date, seen: Mapping[Symbol, Decimal]) -> Mapping[Symbol, Decimal]:
        """Keep the prices of symbols that have none for `day` yet; returns all of that day."""
        rows = [{"day": day, "symbol": symbol, "price": seen[symbol]} for symbol in sorted(seen)]
        async with answered(), self._engine.begin() as connection:
            if rows:
                await connection.execute(insert(day_prices).on_conflict_do_nothing(), rows)
            kept = await _rows(connection, select(day_prices).where(day_prices.c.day == day))
        return {row["symbol"]: row["price"] for row in kept}

    async def keep_closes(self, prices: Mapping[Symbol, Decimal], *, at: datetime) -> None:
        rows = [{"symbol": name, "price": prices[name], "at": at} for name in sorted(prices)]
        if rows:
            async with answered(), self._engine.begin() as connection:
                await connection.execute(_keep_close, rows)

    async def closes(self, *, before: datetime) -> Mapping[Symbol, Decimal]:
        query = select(closing_prices).where(closing_prices.c.at < before)
        async with answered(), self._engine.connect() as connection:
            return {row["symbol"]: row["price"] for row in await _rows(connection, query)}


def _newest_trips(account_ids: Sequence[AccountId]) -> Executable:
    """A few round trips of each account, through the index, however many it has."""
    own = round_trips.c.account_id == accounts.c.account_id
    current = round_trips.c.era == accounts.c.era
    newest = (
        select(round_trips)
        .where(own, current, round_trips.c.closed_at.is_not(None))
        .order_by(*_NEWEST_FIRST)
        .limit(NEWEST_TRIPS)
        .lateral("newest")
    )
    return (
        select(newest)
        .select_from(accounts)
        .join(newest, true())
        .where(among(accounts, account_ids))
        .order_by(newest.c.closed_at.desc(), newest.c.round_trip_id.desc())
    )


async def _rows(connection: AsyncConnection, query: Executable) -> Sequence[RowMapping]:
    return (await connection.execute(query)).mappings().all()
