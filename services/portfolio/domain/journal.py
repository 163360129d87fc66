"""The journal: what happened to a position, and whether it worked.

A round trip runs from flat to flat. A fill that crosses zero ends one and begins the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid5

from services.portfolio.domain.position import Fill, Position, apply_fill, closing_quantity
from shared.kernel.enums import Verdict
from shared.kernel.ids import ExecutionId, Symbol
from shared.kernel.money import ZERO, Price, notional, round_cost


class Step(StrEnum):
    """What one leg of a fill, or an event of the company's or the account's, did to a position."""

    OPENED = "opened"
    ADDED = "added"
    REDUCED = "reduced"
    CLOSED = "closed"
    FLIPPED = "flipped"
    """Closed by a fill whose rest opens the other side in the same breath."""
    SPLIT = "split"
    DIVIDEND = "dividend"
    RESET = "reset"
    """The account began anew: what it held counts for nothing."""


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """One holding of a symbol from its first fill on; `closed_at` is None while it is held.

    `entered_*` sums what built the holding up and `exited_*` what took it down: quantities
    are positive, values are quantity × price × multiplier. `max_quantity` is the most that
    was held at once. After a split all quantities are in new units.
    """

    round_trip_id: UUID
    symbol: Symbol
    is_long: bool
    multiplier: Decimal
    opened_at: datetime
    entered_quantity: Decimal = ZERO
    entered_value: Decimal = ZERO
    exited_quantity: Decimal = ZERO
    exited_value: Decimal = ZERO
    max_quantity: Decimal = ZERO
    realized_pnl: Decimal = ZERO
    fees: Decimal = ZERO
    closed_at: datetime | None = None
    dividends: Decimal = ZERO
    era: int = 1

    @property
    def entry_price(self) -> Price | None:
        return _average(self.entered_value, self.entered_quantity, self.multiplier)

    @property
    def exit_price(self) -> Price | None:
        return _average(self.exited_value, self.exited_quantity, self.multiplier)

    @property
    def net_pnl(self) -> Decimal:
        return self.realized_pnl - self.fees + self.dividends

    @property
    def verdict(self) -> Verdict | None:
        """The rule: more than nothing after fees worked, less did not; none while it is held."""
        if self.closed_at is None:
            return None
        if self.net_pnl > 0:
            return Verdict.WORKED
        return Verdict.DID_NOT_WORK if self.net_pnl < 0 else Verdict.SCRATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionEvent:
    """One line of a position's history.

    `leg` is 2 for the part of a fill that opens the other side, else 1. `quantity` is what was
    bought or, negative, sold, or what a split added or took away; for a dividend it is what was
    held, and `price` the amount per share. `realized_pnl` and `dividends` are what this line
    brought, `held` and `cost` what it left. `trip_pnl` is all that the round trip had gained
    by then before fees, at this price; unknown where there is none.
    """

    event_id: UUID
    leg: int = 1
    round_trip_id: UUID
    step: Step
    symbol: Symbol
    at: datetime
    quantity: Decimal
    price: Decimal | None
    multiplier: Decimal
    fee: Decimal = ZERO
    realized_pnl: Decimal = ZERO
    dividends: Decimal = ZERO
    held: Decimal
    cost: Decimal
    trip_pnl: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one execution wrote into the journal. `trips` holds every round trip it touched,
    as each then is, in order; the last is the current one unless it is closed."""

    position: Position
    trips: Sequence[RoundTrip]
    events: Sequence[PositionEvent]


def record(
    position: Position,
    trip: RoundTrip | None,
    fill: Fill,
    execution_id: ExecutionId,
    *,
    era: int = 1,
) -> Entry:
    """Carry `fill` into the position and its journal; `trip` is the one under way, if any."""
    legs = _legs(position, fill)
    trips: list[RoundTrip] = []
    events: list[PositionEvent] = []
    for number, leg in enumerate(legs, start=1):
        after = apply_fill(position, leg)
        realized = after.realized_pnl - position.realized_pnl
        trip = _carried(trip or _begun(leg, execution_id, era), leg, after, realized)
        events.append(
            PositionEvent(
                event_id=execution_id,
                leg=number,
                round_trip_id=trip.round_trip_id,
                step=_step(position, after, last=number == len(legs)),
                symbol=leg.symbol,
                at=leg.at,
                quantity=leg.quantity,
                price=leg.price,
                multiplier=leg.multiplier,
                fee=leg.fee,
                realized_pnl=realized,
                held=after.quantity,
                cost=after.cost,
                trip_pnl=trip.realized_pnl
                + trip.dividends
                + notional(after.quantity, leg.price, leg.multiplier)
                - after.cost,
            )
        )
        trips.append(trip)
        position, trip = after, trip if trip.closed_at is None else None
    return Entry(position, trips, events)


def _legs(position: Position, fill: Fill) -> Sequence[Fill]:
    """The fill, cut in two where it crosses zero; its fee is shared out by quantity."""
    closing = closing_quantity(position.quantity, fill.quantity)
    if closing in (ZERO, fill.quantity):
        return (fill,)
    fee = round_cost(fill.fee * closing / fill.quantity)
    return (
        replace(fill, quantity=closing, fee=fee),
        replace(fill, quantity=fill.quantity - closing, fee=fill.fee - fee),
    )


def _begun(leg: Fill, execution_id: ExecutionId, era: int) -> RoundTrip:
    """A round trip is named after the execution that began it, so a replay names it the same."""
    return RoundTrip(
        round_trip_id=uuid5(execution_id, "round_trip"),
        symbol=leg.symbol,
        is_long=leg.quantity > 0,
        multiplier=leg.multiplier,
        opened_at=leg.at,
        era=era,
    )


def _carried(trip: RoundTrip, leg: Fill, after: Position, realized: Decimal) -> RoundTrip:
    quantity = abs(leg.quantity)
    value = notional(quantity, leg.price, leg.multiplier)
    enters = (leg.quantity > 0) == trip.is_long
    return replace(
        trip,
        entered_quantity=trip.entered_quantity + (quantity if enters else ZERO),
        entered_value=trip.entered_value + (value if enters else ZERO),
        exited_quantity=trip.exited_quantity + (ZERO if enters else quantity),
        exited_value=trip.exited_value + (ZERO if enters else value),
        max_quantity=max(trip.max_quantity, abs(after.quantity)),
        realized_pnl=trip.realized_pnl + realized,
        fees=trip.fees + leg.fee,
        closed_at=None if after.quantity else leg.at,
    )


def _step(before: Position, after: Position, *, last: bool) -> Step:
    if not before.quantity:
        return Step.OPENED
    if not after.quantity:
        return Step.CLOSED if last else Step.FLIPPED
    return Step.ADDED if abs(after.quantity) > abs(before.quantity) else Step.REDUCED


def _average(value: Decimal, quantity: Decimal, multiplier: Decimal) -> Price | None:
    return Price(value / quantity / multiplier) if quantity else None
