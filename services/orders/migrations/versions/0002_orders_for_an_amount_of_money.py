"""Orders for an amount of money instead of a quantity."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE orders.orders ADD COLUMN notional numeric")


def downgrade() -> None:
    op.execute("ALTER TABLE orders.orders DROP COLUMN notional")
