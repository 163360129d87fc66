"""When an operator described an instrument; null where Thor itself did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "instruments", sa.Column("edited_at", sa.DateTime(timezone=True)), schema="livedata"
    )


def downgrade() -> None:
    op.drop_column("instruments", "edited_at", schema="livedata")
