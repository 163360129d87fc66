"""Groups of orders: an entry with its exits, or two exits of which one cancels the other."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UPGRADE = (
    """
    ALTER TABLE orders.orders
        ADD COLUMN group_id uuid,
        ADD COLUMN group_role text,
        ADD COLUMN parent_order_id uuid,
        ADD COLUMN active boolean NOT NULL DEFAULT true,
        ADD COLUMN reserves boolean NOT NULL DEFAULT true,
        ADD CONSTRAINT ck_orders_group_role_known
            CHECK (group_role IN ('entry', 'take_profit', 'stop_loss')),
        ADD CONSTRAINT ck_orders_group_has_roles
            CHECK ((group_id IS NULL) = (group_role IS NULL)),
        ADD CONSTRAINT fk_orders_parent_order_id
            FOREIGN KEY (parent_order_id) REFERENCES orders.orders (order_id)
    """,
    "CREATE INDEX ix_orders_group ON orders.orders (group_id) WHERE group_id IS NOT NULL",
)
COLUMNS = ("group_id", "group_role", "parent_order_id", "active", "reserves")


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE orders.orders DROP COLUMN {column}")
