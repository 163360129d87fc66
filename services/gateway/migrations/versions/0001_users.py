"""Users, sessions, API keys and watchlists."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE gateway.users (
    user_id uuid NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    display_name text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (user_id),
    CONSTRAINT uq_users_email UNIQUE (email),
    CONSTRAINT ck_users_email_lower CHECK (email = lower(email))
);

CREATE TABLE gateway.sessions (
    session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (session_id),
    CONSTRAINT uq_sessions_digest UNIQUE (digest),
    CONSTRAINT fk_sessions_user_id FOREIGN KEY (user_id)
        REFERENCES gateway.users (user_id) ON DELETE CASCADE
);
CREATE INDEX ix_sessions_user_id ON gateway.sessions (user_id);
CREATE INDEX ix_sessions_expires_at ON gateway.sessions (expires_at);

CREATE TABLE gateway.api_keys (
    key_id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT pk_api_keys PRIMARY KEY (key_id),
    CONSTRAINT uq_api_keys_digest UNIQUE (digest),
    CONSTRAINT fk_api_keys_user_id FOREIGN KEY (user_id)
        REFERENCES gateway.users (user_id) ON DELETE CASCADE
);
CREATE INDEX ix_api_keys_user_id ON gateway.api_keys (user_id);

CREATE TABLE gateway.watchlists (
    user_id uuid NOT NULL,
    symbols text[] NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT pk_watchlists PRIMARY KEY (user_id),
    CONSTRAINT fk_watchlists_user_id FOREIGN KEY (user_id)
        REFERENCES gateway.users (user_id) ON DELETE CASCADE
);
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for table in ("watchlists", "api_keys", "sessions", "users"):
        op.execute(f"DROP TABLE gateway.{table}")
