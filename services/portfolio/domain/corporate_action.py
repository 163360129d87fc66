"""Splits, dividends and resets: what changes a position without a trade. Exact."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from services.portfolio.domain.journal import Entry, PositionEvent, RoundTrip, Step
from services.portfolio.domain.position import Position
from services.portfolio.domain.trading_day import DayStart, trading_day
from shared.kernel.ids import Symbol
from shared.kernel.money import ZERO, Price, round_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """`numerator` new units for `denominator` old ones. What the account cannot hold of a unit
    is settled for `cash_in_lieu`, as if it had been sold or, short, covered for that."""

    event_id: UUID
    symbol: Symbol
    numerator: int
    denominator: int
    quantity_before: Decimal
    quantity_after: Decimal
    cash_in_lieu: Decimal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dividend:
    """`amount` is received for `quantity`; a short pays, then it is negative."""

    event_id: UUID
    symbol: Symbol
    amount_per_share: Decimal
    quantity: Decimal
    amount: Decimal
    at: datetime


class NotWhatIsHeld(ValueError):
    """A corporate action speaks of another quantity than the position has."""

    def __init__(self, position: Position, quantity: Decimal) -> None:
        super().__init__(f"{quantity} of {position.symbol}, where {position.quantity} are held")


def split(position: Position, trip: RoundTrip, action: Split) -> Entry:
    """New units at the same cost. The cost of a fraction that is paid out leaves with it."""
    if position.quantity != action.quantity_before:
        raise NotWhatIsHeld(position, action.quantity_before)
    parts = action.quantity_before * action.numerator
    cut = parts - action.quantity_after * action.denominator
    released = round_cost(position.cost * cut / parts) if action.quantity_after else position.cost
    realized = action.cash_in_lieu - released
    after = replace(
        position,
        quantity=action.quantity_after,
        cost=position.cost - released,
        realized_pnl=position.realized_pnl + realized,
        opened_at=position.opened_at if action.quantity_after else None,
        day_start=position.at_start_of(trading_day(action.at)),
    )
    fraction = abs(round_cost(cut / action.denominator))
    carried = replace(
        trip,
        entered_quantity=_in_new_units(trip.entered_quantity, action),
        exited_quantity=_in_new_units(trip.exited_quantity, action) + fraction,
        exited_value=trip.exited_value + abs(action.cash_in_lieu),
        max_quantity=_in_new_units(trip.max_quantity, action),
        realized_pnl=trip.realized_pnl + realized,
        closed_at=None if action.quantity_after else action.at,
    )
    line = PositionEvent(
        event_id=action.event_id,
        round_trip_id=trip.round_trip_id,
        step=Step.SPLIT,
        symbol=action.symbol,
        at=action.at,
        quantity=action.quantity_after - action.quantity_before,
        price=None,
        multiplier=position.multiplier,
        realized_pnl=realized,
        held=after.quantity,
        cost=after.cost,
        numerator=action.numerator,
        denominator=action.denominator,
    )
    return Entry(after, [carried], [line])


def pay_dividend(position: Position, trip: RoundTrip, action: Dividend) -> Entry:
    """Income of the position and of its round trip, beside realized P/L and never in it."""
    if position.quantity != action.quantity:
        raise NotWhatIsHeld(position, action.quantity)
    after = replace(
        position,
        dividends=position.dividends + action.amount,
        day_start=position.at_start_of(trading_day(action.at)),
    )
    line = PositionEvent(
        event_id=action.event_id,
        round_trip_id=trip.round_trip_id,
        step=Step.DIVIDEND,
        symbol=action.symbol,
        at=action.at,
        quantity=action.quantity,
        price=Price(action.amount_per_share),
        multiplier=position.multiplier,
        dividends=action.amount,
        held=after.quantity,
        cost=after.cost,
    )
    return Entry(after, [replace(trip, dividends=trip.dividends + action.amount)], [line])


def forget(
    position: Position, trip: RoundTrip | None, event_id: UUID, at: datetime
) -> tuple[Position, PositionEvent | None]:
    """The position as a reset leaves it, and the line that says so where something was held."""
    blank = Position(
        position.symbol,
        multiplier=position.multiplier,
        day_start=DayStart(trading_day(at)),
    )
    if trip is None:
        return blank, None
    return blank, PositionEvent(
        event_id=uuid5(event_id, position.symbol),
        round_trip_id=trip.round_trip_id,
        step=Step.RESET,
        symbol=position.symbol,
        at=at,
        quantity=-position.quantity,
        price=None,
        multiplier=position.multiplier,
        held=ZERO,
        cost=ZERO,
    )


def _in_new_units(quantity: Decimal, action: Split) -> Decimal:
    return round_cost(quantity * action.numerator / action.denominator)
