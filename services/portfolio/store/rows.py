"""Rows of the tables to values of the domain, and back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.engine import RowMapping

from services.portfolio.domain.account import Account
from services.portfolio.domain.journal import PositionEvent, RoundTrip
from services.portfolio.domain.position import Position
from services.portfolio.domain.trading_day import DayStart
from shared.contracts.streams import shard_of
from shared.kernel.enums import AccountKind
from shared.kernel.ids import AccountId

_ACCOUNT = tuple(Account.__dataclass_fields__)
_TRIP = tuple(RoundTrip.__dataclass_fields__)


def account_of(row: RowMapping) -> Account:
    fields: dict[str, Any] = {name: row[name] for name in _ACCOUNT}
    fields["kind"] = AccountKind(row["kind"])
    return Account(**fields)


def row_of_account(account: Account) -> dict[str, Any]:
    fields = {name: getattr(account, name) for name in _ACCOUNT}
    return {**fields, "shard": shard_of(str(account.account_id))}


def position_of(row: RowMapping) -> Position:
    return Position(
        symbol=row["symbol"],
        quantity=row["quantity"],
        cost=row["cost"],
        realized_pnl=row["realized_pnl"],
        fees=row["fees"],
        multiplier=row["multiplier"],
        opened_at=row["opened_at"],
        day_start=DayStart(
            day=row["day"],
            quantity=row["day_quantity"],
            cost=row["day_cost"],
            realized_pnl=row["day_realized_pnl"],
            fees=row["day_fees"],
        ),
    )


def row_of_position(account_id: AccountId, position: Position) -> dict[str, Any]:
    """The row of a position that had a fill: only those are saved."""
    start = position.day_start
    assert start is not None
    return {
        "account_id": account_id,
        "symbol": position.symbol,
        "quantity": position.quantity,
        "cost": position.cost,
        "realized_pnl": position.realized_pnl,
        "fees": position.fees,
        "multiplier": position.multiplier,
        "opened_at": position.opened_at,
        "day": start.day,
        "day_quantity": start.quantity,
        "day_cost": start.cost,
        "day_realized_pnl": start.realized_pnl,
        "day_fees": start.fees,
    }


def trip_of(row: RowMapping) -> RoundTrip:
    return RoundTrip(**{name: row[name] for name in _TRIP})


def row_of_trip(account_id: AccountId, trip: RoundTrip) -> dict[str, Any]:
    return {"account_id": account_id, **{name: getattr(trip, name) for name in _TRIP}}


def row_of_event(account_id: AccountId, order_id: UUID, event: PositionEvent) -> dict[str, Any]:
    return {
        "execution_id": event.execution_id,
        "leg": event.leg,
        "account_id": account_id,
        "order_id": order_id,
        "round_trip_id": event.round_trip_id,
        "symbol": event.fill.symbol,
        "step": event.step,
        "quantity": event.fill.quantity,
        "price": event.fill.price,
        "multiplier": event.fill.multiplier,
        "fee": event.fill.fee,
        "held": event.held,
        "cost": event.cost,
        "realized_pnl": event.realized_pnl,
        "occurred_at": event.fill.at,
    }
