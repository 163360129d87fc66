"""The tables of the book, in schema `orders`. Every amount is an exact NUMERIC.

The constraints repeat the rules of the domain on purpose: no bug above may break the book.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.db.base import schema
from shared.kernel.enums import (
    AccountKind,
    AccountStatus,
    GroupRole,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
)

metadata = schema("orders")

# These rows change all the time and none of their indexed columns does: with room on the page
# an update touches no index.
ROOM_TO_UPDATE = {"fillfactor": 50}


def _one_of(column: str, words: type[StrEnum] | Iterable[str], name: str) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


accounts = Table(
    "accounts",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("client_account_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("starting_balance", Numeric, nullable=False),
    Column("cash", Numeric, nullable=False),
    Column("reserved", Numeric, nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("fill_model", Text, nullable=False, server_default="quote"),
    Column("fee_model", Text, nullable=False, server_default="none"),
    Column("hold_seconds", Integer, nullable=False, server_default="0"),
    Column("era", Integer, nullable=False, server_default="1"),
    Column("cloned_from", Uuid, ForeignKey("orders.accounts.account_id")),
    UniqueConstraint("user_id", "client_account_id"),
    _one_of("kind", AccountKind, "kind_known"),
    _one_of("status", AccountStatus, "status_known"),
    CheckConstraint("starting_balance > 0", name="starting_balance_positive"),
    CheckConstraint("reserved >= 0", name="reserved_not_negative"),
    CheckConstraint(
        "kind <> 'CASH' OR (cash >= 0 AND reserved <= cash)", name="cash_never_overdrawn"
    ),
    postgresql_with=ROOM_TO_UPDATE,
)

eras = Table(
    "eras",
    metadata,
    Column("account_id", Uuid, ForeignKey(accounts.c.account_id), primary_key=True),
    Column("era", Integer, primary_key=True),
    Column("client_reset_id", Uuid),
    Column("starting_balance", Numeric, nullable=False),
    Column("began_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("account_id", "client_reset_id"),
    CheckConstraint("starting_balance > 0", name="starting_balance_positive"),
)

corporate_actions = Table(
    "corporate_actions",
    metadata,
    Column("action_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("symbol", Text, nullable=False),
    Column("numerator", Integer),
    Column("denominator", Integer),
    Column("price", Numeric),
    Column("amount_per_share", Numeric),
    Column("effective_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(
        "CASE kind WHEN 'split' THEN numerator > 0 AND denominator > 0"
        " WHEN 'dividend' THEN amount_per_share > 0 ELSE false END",
        name="kind_known",
    ),
)

adjustments = Table(
    "adjustments",
    metadata,
    Column("adjustment_id", Uuid, primary_key=True),
    Column("action_id", Uuid, ForeignKey(corporate_actions.c.action_id), nullable=False),
    Column("account_id", Uuid, ForeignKey(accounts.c.account_id), nullable=False),
    Column("era", Integer, nullable=False),
    Column("symbol", Text, nullable=False),
    Column("quantity_before", Numeric, nullable=False),
    Column("quantity_after", Numeric, nullable=False),
    Column("multiplier", Numeric, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("booked_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("action_id", "account_id"),
    Index(None, "account_id", "symbol"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("entry_id", BigInteger, Identity(always=True), primary_key=True),
    Column("account_id", Uuid, ForeignKey(accounts.c.account_id), nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("balance_after", Numeric, nullable=False),
    Column("execution_id", Uuid, ForeignKey("orders.executions.execution_id")),
    Column("booked_at", DateTime(timezone=True), nullable=False),
    Column("era", Integer, nullable=False, server_default="1"),
    Column("adjustment_id", Uuid, ForeignKey(adjustments.c.adjustment_id)),
    Index(None, "account_id", "entry_id"),
    _one_of("kind", ("opening", "trade", "commission", "split", "dividend"), "kind_known"),
    CheckConstraint(
        "(kind IN ('trade', 'commission')) = (execution_id IS NOT NULL)",
        name="trades_name_their_execution",
    ),
    CheckConstraint(
        "(kind IN ('split', 'dividend')) = (adjustment_id IS NOT NULL)",
        name="actions_name_their_adjustment",
    ),
)

orders = Table(
    "orders",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("client_order_id", Text, nullable=False),
    Column("account_id", Uuid, ForeignKey(accounts.c.account_id), nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("shard", SmallInteger, nullable=False),
    Column("symbol", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("time_in_force", Text, nullable=False),
    Column("quantity", Numeric, nullable=False),
    Column("notional", Numeric),
    Column("limit_price", Numeric),
    Column("stop_price", Numeric),
    Column("trail_amount", Numeric),
    Column("trail_percent", Numeric),
    Column("extended_hours", Boolean, nullable=False),
    Column("multiplier", Numeric, nullable=False),
    Column("quantity_step", Numeric, nullable=False),
    Column("reserve_price", Numeric, nullable=False),
    Column("status", Text, nullable=False),
    Column("filled_quantity", Numeric, nullable=False),
    Column("filled_cost", Numeric, nullable=False),
    Column("version", Integer, nullable=False),
    Column("reason_code", Text),
    Column("reason", Text),
    Column("reason_field", Text),
    Column("hold_until", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True)),
    Column("triggered_at", DateTime(timezone=True)),
    Column("trail_reference", Numeric),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("working_since", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("closes", Numeric),
    Column("reserve_fee", Numeric, nullable=False, server_default="0"),
    Column("reserve_flat", Numeric, nullable=False, server_default="0"),
    Column("fill_model", Text, nullable=False),
    Column("fee_model", Text, nullable=False),
    Column("era", Integer, nullable=False, server_default="1"),
    Column("group_id", Uuid),
    Column("group_role", Text),
    Column("parent_order_id", Uuid, ForeignKey("orders.orders.order_id")),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("reserves", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("account_id", "client_order_id"),
    Index(None, "account_id", "submitted_at", "order_id"),
    Index(None, "account_id", "status", "submitted_at", "order_id"),
    Index(None, "account_id", "symbol", "submitted_at", "order_id"),
    _one_of("group_role", GroupRole, "group_role_known"),
    CheckConstraint("(group_id IS NULL) = (group_role IS NULL)", name="group_has_roles"),
    _one_of("side", Side, "side_known"),
    _one_of("type", OrderType, "type_known"),
    _one_of("time_in_force", TimeInForce, "time_in_force_known"),
    _one_of("status", OrderStatus, "status_known"),
    CheckConstraint("status = 'REJECTED' OR quantity > 0", name="quantity_positive"),
    CheckConstraint(
        "filled_quantity >= 0 AND (filled_quantity = 0 OR filled_quantity <= quantity)",
        name="never_overfilled",
    ),
    CheckConstraint(
        "(status = 'FILLED') = (filled_quantity = quantity AND filled_quantity > 0)",
        name="filled_means_all_of_it",
    ),
    CheckConstraint("version > 0", name="version_positive"),
)
Index(
    "ix_orders_working",
    orders.c.shard,
    postgresql_where=orders.c.status == OrderStatus.PENDING.value,
)

Index("ix_orders_group", orders.c.group_id, postgresql_where=orders.c.group_id.is_not(None))

reservations = Table(
    "reservations",
    metadata,
    Column("order_id", Uuid, ForeignKey(orders.c.order_id), primary_key=True),
    Column("account_id", Uuid, ForeignKey(accounts.c.account_id), nullable=False),
    Column("symbol", Text, nullable=False),
    Column("cash", Numeric, nullable=False),
    Column("shares", Numeric, nullable=False),
    CheckConstraint("cash >= 0", name="cash_not_negative"),
    CheckConstraint("shares >= 0", name="shares_not_negative"),
)

holdings = Table(
    "holdings",
    metadata,
    Column("account_id", Uuid, ForeignKey(accounts.c.account_id), primary_key=True),
    Column("symbol", Text, primary_key=True),
    Column("quantity", Numeric, nullable=False),
    Column("held_quantity", Numeric, nullable=False),
    # A trigger lets only margin accounts hold less than nothing, or less than is set aside.
    CheckConstraint("held_quantity >= 0", name="held_quantity_not_negative"),
    postgresql_with=ROOM_TO_UPDATE,
)

executions = Table(
    "executions",
    metadata,
    Column("execution_id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey(orders.c.order_id), nullable=False),
    Column("order_version", Integer, nullable=False),
    Column("account_id", Uuid, ForeignKey(accounts.c.account_id), nullable=False),
    Column("symbol", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("quantity", Numeric, nullable=False),
    Column("price", Numeric, nullable=False),
    Column("multiplier", Numeric, nullable=False),
    Column("commission", Numeric, nullable=False),
    Column("receipt", JSONB, nullable=False),
    Column("booked_at", DateTime(timezone=True), nullable=False),
    Column("era", Integer, nullable=False, server_default="1"),
    UniqueConstraint("order_id", "order_version"),
    Index(None, "account_id", "booked_at", "execution_id"),
    _one_of("side", Side, "side_known"),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    CheckConstraint("price > 0", name="price_positive"),
    CheckConstraint("commission >= 0", name="commission_not_negative"),
)
