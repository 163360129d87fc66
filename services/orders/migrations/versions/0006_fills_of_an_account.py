"""Fills of an account, newest first: what the list of them and their files are read by."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_executions_account_id_booked_at_execution_id"
        " ON orders.executions (account_id, booked_at, execution_id)"
    )


def downgrade() -> None:
    op.execute("DROP INDEX orders.ix_executions_account_id_booked_at_execution_id")
