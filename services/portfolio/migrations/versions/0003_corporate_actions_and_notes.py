"""Dividends, splits and eras; how far round trips went; what traders note about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SCHEMA = "portfolio"
MONEY = {
    "accounts": ["dividends"],
    "positions": ["dividends", "day_dividends"],
    "round_trips": ["dividends"],
    "position_events": ["dividends"],
}


def upgrade() -> None:
    for table, names in MONEY.items():
        for name in names:
            _add(table, sa.Column(name, sa.Numeric, nullable=False, server_default="0"))
    for table in ("accounts", "round_trips"):
        _add(table, sa.Column("era", sa.Integer, nullable=False, server_default="1"))
    for name in ("era_began_at", "closed_at"):
        _add("accounts", sa.Column(name, sa.DateTime(timezone=True)))
    op.alter_column("position_events", "execution_id", new_column_name="event_id", schema=SCHEMA)
    for name in ("order_id", "price"):
        op.alter_column("position_events", name, nullable=True, schema=SCHEMA)
    for name in ("numerator", "denominator"):
        _add("position_events", sa.Column(name, sa.Integer))
    op.create_table(
        "excursions",
        sa.Column("round_trip_id", sa.Uuid, primary_key=True),
        *_extreme("best"),
        *_extreme("worst"),
        schema=SCHEMA,
    )
    op.create_table(
        "notes",
        sa.Column("round_trip_id", sa.Uuid, primary_key=True),
        sa.Column("tags", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_table("notes", schema=SCHEMA)
    op.drop_table("excursions", schema=SCHEMA)
    op.execute("DELETE FROM portfolio.position_events WHERE price IS NULL OR order_id IS NULL")
    for name in ("numerator", "denominator"):
        op.drop_column("position_events", name, schema=SCHEMA)
    for name in ("order_id", "price"):
        op.alter_column("position_events", name, nullable=False, schema=SCHEMA)
    op.alter_column("position_events", "event_id", new_column_name="execution_id", schema=SCHEMA)
    for name in ("closed_at", "era_began_at"):
        op.drop_column("accounts", name, schema=SCHEMA)
    for table in ("accounts", "round_trips"):
        op.drop_column(table, "era", schema=SCHEMA)
    for table, names in MONEY.items():
        for name in names:
            op.drop_column(table, name, schema=SCHEMA)


def _add(table: str, column: sa.Column[object]) -> None:
    op.add_column(table, column, schema=SCHEMA)
    if column.server_default is not None:  # it was for the rows that are there
        op.alter_column(table, column.name, server_default=None, schema=SCHEMA)


def _extreme(name: str) -> list[sa.Column[object]]:
    return [
        sa.Column(name, sa.Numeric, nullable=False),
        sa.Column(f"{name}_price", sa.Numeric, nullable=False),
        sa.Column(f"{name}_at", sa.DateTime(timezone=True), nullable=False),
    ]
