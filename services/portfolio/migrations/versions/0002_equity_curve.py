"""The equity curve, which no log can give back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA = "portfolio"


def upgrade() -> None:
    op.create_table(
        "equity_points",
        sa.Column("account_id", sa.Uuid, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("equity", sa.Numeric, nullable=False),
        sa.Column("cash", sa.Numeric, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("grade", sa.SmallInteger, nullable=False),
        schema=SCHEMA,
    )
    op.create_index("ix_equity_points_age", "equity_points", ["grade", "at"], schema=SCHEMA)
    op.create_index(
        "ix_equity_points_shown", "equity_points", ["account_id", "grade", "at"], schema=SCHEMA
    )


def downgrade() -> None:
    op.drop_table("equity_points", schema=SCHEMA)
