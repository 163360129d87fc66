"""What each symbol cost at the last close: a day that begins while nobody runs counts from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SCHEMA = "portfolio"


def upgrade() -> None:
    op.create_table(
        "closing_prices",
        sa.Column("symbol", sa.Text, primary_key=True),
        sa.Column("price", sa.Numeric, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_table("closing_prices", schema=SCHEMA)
