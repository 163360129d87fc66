"""The outbox, the log, and how far each group has come."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The queue tables turn over thousands of rows a second and stay almost empty: the default of
# vacuuming after a fifth of the table has changed would leave them full of dead rows.
QUEUE = "WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)"
# Rows that are updated in place all the time: room on the page keeps the updates cheap.
COUNTER = "WITH (fillfactor = 50)"

TABLES = f"""
CREATE TABLE bus.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    stream text NOT NULL,
    shard smallint NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    event_id uuid NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (id)
) {QUEUE};

CREATE TABLE bus.log (
    stream text NOT NULL,
    shard smallint NOT NULL,
    seq bigint NOT NULL,
    ms bigint NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    event_id uuid NOT NULL,
    body bytea NOT NULL,
    logged_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_log PRIMARY KEY (stream, shard, seq)
);

CREATE TABLE bus.head (
    stream text NOT NULL,
    shard smallint NOT NULL,
    seq bigint NOT NULL,
    ms bigint NOT NULL,
    CONSTRAINT pk_head PRIMARY KEY (stream, shard)
) {COUNTER};

CREATE TABLE bus.member (
    grp text NOT NULL,
    member text NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_member PRIMARY KEY (grp, member)
);

CREATE TABLE bus.lease (
    grp text NOT NULL,
    shard smallint NOT NULL,
    owner text,
    epoch bigint NOT NULL,
    lease_until timestamptz NOT NULL,
    CONSTRAINT pk_lease PRIMARY KEY (grp, shard)
) {COUNTER};

CREATE TABLE bus.position (
    grp text NOT NULL,
    stream text NOT NULL,
    shard smallint NOT NULL,
    ms bigint NOT NULL,
    seq bigint NOT NULL,
    epoch bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_position PRIMARY KEY (grp, stream, shard)
) {COUNTER};

CREATE TABLE bus.attempt (
    grp text NOT NULL,
    stream text NOT NULL,
    shard smallint NOT NULL,
    ms bigint NOT NULL,
    seq bigint NOT NULL,
    attempts integer NOT NULL,
    error text NOT NULL,
    CONSTRAINT pk_attempt PRIMARY KEY (grp, stream, shard)
);

CREATE TABLE bus.dead_letter (
    grp text NOT NULL,
    stream text NOT NULL,
    key text NOT NULL,
    shard smallint NOT NULL,
    ms bigint NOT NULL,
    seq bigint NOT NULL,
    type text NOT NULL,
    body bytea NOT NULL,
    error text NOT NULL,
    attempts integer NOT NULL,
    died_at timestamptz NOT NULL DEFAULT now(),
    decision text,
    CONSTRAINT pk_dead_letter PRIMARY KEY (grp, stream, key)
);

CREATE TABLE bus.parked (
    grp text NOT NULL,
    stream text NOT NULL,
    shard smallint NOT NULL,
    ms bigint NOT NULL,
    seq bigint NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT pk_parked PRIMARY KEY (grp, stream, shard, ms, seq)
);
"""

NAMES = ("parked", "dead_letter", "attempt", "position", "lease", "member", "head", "log", "outbox")


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TABLE bus.{name}")
