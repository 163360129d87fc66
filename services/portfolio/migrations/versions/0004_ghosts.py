"""Orders that never filled or were edited, and what the market did meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SCHEMA = "portfolio"


def upgrade() -> None:
    op.create_table(
        "ghosts",
        sa.Column("order_id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("era", sa.Integer, nullable=False),
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("multiplier", sa.Numeric, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=False),
        sa.Column("price", sa.Numeric),
        sa.Column("first_quantity", sa.Numeric, nullable=False),
        sa.Column("first_price", sa.Numeric),
        sa.Column("goes_down", sa.Boolean, nullable=False),
        sa.Column("edits", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("filled_quantity", sa.Numeric, nullable=False),
        sa.Column("average_price", sa.Numeric),
        sa.Column("reason_code", sa.Text),
        _moment("submitted_at", nullable=False),
        _moment("ended_at"),
        _moment("watched_from"),
        _moment("watched_until"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("first_mark", sa.Numeric),
        sa.Column("last_mark", sa.Numeric),
        _moment("last_at"),
        _moment("reached_at"),
        _moment("first_reached_at"),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_ghosts_ended", "ghosts", ["account_id", "era", "ended_at", "order_id"], schema=SCHEMA
    )
    op.create_index(
        "ix_ghosts_without_end",
        "ghosts",
        ["ended_at"],
        schema=SCHEMA,
        postgresql_where=sa.text("watched_until IS NULL"),
    )
    op.create_index(
        "ix_ghosts_watched",
        "ghosts",
        ["symbol", "watched_until"],
        schema=SCHEMA,
        postgresql_where=sa.text("watched_from IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("ghosts", schema=SCHEMA)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
