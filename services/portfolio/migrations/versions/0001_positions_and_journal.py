"""Accounts, positions, the journal, and where each day began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = "portfolio"


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Uuid, primary_key=True),
        sa.Column("shard", sa.SmallInteger, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        *_exact("starting_balance", "cash", "reserved", "buying_power"),
        sa.Column("version", sa.Integer, nullable=False),
        _moment("opened_at"),
        *_exact("realized_pnl", "fees"),
        schema=SCHEMA,
    )
    op.create_index("ix_accounts_shard", "accounts", ["shard"], schema=SCHEMA)
    op.create_table(
        "positions",
        sa.Column("account_id", sa.Uuid, primary_key=True),
        sa.Column("symbol", sa.Text, primary_key=True),
        *_exact("quantity", "cost", "realized_pnl", "fees", "multiplier"),
        _moment("opened_at", nullable=True),
        sa.Column("day", sa.Date, nullable=False),
        *_exact("day_quantity", "day_cost", "day_realized_pnl", "day_fees"),
        schema=SCHEMA,
    )
    op.create_table(
        "round_trips",
        sa.Column("round_trip_id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("is_long", sa.Boolean, nullable=False),
        *_exact("multiplier"),
        _moment("opened_at"),
        *_exact("entered_quantity", "entered_value", "exited_quantity", "exited_value"),
        *_exact("max_quantity", "realized_pnl", "fees"),
        _moment("closed_at", nullable=True),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_round_trips_under_way",
        "round_trips",
        ["account_id", "symbol"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_round_trips_newest",
        "round_trips",
        ["account_id", "closed_at", "round_trip_id"],
        schema=SCHEMA,
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_table(
        "position_events",
        sa.Column("execution_id", sa.Uuid, primary_key=True),
        sa.Column("leg", sa.SmallInteger, primary_key=True),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("order_id", sa.Uuid, nullable=False),
        sa.Column("round_trip_id", sa.Uuid, nullable=False),
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        *_exact("quantity", "price", "multiplier", "fee", "held", "cost", "realized_pnl"),
        _moment("occurred_at"),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_position_events_round_trip_id", "position_events", ["round_trip_id"], schema=SCHEMA
    )
    op.create_index(
        "ix_position_events_history",
        "position_events",
        ["account_id", "symbol", "occurred_at"],
        schema=SCHEMA,
    )
    op.create_table(
        "day_prices",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("symbol", sa.Text, primary_key=True),
        *_exact("price"),
        schema=SCHEMA,
    )


def downgrade() -> None:
    for table in ("day_prices", "position_events", "round_trips", "positions", "accounts"):
        op.drop_table(table, schema=SCHEMA)


def _exact(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Numeric, nullable=False) for name in names]


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
