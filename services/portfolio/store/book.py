"""The one class that reads and writes the portfolio's tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Numeric,
    Select,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from services.portfolio.domain.excursion import Reach
from services.portfolio.domain.marks import AccountRow, PositionRow
from services.portfolio.ports.book import Page, PositionKey
from services.portfolio.store.rows import (
    account_of,
    position_of,
    position_row_of,
    row_of_account,
    row_of_event,
    row_of_position,
    row_of_reach,
    row_of_trip,
    trip_of,
)
from services.portfolio.store.tables import (
    accounts,
    excursions,
    position_events,
    positions,
    round_trips,
)
from shared.kernel.ids import AccountId, Symbol


class PostgresBook:
    """Implements `ports.ShardBook` on one connection; whoever opened its transaction commits it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def page(
        self,
        account_ids: Iterable[AccountId],
        keys: Iterable[PositionKey],
        *,
        whole: Iterable[AccountId] = (),
    ) -> Page:
        wanted = list({*keys, *await self._keys_of(list(whole))})
        held = await self._of_keys(_held_of_keys, wanted)
        under_way = await self._of_keys(_trips_of_keys, wanted)
        found = await self._rows(_accounts_of_ids, account_ids=list(account_ids))
        return Page(
            accounts={row["account_id"]: account_of(row) for row in found},
            positions={_key(row): position_of(row) for row in held},
            trips={_key(row): trip_of(row) for row in under_way},
        )

    async def save(self, page: Page) -> None:
        if page.forgotten:
            gone = any_(literal(list(page.forgotten), ARRAY(Uuid)))
            await self._connection.execute(
                delete(round_trips).where(round_trips.c.round_trip_id == gone)
            )
        await self._upsert(accounts, [row_of_account(page.accounts[each]) for each in page.touched])
        await self._upsert(
            positions, [row_of_position(key.account_id, page.positions[key]) for key in page.moved]
        )
        await self._upsert(round_trips, [row_of_trip(*each) for each in page.written.values()])
        if page.history:
            rows = [row_of_event(*each) for each in page.history]
            await self._connection.execute(insert(position_events), rows)

    async def keep_reaches(self, reaches: Mapping[UUID, Reach]) -> None:
        await self._upsert(excursions, [row_of_reach(*each) for each in reaches.items()])

    async def shard(self, shard: int) -> tuple[list[AccountRow], list[PositionRow]]:
        ours = accounts.c.shard == shard
        cash = select(accounts.c.account_id, accounts.c.cash).where(ours)
        held = (
            select(
                positions.c.account_id,
                positions.c.symbol,
                positions.c.quantity,
                positions.c.multiplier,
                positions.c.cost,
                round_trips.c.opened_at,
                (round_trips.c.realized_pnl + round_trips.c.dividends).label("realized"),
                excursions,
            )
            .join(accounts, accounts.c.account_id == positions.c.account_id)
            .join(round_trips, _is_under_way())
            .outerjoin(excursions, excursions.c.round_trip_id == round_trips.c.round_trip_id)
            .where(ours, positions.c.quantity != 0)
        )
        return (
            [
                AccountRow(account_id, float(amount))
                async for account_id, amount in await self._connection.stream(cash)
            ],
            [
                position_row_of(row)
                async for row in (await self._connection.stream(held)).mappings()
            ],
        )

    async def clear(self, shard: int) -> None:
        for table in (position_events, round_trips, positions, accounts):
            await self._connection.execute(delete(table).where(_of_shard(table, shard)))

    async def rows(self, shard: int) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for table in (accounts, positions, round_trips):
            keys = [column.name for column in table.primary_key]
            rows = await self._rows(select(table).where(_of_shard(table, shard)))
            found[table.name] = {" ".join(str(row[key]) for key in keys): dict(row) for row in rows}
        return found

    async def fingerprint(self, shard: int) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for table in (accounts, positions, round_trips, position_events):
            row = cast(literal_column(table.name), Text)
            sum_of_hashes = func.sum(cast(func.hashtextextended(row, 0), Numeric))
            query = select(sum_of_hashes).select_from(table).where(_of_shard(table, shard))
            found[table.name] = str((await self._connection.execute(query)).scalar_one())
        return found

    async def _keys_of(self, account_ids: Sequence[AccountId]) -> list[PositionKey]:
        """All positions that these accounts ever had."""
        if not account_ids:
            return []
        query = select(positions.c.account_id, positions.c.symbol)
        return [_key(row) for row in await self._rows(query.where(among(positions, account_ids)))]

    async def _of_keys(
        self, query: Select[Any], keys: Sequence[PositionKey]
    ) -> Sequence[RowMapping]:
        if not keys:
            return []
        return await self._rows(
            query,
            account_ids=[key.account_id for key in keys],
            symbols=[key.symbol for key in keys],
        )

    async def _rows(self, query: Executable, **parameters: object) -> Sequence[RowMapping]:
        return (await self._connection.execute(query, parameters)).mappings().all()

    async def _upsert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._connection.execute(_upsert_into(table), rows)


# Statements are put together once: for a single fill that costs more than carrying them out.


@cache
def _upsert_into(table: Table) -> Insert:
    statement = insert(table)
    others = {each.name: statement.excluded[each.name] for each in table.c if not each.primary_key}
    return statement.on_conflict_do_update(index_elements=table.primary_key, set_=others)


def _of_wanted_keys(table: Table, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Rows of the pairs that stand side by side in `account_ids` and `symbols`."""
    wanted = (
        func.unnest(
            bindparam("account_ids", type_=ARRAY(Uuid)), bindparam("symbols", type_=ARRAY(Text))
        )
        .table_valued(column("account_id", Uuid), column("symbol", Text), name="wanted")
        .render_derived()
    )
    same = (table.c.account_id == wanted.c.account_id) & (table.c.symbol == wanted.c.symbol)
    return select(table).join(wanted, same).where(*conditions)


_held_of_keys = _of_wanted_keys(positions)
_trips_of_keys = _of_wanted_keys(round_trips, round_trips.c.closed_at.is_(None))
_accounts_of_ids = select(accounts).where(
    accounts.c.account_id == any_(bindparam("account_ids", type_=ARRAY(Uuid)))
)


def _key(row: RowMapping) -> PositionKey:
    return PositionKey(AccountId(row["account_id"]), Symbol(row["symbol"]))


def _is_under_way() -> ColumnElement[bool]:
    return (
        (round_trips.c.account_id == positions.c.account_id)
        & (round_trips.c.symbol == positions.c.symbol)
        & round_trips.c.closed_at.is_(None)
    )


def _of_shard(table: Table, shard: int) -> ColumnElement[bool]:
    ours = select(accounts.c.account_id).where(accounts.c.shard == shard)
    return table.c.account_id.in_(ours)


def among(table: Table, account_ids: Iterable[AccountId]) -> ColumnElement[bool]:
    """One array parameter, so that the statement's text is the same for any number of them."""
    return table.c.account_id == any_(literal(list(account_ids), ARRAY(Uuid)))
