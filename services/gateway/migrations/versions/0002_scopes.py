"""What an API key is good for."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE gateway.api_keys ADD COLUMN scopes text[] NOT NULL DEFAULT '{account}'")


def downgrade() -> None:
    op.execute("ALTER TABLE gateway.api_keys DROP COLUMN scopes")
