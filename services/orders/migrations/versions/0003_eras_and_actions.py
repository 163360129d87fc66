"""Accounts as a lab: eras, settings, clones; splits and dividends."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = """
ALTER TABLE orders.accounts
    ADD COLUMN fill_model text NOT NULL DEFAULT 'quote',
    ADD COLUMN fee_model text NOT NULL DEFAULT 'none',
    ADD COLUMN hold_seconds integer NOT NULL DEFAULT 0,
    ADD COLUMN era integer NOT NULL DEFAULT 1,
    ADD COLUMN cloned_from uuid,
    ADD CONSTRAINT fk_accounts_cloned_from
        FOREIGN KEY(cloned_from) REFERENCES orders.accounts (account_id);

ALTER TABLE orders.orders ADD COLUMN era integer NOT NULL DEFAULT 1;

ALTER TABLE orders.executions ADD COLUMN era integer NOT NULL DEFAULT 1;

CREATE TABLE orders.eras (
    account_id uuid NOT NULL,
    era integer NOT NULL,
    client_reset_id uuid,
    starting_balance numeric NOT NULL,
    began_at timestamptz NOT NULL,
    CONSTRAINT pk_eras PRIMARY KEY (account_id, era),
    CONSTRAINT uq_eras_account_id_client_reset_id UNIQUE (account_id, client_reset_id),
    CONSTRAINT ck_eras_starting_balance_positive CHECK (starting_balance > 0),
    CONSTRAINT fk_eras_account_id
        FOREIGN KEY(account_id) REFERENCES orders.accounts (account_id)
);

INSERT INTO orders.eras (account_id, era, starting_balance, began_at)
    SELECT account_id, 1, starting_balance, opened_at FROM orders.accounts;

CREATE TABLE orders.corporate_actions (
    action_id uuid NOT NULL,
    kind text NOT NULL,
    symbol text NOT NULL,
    numerator integer,
    denominator integer,
    price numeric,
    amount_per_share numeric,
    effective_at timestamptz NOT NULL,
    CONSTRAINT pk_corporate_actions PRIMARY KEY (action_id),
    CONSTRAINT ck_corporate_actions_kind_known CHECK (
        CASE kind WHEN 'split' THEN numerator > 0 AND denominator > 0
        WHEN 'dividend' THEN amount_per_share > 0 ELSE false END)
);

CREATE TABLE orders.adjustments (
    adjustment_id uuid NOT NULL,
    action_id uuid NOT NULL,
    account_id uuid NOT NULL,
    era integer NOT NULL,
    symbol text NOT NULL,
    quantity_before numeric NOT NULL,
    quantity_after numeric NOT NULL,
    multiplier numeric NOT NULL,
    amount numeric NOT NULL,
    booked_at timestamptz NOT NULL,
    CONSTRAINT pk_adjustments PRIMARY KEY (adjustment_id),
    CONSTRAINT uq_adjustments_action_id_account_id UNIQUE (action_id, account_id),
    CONSTRAINT fk_adjustments_action_id
        FOREIGN KEY(action_id) REFERENCES orders.corporate_actions (action_id),
    CONSTRAINT fk_adjustments_account_id
        FOREIGN KEY(account_id) REFERENCES orders.accounts (account_id)
);

CREATE INDEX ix_adjustments_account_id_symbol ON orders.adjustments (account_id, symbol);

ALTER TABLE orders.ledger
    ADD COLUMN era integer NOT NULL DEFAULT 1,
    ADD COLUMN adjustment_id uuid,
    ADD CONSTRAINT fk_ledger_adjustment_id
        FOREIGN KEY(adjustment_id) REFERENCES orders.adjustments (adjustment_id),
    DROP CONSTRAINT ck_ledger_kind_known,
    DROP CONSTRAINT ck_ledger_trades_name_their_execution,
    ADD CONSTRAINT ck_ledger_kind_known
        CHECK (kind IN ('opening', 'trade', 'commission', 'split', 'dividend')),
    ADD CONSTRAINT ck_ledger_trades_name_their_execution
        CHECK ((kind IN ('trade', 'commission')) = (execution_id IS NOT NULL)),
    ADD CONSTRAINT ck_ledger_actions_name_their_adjustment
        CHECK ((kind IN ('split', 'dividend')) = (adjustment_id IS NOT NULL));

-- Everything that moved a holding; by entry_id in the order in which it happened to its account.
CREATE VIEW orders.movements AS
    SELECT entry_id, account_id, era, symbol, adjustment_id,
           CASE side WHEN 'BUY' THEN quantity ELSE -quantity END AS moved
    FROM orders.ledger JOIN orders.executions USING (execution_id, account_id, era)
    WHERE ledger.kind = 'trade'
    UNION ALL
    SELECT entry_id, account_id, era, symbol, adjustment_id, quantity_after - quantity_before
    FROM orders.ledger JOIN orders.adjustments USING (adjustment_id, account_id, era);

CREATE TRIGGER eras_are_immutable BEFORE UPDATE OR DELETE ON orders.eras
    FOR EACH ROW EXECUTE FUNCTION orders.refuse_change();

CREATE TRIGGER corporate_actions_are_immutable
    BEFORE UPDATE OR DELETE ON orders.corporate_actions
    FOR EACH ROW EXECUTE FUNCTION orders.refuse_change();

CREATE TRIGGER adjustments_are_immutable BEFORE UPDATE OR DELETE ON orders.adjustments
    FOR EACH ROW EXECUTE FUNCTION orders.refuse_change()
"""

BACK = """
DROP VIEW orders.movements;

ALTER TABLE orders.ledger
    DROP COLUMN adjustment_id,
    DROP COLUMN era,
    DROP CONSTRAINT ck_ledger_kind_known,
    ADD CONSTRAINT ck_ledger_kind_known CHECK (kind IN ('opening', 'trade', 'commission'));

DROP TABLE orders.adjustments;

DROP TABLE orders.corporate_actions;

DROP TABLE orders.eras;

ALTER TABLE orders.executions DROP COLUMN era;

ALTER TABLE orders.orders DROP COLUMN era;

ALTER TABLE orders.accounts
    DROP COLUMN cloned_from,
    DROP COLUMN era,
    DROP COLUMN hold_seconds,
    DROP COLUMN fee_model,
    DROP COLUMN fill_model
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)


def downgrade() -> None:
    for statement in BACK.split(";\n\n"):
        op.execute(statement)
