"""Bars in Postgres: a table a resolution, cut into partitions by time, so that what is too old
to be kept goes with its partition and costs nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Numeric,
    RowMapping,
    Select,
    Table,
    Text,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.livedata.ports import StoreAway
from services.livedata.store.instruments import metadata
from shared.bus.faults import AWAY
from shared.contracts.market_data import Bar
from shared.kernel.enums import Resolution

_FIELDS = ("symbol", "time", "session", "open", "high", "low", "close", "volume", "trades")
_UNDER_WAY = {
    Resolution.SECOND: timedelta(seconds=1),
    Resolution.MINUTE: timedelta(minutes=1),
    Resolution.DAY: timedelta(days=4),
}
"""How long ago a bar that is not over can have begun; a day may come before a weekend."""


def _bars(resolution: Resolution) -> Table:
    return Table(
        f"bars_{resolution}",
        metadata,
        Column("symbol", Text, primary_key=True),
        Column("time", DateTime(timezone=True), primary_key=True),
        Column("session", Date),
        *(Column(name, Numeric, nullable=False) for name in _FIELDS[3:8]),
        Column("trades", BigInteger, nullable=False),
        postgresql_partition_by="RANGE (time)",
    )


TABLES = {resolution: _bars(resolution) for resolution in Resolution}


class PostgresBars:
    def __init__(self, engine: AsyncEngine, keep: Mapping[Resolution, timedelta]) -> None:
        self._engine = engine
        self._keep = keep
        self._there: set[str] = set()

    async def save(self, bars: Sequence[Bar]) -> None:
        try:
            async with self._engine.begin() as connection:
                await self._make_partitions(connection, bars)
                for resolution in Resolution:
                    rows = [bar for bar in bars if bar.resolution is resolution]
                    if rows:
                        await connection.execute(_UPSERTS[resolution], _columns(rows))
        except AWAY as error:
            self._there.clear()  # whatever happened to them, they are looked for again
            raise StoreAway(str(error)) from error

    async def read(
        self,
        symbol: str,
        resolution: Resolution,
        *,
        start: datetime | None,
        end: datetime | None,
        limit: int,
    ) -> list[Bar]:
        table = TABLES[resolution]
        query = select(table).where(table.c.symbol == symbol)
        if start is not None:
            query = query.where(table.c.time >= start)
        if end is not None:
            query = query.where(table.c.time < end)
        newest = query.order_by(table.c.time.desc()).limit(limit)
        found = await self._select(newest)
        return [_bar(row, resolution) for row in reversed(found)]

    async def under_way(self, now: datetime) -> list[Bar]:
        found: list[Bar] = []
        for resolution, table in TABLES.items():
            query = (
                select(table)
                .ext(distinct_on(table.c.symbol))
                .where(table.c.time > now - _UNDER_WAY[resolution])
                .order_by(table.c.symbol, table.c.time.desc())
            )
            found += [_bar(row, resolution) for row in await self._select(query)]
        return found

    async def prune(self, now: datetime) -> None:
        try:
            async with self._engine.begin() as connection:
                rows = await connection.execute(_PARTITIONS)
                for name, table in [(row.name, row.parent) for row in rows]:
                    resolution = Resolution(table.removeprefix("bars_"))
                    if _ends(name, resolution) <= now - self._keep[resolution]:
                        await connection.execute(text(f'DROP TABLE livedata."{name}"'))
                        self._there.discard(name)
        except AWAY as error:
            raise StoreAway(str(error)) from error

    async def _select(self, query: Select[tuple[object, ...]]) -> Sequence[RowMapping]:
        try:
            async with self._engine.connect() as connection:
                rows = await connection.execute(query)
                return rows.mappings().all()
        except AWAY as error:
            raise StoreAway(str(error)) from error

    async def _make_partitions(self, connection: AsyncConnection, bars: Iterable[Bar]) -> None:
        wanted = {_partition(bar.time, bar.resolution): bar for bar in bars}
        missing = wanted.keys() - self._there
        if not missing:
            return
        # One at a time over all processes: `IF NOT EXISTS` alone can lose a race.
        await connection.execute(text("SELECT pg_advisory_xact_lock(7468416)"))
        for name in missing:
            bar = wanted[name]
            begins, ends = _begins(bar.time, bar.resolution), _ends(name, bar.resolution)
            await connection.execute(
                text(
                    f'CREATE TABLE IF NOT EXISTS livedata."{name}" '
                    f"PARTITION OF livedata.bars_{bar.resolution} "
                    f"FOR VALUES FROM ('{begins.isoformat()}') TO ('{ends.isoformat()}')"
                )
            )
        self._there |= missing


def _upsert(resolution: Resolution) -> Insert:
    """One statement for many rows, each column an array: a tenth of the work of a row a time."""
    table = TABLES[resolution]
    arrays = [bindparam(name, type_=ARRAY(table.c[name].type)) for name in _FIELDS]
    rows = func.unnest(*arrays).table_valued(*_FIELDS).render_derived()
    statement = insert(table).from_select(_FIELDS, select(*(rows.c[name] for name in _FIELDS)))
    return statement.on_conflict_do_update(
        index_elements=["symbol", "time"],
        set_={name: statement.excluded[name] for name in _FIELDS[2:]},
        where=statement.excluded.trades >= table.c.trades,
    )


_UPSERTS = {resolution: _upsert(resolution) for resolution in Resolution}
_PARTITIONS = text("""
    SELECT child.relname AS name, parent.relname AS parent
    FROM pg_inherits
    JOIN pg_class AS child ON child.oid = inhrelid
    JOIN pg_class AS parent ON parent.oid = inhparent
    JOIN pg_namespace ON pg_namespace.oid = parent.relnamespace
    WHERE nspname = 'livedata' AND parent.relkind = 'p' AND child.relkind = 'r'
""")
_NAMES = {Resolution.SECOND: "%Y%m%d", Resolution.MINUTE: "%Y%m", Resolution.DAY: "%Y"}
"""A partition holds a day of seconds, a month of minutes, a year of days."""


def _partition(time: datetime, resolution: Resolution) -> str:
    return f"bars_{resolution}_{time.strftime(_NAMES[resolution])}"


def _begins(time: datetime, resolution: Resolution) -> datetime:
    midnight = datetime(time.year, time.month, time.day, tzinfo=UTC)
    if resolution is Resolution.SECOND:
        return midnight
    return midnight.replace(day=1) if resolution is Resolution.MINUTE else midnight.replace(1, 1)


def _ends(name: str, resolution: Resolution) -> datetime:
    """The end of the partition of that name."""
    stamp = name.rpartition("_")[2]
    begins = datetime.strptime(stamp, _NAMES[resolution]).replace(tzinfo=UTC)
    if resolution is Resolution.SECOND:
        return begins + timedelta(days=1)
    if resolution is Resolution.DAY:
        return begins.replace(year=begins.year + 1)
    return (begins + timedelta(days=31)).replace(day=1)


def _columns(bars: Collection[Bar]) -> dict[str, list[object]]:
    return {name: [getattr(bar, name) for bar in bars] for name in _FIELDS}


def _bar(row: RowMapping, resolution: Resolution) -> Bar:
    session: date | None = row["session"]
    return Bar(
        symbol=row["symbol"],
        resolution=resolution,
        time=row["time"].astimezone(UTC),
        session=session,
        open=row["open"],
        high=row["high"],
        low=row["low"],
        close=row["close"],
        volume=row["volume"],
        trades=row["trades"],
        complete=True,
    )
