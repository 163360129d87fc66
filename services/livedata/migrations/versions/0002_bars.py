"""Bars: a table a resolution, partitioned by time. The service makes and drops the partitions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RESOLUTIONS = ("1s", "1m", "1d")


def upgrade() -> None:
    for resolution in RESOLUTIONS:
        name = f"bars_{resolution}"
        op.create_table(
            name,
            sa.Column("symbol", sa.Text, nullable=False),
            sa.Column("time", sa.DateTime(timezone=True), nullable=False),
            sa.Column("session", sa.Date),
            sa.Column("open", sa.Numeric, nullable=False),
            sa.Column("high", sa.Numeric, nullable=False),
            sa.Column("low", sa.Numeric, nullable=False),
            sa.Column("close", sa.Numeric, nullable=False),
            sa.Column("volume", sa.Numeric, nullable=False),
            sa.Column("trades", sa.BigInteger, nullable=False),
            sa.PrimaryKeyConstraint("symbol", "time", name=f"pk_{name}"),
            schema="livedata",
            postgresql_partition_by="RANGE (time)",
        )


def downgrade() -> None:
    for resolution in RESOLUTIONS:
        op.drop_table(f"bars_{resolution}", schema="livedata")
