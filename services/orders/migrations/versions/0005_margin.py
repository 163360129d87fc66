"""Margin accounts: shorts, orders that close and open, fees in the reservations."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = """
ALTER TABLE orders.orders
    ADD COLUMN closes numeric,
    ADD COLUMN reserve_fee numeric NOT NULL DEFAULT 0,
    ADD COLUMN reserve_flat numeric NOT NULL DEFAULT 0;

ALTER TABLE orders.holdings
    DROP CONSTRAINT ck_holdings_quantity_not_negative,
    DROP CONSTRAINT ck_holdings_held_quantity_is_there,
    ADD CONSTRAINT ck_holdings_held_quantity_not_negative CHECK (held_quantity >= 0);

CREATE FUNCTION orders.only_margin_may_be_short() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT kind FROM orders.accounts WHERE account_id = NEW.account_id) <> 'MARGIN' THEN
        RAISE check_violation USING MESSAGE = 'a cash account sells only what it holds';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER only_margin_may_be_short BEFORE INSERT OR UPDATE ON orders.holdings
    FOR EACH ROW WHEN (NEW.quantity < 0 OR NEW.held_quantity > NEW.quantity)
    EXECUTE FUNCTION orders.only_margin_may_be_short()
"""

BACK = """
DROP TRIGGER only_margin_may_be_short ON orders.holdings;

DROP FUNCTION orders.only_margin_may_be_short();

ALTER TABLE orders.holdings
    DROP CONSTRAINT ck_holdings_held_quantity_not_negative,
    ADD CONSTRAINT ck_holdings_quantity_not_negative CHECK (quantity >= 0),
    ADD CONSTRAINT ck_holdings_held_quantity_is_there
        CHECK (held_quantity >= 0 AND held_quantity <= quantity);

ALTER TABLE orders.orders
    DROP COLUMN closes,
    DROP COLUMN reserve_fee,
    DROP COLUMN reserve_flat
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)


def downgrade() -> None:
    for statement in BACK.split(";\n\n"):
        op.execute(statement)
