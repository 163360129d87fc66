"""Rows of the tables to values of the domain, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.engine import RowMapping

from services.portfolio.domain.account import Account
from services.portfolio.domain.excursion import Reach, begun
from services.portfolio.domain.journal import PositionEvent, RoundTrip
from services.portfolio.domain.marks import PositionRow
from services.portfolio.domain.position import Position
from services.portfolio.domain.statistics import Outcome
from services.portfolio.domain.trading_day import DayStart
from services.portfolio.ports.journal import HistoryLine, JournalEntry
from shared.contracts.streams import shard_of
from shared.kernel.enums import AccountKind
from shared.kernel.ids import AccountId, Symbol
from shared.kernel.money import round_cents

_ACCOUNT = tuple(Account.__dataclass_fields__)
_TRIP = tuple(RoundTrip.__dataclass_fields__)
_LINE = tuple(HistoryLine.__dataclass_fields__.keys() - {"at", "trip_pnl"})


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
            dividends=row["day_dividends"],
        ),
        dividends=row["dividends"],
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
        "dividends": position.dividends,
        "day_dividends": start.dividends,
    }


def trip_of(row: RowMapping) -> RoundTrip:
    return RoundTrip(**{name: row[name] for name in _TRIP})


def row_of_trip(account_id: AccountId, trip: RoundTrip) -> dict[str, Any]:
    return {"account_id": account_id, **{name: getattr(trip, name) for name in _TRIP}}


def row_of_event(
    account_id: AccountId, order_id: UUID | None, event: PositionEvent
) -> dict[str, Any]:
    return {
        "event_id": event.event_id,
        "leg": event.leg,
        "account_id": account_id,
        "order_id": order_id,
        "round_trip_id": event.round_trip_id,
        "symbol": event.symbol,
        "step": event.step,
        "quantity": event.quantity,
        "price": event.price,
        "multiplier": event.multiplier,
        "fee": event.fee,
        "dividends": event.dividends,
        "held": event.held,
        "cost": event.cost,
        "realized_pnl": event.realized_pnl,
        "numerator": event.numerator,
        "denominator": event.denominator,
        "occurred_at": event.at,
    }


def line_of(row: RowMapping) -> HistoryLine:
    """`row` has the columns of a line; those of `position_events` have no gain of the trip."""
    fields = {name: row[name] for name in _LINE}
    return HistoryLine(at=row["occurred_at"], trip_pnl=row.get("trip_pnl"), **fields)


def entry_of(row: RowMapping, lines: Sequence[RowMapping]) -> JournalEntry:
    return JournalEntry(
        trip=trip_of(row),
        worst=row["worst"],
        best=row["best"],
        tags=row["tags"] or [],
        note=row["note"] or "",
        lines=[line_of(line) for line in lines],
    )


def outcome_of(row: RowMapping) -> Outcome:
    return Outcome(
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        realized_pnl=row["realized_pnl"],
        fees=row["fees"],
        dividends=row["dividends"],
    )


def position_row_of(row: RowMapping) -> PositionRow:
    """An open position as the arrays hold it. Of one that nobody saw go anywhere it is known
    that it began at nothing."""
    quantity, multiplier = row["quantity"], row["multiplier"]
    realized = float(row["realized"])
    if row["best"] is None:
        opened = row["opened_at"].timestamp()
        reach = begun(float(row["cost"] / quantity / multiplier), opened)
    else:
        reach = Reach(
            best=float(row["best"]),
            best_price=float(row["best_price"]),
            best_at=row["best_at"].timestamp(),
            worst=float(row["worst"]),
            worst_price=float(row["worst_price"]),
            worst_at=row["worst_at"].timestamp(),
        )
    return PositionRow(
        account_id=AccountId(row["account_id"]),
        symbol=Symbol(row["symbol"]),
        exposure=float(quantity * multiplier),
        cost=float(row["cost"]),
        reach=reach._replace(realized=realized),
    )


def row_of_reach(round_trip_id: UUID, reach: Reach) -> dict[str, Any]:
    """Money in cents; prices are what they were before they became floats."""
    return {
        "round_trip_id": round_trip_id,
        "best": round_cents(Decimal(repr(reach.best))),
        "best_price": Decimal(repr(reach.best_price)),
        "best_at": datetime.fromtimestamp(reach.best_at, UTC),
        "worst": round_cents(Decimal(repr(reach.worst))),
        "worst_price": Decimal(repr(reach.worst_price)),
        "worst_at": datetime.fromtimestamp(reach.worst_at, UTC),
    }
