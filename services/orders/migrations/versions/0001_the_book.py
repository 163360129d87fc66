"""The book: accounts and their ledger, orders and what they set aside, holdings, executions."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE orders.accounts (
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    client_account_id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    currency text NOT NULL,
    status text NOT NULL,
    starting_balance numeric NOT NULL,
    cash numeric NOT NULL,
    reserved numeric NOT NULL,
    version integer NOT NULL,
    opened_at timestamptz NOT NULL,
    CONSTRAINT pk_accounts PRIMARY KEY (account_id),
    CONSTRAINT uq_accounts_user_id_client_account_id UNIQUE (user_id, client_account_id),
    CONSTRAINT ck_accounts_kind_known CHECK (kind IN ('CASH', 'MARGIN')),
    CONSTRAINT ck_accounts_status_known CHECK (status IN ('OPEN', 'CLOSED')),
    CONSTRAINT ck_accounts_starting_balance_positive CHECK (starting_balance > 0),
    CONSTRAINT ck_accounts_reserved_not_negative CHECK (reserved >= 0),
    CONSTRAINT ck_accounts_cash_never_overdrawn
        CHECK (kind <> 'CASH' OR (cash >= 0 AND reserved <= cash))
) WITH (fillfactor = 50);

CREATE TABLE orders.holdings (
    account_id uuid NOT NULL,
    symbol text NOT NULL,
    quantity numeric NOT NULL,
    held_quantity numeric NOT NULL,
    CONSTRAINT pk_holdings PRIMARY KEY (account_id, symbol),
    CONSTRAINT ck_holdings_quantity_not_negative CHECK (quantity >= 0),
    CONSTRAINT ck_holdings_held_quantity_is_there
        CHECK (held_quantity >= 0 AND held_quantity <= quantity),
    CONSTRAINT fk_holdings_account_id
        FOREIGN KEY(account_id) REFERENCES orders.accounts (account_id)
) WITH (fillfactor = 50);

CREATE TABLE orders.orders (
    order_id uuid NOT NULL,
    client_order_id text NOT NULL,
    account_id uuid NOT NULL,
    fingerprint bytea NOT NULL,
    shard smallint NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    type text NOT NULL,
    time_in_force text NOT NULL,
    quantity numeric NOT NULL,
    limit_price numeric,
    stop_price numeric,
    trail_amount numeric,
    trail_percent numeric,
    extended_hours boolean NOT NULL,
    multiplier numeric NOT NULL,
    quantity_step numeric NOT NULL,
    reserve_price numeric NOT NULL,
    status text NOT NULL,
    filled_quantity numeric NOT NULL,
    filled_cost numeric NOT NULL,
    version integer NOT NULL,
    reason_code text,
    reason text,
    reason_field text,
    hold_until timestamptz,
    expires_at timestamptz,
    triggered_at timestamptz,
    trail_reference numeric,
    submitted_at timestamptz NOT NULL,
    working_since timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    fill_model text NOT NULL,
    fee_model text NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (order_id),
    CONSTRAINT uq_orders_account_id_client_order_id UNIQUE (account_id, client_order_id),
    CONSTRAINT ck_orders_side_known CHECK (side IN ('BUY', 'SELL')),
    CONSTRAINT ck_orders_type_known
        CHECK (type IN ('MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT', 'TRAILING_STOP')),
    CONSTRAINT ck_orders_time_in_force_known
        CHECK (time_in_force IN ('DAY', 'GTC', 'IOC', 'FOK')),
    CONSTRAINT ck_orders_status_known
        CHECK (status IN ('PENDING', 'FILLED', 'CANCELLED', 'REJECTED', 'EXPIRED')),
    CONSTRAINT ck_orders_quantity_positive CHECK (status = 'REJECTED' OR quantity > 0),
    CONSTRAINT ck_orders_never_overfilled
        CHECK (filled_quantity >= 0 AND (filled_quantity = 0 OR filled_quantity <= quantity)),
    CONSTRAINT ck_orders_filled_means_all_of_it
        CHECK ((status = 'FILLED') = (filled_quantity = quantity AND filled_quantity > 0)),
    CONSTRAINT ck_orders_version_positive CHECK (version > 0),
    CONSTRAINT fk_orders_account_id
        FOREIGN KEY(account_id) REFERENCES orders.accounts (account_id)
);

CREATE INDEX ix_orders_account_id_status_submitted_at_order_id
    ON orders.orders (account_id, status, submitted_at, order_id);

CREATE INDEX ix_orders_account_id_submitted_at_order_id
    ON orders.orders (account_id, submitted_at, order_id);

CREATE INDEX ix_orders_account_id_symbol_submitted_at_order_id
    ON orders.orders (account_id, symbol, submitted_at, order_id);

CREATE INDEX ix_orders_working
    ON orders.orders (shard)
    WHERE status = 'PENDING';

CREATE TABLE orders.executions (
    execution_id uuid NOT NULL,
    order_id uuid NOT NULL,
    order_version integer NOT NULL,
    account_id uuid NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    quantity numeric NOT NULL,
    price numeric NOT NULL,
    multiplier numeric NOT NULL,
    commission numeric NOT NULL,
    receipt jsonb NOT NULL,
    booked_at timestamptz NOT NULL,
    CONSTRAINT pk_executions PRIMARY KEY (execution_id),
    CONSTRAINT uq_executions_order_id_order_version UNIQUE (order_id, order_version),
    CONSTRAINT ck_executions_side_known CHECK (side IN ('BUY', 'SELL')),
    CONSTRAINT ck_executions_quantity_positive CHECK (quantity > 0),
    CONSTRAINT ck_executions_price_positive CHECK (price > 0),
    CONSTRAINT ck_executions_commission_not_negative CHECK (commission >= 0),
    CONSTRAINT fk_executions_order_id FOREIGN KEY(order_id) REFERENCES orders.orders (order_id),
    CONSTRAINT fk_executions_account_id
        FOREIGN KEY(account_id) REFERENCES orders.accounts (account_id)
);

CREATE TABLE orders.reservations (
    order_id uuid NOT NULL,
    account_id uuid NOT NULL,
    symbol text NOT NULL,
    cash numeric NOT NULL,
    shares numeric NOT NULL,
    CONSTRAINT pk_reservations PRIMARY KEY (order_id),
    CONSTRAINT ck_reservations_cash_not_negative CHECK (cash >= 0),
    CONSTRAINT ck_reservations_shares_not_negative CHECK (shares >= 0),
    CONSTRAINT fk_reservations_order_id FOREIGN KEY(order_id) REFERENCES orders.orders (order_id),
    CONSTRAINT fk_reservations_account_id
        FOREIGN KEY(account_id) REFERENCES orders.accounts (account_id)
);

CREATE TABLE orders.ledger (
    entry_id bigint GENERATED ALWAYS AS IDENTITY,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    amount numeric NOT NULL,
    balance_after numeric NOT NULL,
    execution_id uuid,
    booked_at timestamptz NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (entry_id),
    CONSTRAINT ck_ledger_kind_known CHECK (kind IN ('opening', 'trade', 'commission')),
    CONSTRAINT ck_ledger_trades_name_their_execution
        CHECK ((kind = 'opening') = (execution_id IS NULL)),
    CONSTRAINT fk_ledger_account_id
        FOREIGN KEY(account_id) REFERENCES orders.accounts (account_id),
    CONSTRAINT fk_ledger_execution_id
        FOREIGN KEY(execution_id) REFERENCES orders.executions (execution_id)
);

CREATE INDEX ix_ledger_account_id_entry_id
    ON orders.ledger (account_id, entry_id);
"""

# What was booked stays as it was booked; corrections are new entries.
IMMUTABLE = """
CREATE FUNCTION orders.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of orders.% are never changed or removed', TG_TABLE_NAME;
END $$;

CREATE TRIGGER ledger_is_immutable BEFORE UPDATE OR DELETE ON orders.ledger
    FOR EACH ROW EXECUTE FUNCTION orders.refuse_change();

CREATE TRIGGER executions_are_immutable BEFORE UPDATE OR DELETE ON orders.executions
    FOR EACH ROW EXECUTE FUNCTION orders.refuse_change();
"""

NAMES = ("ledger", "reservations", "executions", "orders", "holdings", "accounts")


def upgrade() -> None:
    for statement in (*TABLES.split(";\n\n"), *IMMUTABLE.split(";\n\n")):
        op.execute(statement)


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TABLE orders.{name}")
    op.execute("DROP FUNCTION orders.refuse_change()")
