"""Instruments: what may be traded and in which steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instruments",
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("instrument_class", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("tick_size", sa.Numeric, nullable=False),
        sa.Column("sub_dollar_tick_size", sa.Numeric),
        sa.Column("multiplier", sa.Numeric, nullable=False),
        sa.Column("fractionable", sa.Boolean, nullable=False),
        sa.Column("shortable", sa.Boolean, nullable=False),
        sa.Column("calendar", sa.Text, nullable=False),
        sa.Column("known", sa.Boolean, nullable=False),
        sa.Column(
            "added_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.PrimaryKeyConstraint("symbol", name="pk_instruments"),
        schema="livedata",
    )


def downgrade() -> None:
    op.drop_table("instruments", schema="livedata")
