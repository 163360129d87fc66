"""Between rows of the book and the values of the domain. Nothing is computed here."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from services.orders.domain.account import Account, Holding, Settings
from services.orders.domain.execution import Execution
from services.orders.domain.order import Membership, Order
from services.orders.domain.terms import Terms
from shared.contracts.streams import shard_of
from shared.kernel.enums import (
    AccountKind,
    AccountStatus,
    GroupRole,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
)


def order_of(row: Row[Any]) -> Order:
    return Order(
        order_id=row.order_id,
        client_order_id=row.client_order_id,
        account_id=row.account_id,
        symbol=row.symbol,
        side=Side(row.side),
        type=OrderType(row.type),
        terms=Terms(
            quantity=row.quantity,
            notional=row.notional,
            time_in_force=TimeInForce(row.time_in_force),
            limit_price=row.limit_price,
            stop_price=row.stop_price,
            trail_amount=row.trail_amount,
            trail_percent=row.trail_percent,
        ),
        status=OrderStatus(row.status),
        submitted_at=row.submitted_at,
        working_since=row.working_since,
        updated_at=row.updated_at,
        extended_hours=row.extended_hours,
        multiplier=row.multiplier,
        quantity_step=row.quantity_step,
        reserve_price=row.reserve_price,
        filled_quantity=row.filled_quantity,
        filled_cost=row.filled_cost,
        version=row.version,
        hold_until=row.hold_until,
        expires_at=row.expires_at,
        triggered_at=row.triggered_at,
        trail_reference=row.trail_reference,
        reason_code=row.reason_code,
        reason=row.reason,
        reason_field=row.reason_field,
        group=_membership_of(row),
        active=row.active,
        reserves=row.reserves,
        closes=row.closes,
        reserve_fee=row.reserve_fee,
        reserve_flat=row.reserve_flat,
        fill_model=row.fill_model,
        fee_model=row.fee_model,
        era=row.era,
    )


def _membership_of(row: Row[Any]) -> Membership | None:
    if row.group_id is None:
        return None
    return Membership(row.group_id, GroupRole(row.group_role), row.parent_order_id)


def row_of_order(order: Order) -> dict[str, Any]:
    """Every column of `orders.orders` but the fingerprint."""
    terms = order.terms
    return {
        "order_id": order.order_id,
        "client_order_id": order.client_order_id,
        "account_id": order.account_id,
        "shard": shard_of(order.symbol),
        "symbol": order.symbol,
        "side": order.side.value,
        "type": order.type.value,
        "time_in_force": terms.time_in_force.value,
        "quantity": terms.quantity,
        "notional": terms.notional,
        "limit_price": terms.limit_price,
        "stop_price": terms.stop_price,
        "trail_amount": terms.trail_amount,
        "trail_percent": terms.trail_percent,
        "extended_hours": order.extended_hours,
        "multiplier": order.multiplier,
        "quantity_step": order.quantity_step,
        "reserve_price": order.reserve_price,
        "status": order.status.value,
        "filled_quantity": order.filled_quantity,
        "filled_cost": order.filled_cost,
        "version": order.version,
        "reason_code": order.reason_code,
        "reason": order.reason,
        "reason_field": order.reason_field,
        "hold_until": order.hold_until,
        "expires_at": order.expires_at,
        "triggered_at": order.triggered_at,
        "trail_reference": order.trail_reference,
        "submitted_at": order.submitted_at,
        "working_since": order.working_since,
        "updated_at": order.updated_at,
        "group_id": order.group.group_id if order.group else None,
        "group_role": order.group.role.value if order.group else None,
        "parent_order_id": order.group.parent_order_id if order.group else None,
        "active": order.active,
        "reserves": order.reserves,
        "closes": order.closes,
        "reserve_fee": order.reserve_fee,
        "reserve_flat": order.reserve_flat,
        "fill_model": order.fill_model,
        "fee_model": order.fee_model,
        "era": order.era,
    }


CHANGING = (
    "time_in_force",
    "quantity",
    "notional",
    "limit_price",
    "stop_price",
    "trail_amount",
    "trail_percent",
    "reserve_price",
    "closes",
    "reserve_fee",
    "reserve_flat",
    "status",
    "filled_quantity",
    "filled_cost",
    "version",
    "reason_code",
    "reason",
    "hold_until",
    "expires_at",
    "triggered_at",
    "trail_reference",
    "active",
    "reserves",
    "working_since",
    "updated_at",
)
"""The columns of an order that something can change after it was submitted."""


def account_of(row: Row[Any]) -> Account:
    return Account(
        account_id=row.account_id,
        user_id=row.user_id,
        client_account_id=row.client_account_id,
        name=row.name,
        kind=AccountKind(row.kind),
        currency=row.currency,
        status=AccountStatus(row.status),
        starting_balance=row.starting_balance,
        cash=row.cash,
        reserved=row.reserved,
        version=row.version,
        opened_at=row.opened_at,
        settings=Settings(
            fill_model=row.fill_model, fee_model=row.fee_model, hold_seconds=row.hold_seconds
        ),
        era=row.era,
        cloned_from=row.cloned_from,
    )


def row_of_account(account: Account) -> dict[str, Any]:
    return {
        "account_id": account.account_id,
        "user_id": account.user_id,
        "client_account_id": account.client_account_id,
        "name": account.name,
        "kind": account.kind.value,
        "currency": account.currency,
        "status": account.status.value,
        "starting_balance": account.starting_balance,
        "cash": account.cash,
        "reserved": account.reserved,
        "version": account.version,
        "opened_at": account.opened_at,
        "fill_model": account.settings.fill_model,
        "fee_model": account.settings.fee_model,
        "hold_seconds": account.settings.hold_seconds,
        "era": account.era,
        "cloned_from": account.cloned_from,
    }


CHANGING_ACCOUNT = (
    "name",
    "status",
    "starting_balance",
    "cash",
    "reserved",
    "version",
    "fill_model",
    "fee_model",
    "hold_seconds",
    "era",
)
"""The columns of an account that something can change after it was opened."""


def holding_of(row: Row[Any]) -> Holding:
    return Holding(
        account_id=row.account_id,
        symbol=row.symbol,
        quantity=row.quantity,
        held_quantity=row.held_quantity,
    )


def row_of_execution(execution: Execution, order_version: int) -> dict[str, Any]:
    return {**asdict(execution), "side": execution.side.value, "order_version": order_version}


def execution_of(row: Row[Any]) -> Execution:
    return Execution(
        execution_id=row.execution_id,
        order_id=row.order_id,
        account_id=row.account_id,
        symbol=row.symbol,
        side=Side(row.side),
        quantity=row.quantity,
        price=row.price,
        multiplier=row.multiplier,
        commission=row.commission,
        receipt=row.receipt,
        booked_at=row.booked_at,
        era=row.era,
    )
