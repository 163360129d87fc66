"""A stop-limit order must have been triggered before its limit counts, as a ghost too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCHEMA = "portfolio"
PRICES = ("stop", "first_stop")
MOMENTS = ("triggered_at", "first_triggered_at")


def upgrade() -> None:
    for name in PRICES:
        op.add_column("ghosts", sa.Column(name, sa.Numeric), schema=SCHEMA)
    for name in MOMENTS:
        op.add_column("ghosts", sa.Column(name, sa.DateTime(timezone=True)), schema=SCHEMA)


def downgrade() -> None:
    for name in (*PRICES, *MOMENTS):
        op.drop_column("ghosts", name, schema=SCHEMA)
