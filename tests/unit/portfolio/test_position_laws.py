"""Positions by law: whatever is traded, no money appears or disappears."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.portfolio.domain.journal import Entry, RoundTrip, Step, record
from services.portfolio.domain.position import Fill, Position, apply_fill
from shared.kernel.ids import ExecutionId
from shared.kernel.money import ZERO
from tests.support.portfolio import AAPL, a_fill, fills_of, held, prices

histories = st.lists(fills_of(AAPL), max_size=20)


def journal(history: list[Fill]) -> list[Entry]:
    entries: list[Entry] = []
    position, trip = Position(AAPL), None
    for number, fill in enumerate(history):
        later = replace(fill, at=fill.at + timedelta(seconds=number))
        entry = record(position, trip, later, ExecutionId(UUID(int=number)))
        entries.append(entry)
        position, last = entry.position, entry.trips[-1]
        trip = last if last.closed_at is None else None
    return entries


def trips_of(entries: list[Entry]) -> list[RoundTrip]:
    return list({trip.round_trip_id: trip for entry in entries for trip in entry.trips}.values())


@given(histories)
def test_no_fill_creates_or_destroys_money(history: list[Fill]) -> None:
    """Cash paid out is either still in the position or already in the P/L."""
    position = held(history)

    cash = -sum((fill.quantity * fill.price * fill.multiplier for fill in history), ZERO)
    assert position.realized_pnl - position.cost == cash


@given(histories, prices)
def test_a_flat_position_has_no_cost_left_in_it(history: list[Fill], price: Decimal) -> None:
    position = held(history)
    if position.quantity:
        position = apply_fill(position, a_fill(-position.quantity, price, multiplier="50"))

    assert position.quantity == 0
    assert position.cost == 0
    assert position.average_price is None


@given(histories)
def test_cost_has_the_sign_of_the_quantity(history: list[Fill]) -> None:
    position = held(history)

    assert position.cost * position.quantity >= 0


@given(histories)
def test_the_journal_moves_the_position_exactly_as_the_fills_do(history: list[Fill]) -> None:
    entries = journal(history)
    expected = held(history)

    if entries:
        found = entries[-1].position
        assert (found.quantity, found.cost, found.realized_pnl, found.fees) == (
            expected.quantity,
            expected.cost,
            expected.realized_pnl,
            expected.fees,
        )


@given(histories)
def test_the_round_trips_add_up_to_the_position(history: list[Fill]) -> None:
    trips = trips_of(journal(history))
    position = held(history)

    assert sum((trip.realized_pnl for trip in trips), ZERO) == position.realized_pnl
    assert sum((trip.fees for trip in trips), ZERO) == position.fees
    assert sum(trip.closed_at is None for trip in trips) == (position.quantity != 0)


@given(histories)
def test_a_closed_round_trip_made_what_it_sold_for_less_what_it_paid(history: list[Fill]) -> None:
    for trip in trips_of(journal(history)):
        if trip.closed_at is not None:
            gained = trip.exited_value - trip.entered_value
            assert trip.entered_quantity == trip.exited_quantity
            assert trip.realized_pnl == (gained if trip.is_long else -gained)


@given(histories)
def test_the_history_of_a_position_adds_up_to_it(history: list[Fill]) -> None:
    events = [event for entry in journal(history) for event in entry.events]
    position = held(history)

    assert sum((event.quantity for event in events), ZERO) == position.quantity
    assert sum((event.realized_pnl for event in events), ZERO) == position.realized_pnl
    assert all((event.held == 0) == (event.step in {Step.CLOSED, Step.FLIPPED}) for event in events)
