"""Instruments in Postgres."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Numeric,
    RowMapping,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.livedata.ports import StoreAway
from shared.bus.faults import AWAY
from shared.contracts.market_data import Instrument
from shared.db.base import schema
from shared.kernel.enums import InstrumentClass

metadata = schema("livedata")

_table = Table(
    "instruments",
    metadata,
    Column("symbol", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("instrument_class", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("tick_size", Numeric, nullable=False),
    Column("sub_dollar_tick_size", Numeric),
    Column("multiplier", Numeric, nullable=False),
    Column("fractionable", Boolean, nullable=False),
    Column("shortable", Boolean, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("known", Boolean, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("edited_at", DateTime(timezone=True)),
)

_FIELDS = Instrument.__struct_fields__
_ours = insert(_table)
# What a newer Thor knows better takes the place of what an older one wrote, but never of what an
# operator said, nor does a guess about an unknown symbol take the place of anything.
_DESCRIBED_BY_US = _ours.on_conflict_do_update(
    index_elements=["symbol"],
    set_={field: _ours.excluded[field] for field in _FIELDS},
    where=_table.c.edited_at.is_(None) & _ours.excluded.known,
)


class PostgresInstruments:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def load(self) -> list[Instrument]:
        try:
            async with self._engine.connect() as connection:
                rows = await connection.execute(select(*(_table.c[field] for field in _FIELDS)))
        except AWAY as error:
            raise StoreAway(str(error)) from error
        return [_instrument(row) for row in rows.mappings()]

    async def add(self, instruments: Collection[Instrument]) -> None:
        rows = [{field: getattr(each, field) for field in _FIELDS} for each in instruments]
        try:
            async with self._engine.begin() as connection:
                if rows:
                    await connection.execute(_DESCRIBED_BY_US, rows)
        except AWAY as error:
            raise StoreAway(str(error)) from error

    async def save(self, instrument: Instrument) -> None:
        row = {field: getattr(instrument, field) for field in _FIELDS}
        said = insert(_table).values(**row, edited_at=func.now())
        changes = {field: said.excluded[field] for field in (*_FIELDS, "edited_at")}
        try:
            async with self._engine.begin() as connection:
                await connection.execute(
                    said.on_conflict_do_update(index_elements=["symbol"], set_=changes)
                )
        except AWAY as error:
            raise StoreAway(str(error)) from error


def _instrument(row: RowMapping) -> Instrument:
    fields: dict[str, Any] = dict(row)
    fields["instrument_class"] = InstrumentClass(fields["instrument_class"])
    return Instrument(**fields)
