"""The tables of the `portfolio` schema. Money and quantities are exact: NUMERIC without limits.

All of it can be thrown away and made again from `fills.v1`, except `day_prices`,
`closing_prices`, `equity_points`, `excursions` and `ghosts`, which hold what was seen of the
market, and `notes`, which traders wrote. Round trips have the same ids after a rebuild, so both
find theirs again.
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from shared.db.base import schema

metadata = schema("portfolio")

accounts = Table(
    "accounts",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("shard", SmallInteger, nullable=False, index=True),
    Column("user_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("starting_balance", Numeric, nullable=False),
    Column("cash", Numeric, nullable=False),
    Column("reserved", Numeric, nullable=False),
    Column("buying_power", Numeric, nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("realized_pnl", Numeric, nullable=False),
    Column("fees", Numeric, nullable=False),
    Column("dividends", Numeric, nullable=False),
    Column("era", Integer, nullable=False),
    Column("era_began_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
)

positions = Table(
    "positions",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("symbol", Text, primary_key=True),
    Column("quantity", Numeric, nullable=False),
    Column("cost", Numeric, nullable=False),
    Column("realized_pnl", Numeric, nullable=False),
    Column("fees", Numeric, nullable=False),
    Column("multiplier", Numeric, nullable=False),
    Column("opened_at", DateTime(timezone=True)),
    Column("day", Date, nullable=False),
    Column("day_quantity", Numeric, nullable=False),
    Column("day_cost", Numeric, nullable=False),
    Column("day_realized_pnl", Numeric, nullable=False),
    Column("day_fees", Numeric, nullable=False),
    Column("dividends", Numeric, nullable=False),
    Column("day_dividends", Numeric, nullable=False),
)

round_trips = Table(
    "round_trips",
    metadata,
    Column("round_trip_id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("symbol", Text, nullable=False),
    Column("is_long", Boolean, nullable=False),
    Column("multiplier", Numeric, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("entered_quantity", Numeric, nullable=False),
    Column("entered_value", Numeric, nullable=False),
    Column("exited_quantity", Numeric, nullable=False),
    Column("exited_value", Numeric, nullable=False),
    Column("max_quantity", Numeric, nullable=False),
    Column("realized_pnl", Numeric, nullable=False),
    Column("fees", Numeric, nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("dividends", Numeric, nullable=False),
    Column("era", Integer, nullable=False),
)
Index(
    "ix_round_trips_under_way",
    round_trips.c.account_id,
    round_trips.c.symbol,
    unique=True,
    postgresql_where=text("closed_at IS NULL"),
)
Index(
    "ix_round_trips_newest",
    round_trips.c.account_id,
    round_trips.c.closed_at,
    round_trips.c.round_trip_id,
    postgresql_where=text("closed_at IS NOT NULL"),
)

position_events = Table(
    "position_events",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("leg", SmallInteger, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("order_id", Uuid),
    Column("round_trip_id", Uuid, nullable=False, index=True),
    Column("symbol", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("quantity", Numeric, nullable=False),
    Column("price", Numeric),
    Column("multiplier", Numeric, nullable=False),
    Column("fee", Numeric, nullable=False),
    Column("dividends", Numeric, nullable=False),
    Column("held", Numeric, nullable=False),
    Column("cost", Numeric, nullable=False),
    Column("realized_pnl", Numeric, nullable=False),
    Column("numerator", Integer),
    Column("denominator", Integer),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Index("ix_position_events_history", "account_id", "symbol", "occurred_at"),
)

day_prices = Table(
    "day_prices",
    metadata,
    Column("day", Date, primary_key=True),
    Column("symbol", Text, primary_key=True),
    Column("price", Numeric, nullable=False),
)

closing_prices = Table(
    "closing_prices",
    metadata,
    Column("symbol", Text, primary_key=True),
    Column("price", Numeric, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

equity_points = Table(
    "equity_points",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), primary_key=True),
    Column("equity", Numeric, nullable=False),
    Column("cash", Numeric, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("grade", SmallInteger, nullable=False),
    Index("ix_equity_points_age", "grade", "at"),
    Index("ix_equity_points_shown", "account_id", "grade", "at"),
)

excursions = Table(
    "excursions",
    metadata,
    Column("round_trip_id", Uuid, primary_key=True),
    Column("best", Numeric, nullable=False),
    Column("best_price", Numeric, nullable=False),
    Column("best_at", DateTime(timezone=True), nullable=False),
    Column("worst", Numeric, nullable=False),
    Column("worst_price", Numeric, nullable=False),
    Column("worst_at", DateTime(timezone=True), nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("round_trip_id", Uuid, primary_key=True),
    Column("tags", ARRAY(Text), nullable=False),
    Column("note", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

ghosts = Table(
    "ghosts",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("era", Integer, nullable=False),
    Column("symbol", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("multiplier", Numeric, nullable=False),
    Column("quantity", Numeric, nullable=False),
    Column("price", Numeric),
    Column("first_quantity", Numeric, nullable=False),
    Column("first_price", Numeric),
    Column("goes_down", Boolean, nullable=False),
    Column("edits", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("filled_quantity", Numeric, nullable=False),
    Column("average_price", Numeric),
    Column("reason_code", Text),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("watched_from", DateTime(timezone=True)),
    Column("watched_until", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    Column("first_mark", Numeric),
    Column("last_mark", Numeric),
    Column("last_at", DateTime(timezone=True)),
    Column("reached_at", DateTime(timezone=True)),
    Column("first_reached_at", DateTime(timezone=True)),
    Column("stop", Numeric),
    Column("first_stop", Numeric),
    Column("triggered_at", DateTime(timezone=True)),
    Column("first_triggered_at", DateTime(timezone=True)),
    Index("ix_ghosts_ended", "account_id", "era", "ended_at", "order_id"),
)
Index(
    "ix_ghosts_without_end",
    ghosts.c.ended_at,
    postgresql_where=text("watched_until IS NULL"),
)
Index(
    "ix_ghosts_watched",
    ghosts.c.symbol,
    ghosts.c.watched_until,
    postgresql_where=text("watched_from IS NOT NULL"),
)
