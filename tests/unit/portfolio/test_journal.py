"""The journal by example: what each fill did, and whether the round trip worked."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from services.portfolio.domain.journal import Entry, Step, record
from services.portfolio.domain.position import Fill, Position
from shared.kernel.enums import Verdict
from shared.kernel.ids import ExecutionId
from tests.support.portfolio import AAPL, a_fill


def journal(*fills: Fill) -> list[Entry]:
    entries: list[Entry] = []
    position, trip = Position(AAPL), None
    for number, fill in enumerate(fills):
        entries.append(record(position, trip, fill, ExecutionId(UUID(int=number))))
        position, last = entries[-1].position, entries[-1].trips[-1]
        trip = last if last.closed_at is None else None
    return entries


def steps(*fills: Fill) -> list[Step]:
    return [event.step for entry in journal(*fills) for event in entry.events]


def test_each_fill_is_logged_for_what_it_did() -> None:
    assert steps(
        a_fill("10", "100"), a_fill("5", "110"), a_fill("-5", "120"), a_fill("-10", "130")
    ) == [Step.OPENED, Step.ADDED, Step.REDUCED, Step.CLOSED]


def test_crossing_zero_is_a_flip_and_an_opening() -> None:
    assert steps(a_fill("10", "100"), a_fill("-15", "110")) == [
        Step.OPENED,
        Step.FLIPPED,
        Step.OPENED,
    ]


def test_a_flip_closes_one_round_trip_and_opens_the_next() -> None:
    first, second = journal(a_fill("10", "100"), a_fill("-15", "110", fee="3"))[-1].trips

    assert (first.is_long, first.realized_pnl, first.fees) == (True, 100, 2)  # 3 × 10 / 15
    assert first.verdict is Verdict.WORKED
    assert (second.is_long, second.entry_price, second.fees) == (False, 110, 1)
    assert second.verdict is None
    assert first.round_trip_id != second.round_trip_id


def test_a_round_trip_knows_its_averages_and_the_most_that_was_held() -> None:
    entry = journal(
        a_fill("10", "100"), a_fill("10", "120"), a_fill("-5", "130"), a_fill("-15", "140")
    )[-1]

    [trip] = entry.trips
    assert trip.entry_price == 110
    assert trip.exit_price == Decimal("137.5")  # (5 × 130 + 15 × 140) / 20
    assert trip.max_quantity == 20
    assert trip.realized_pnl == 550  # 20 × (137.5 − 110)


@pytest.mark.parametrize(
    ("sold_at", "fee", "verdict"),
    [
        ("101", "0", Verdict.WORKED),
        ("99", "0", Verdict.DID_NOT_WORK),
        ("100", "0", Verdict.SCRATCH),
        ("101", "10", Verdict.SCRATCH),  # gained 10, paid 10
        ("101", "10.01", Verdict.DID_NOT_WORK),
    ],
)
def test_the_verdict_is_on_what_is_left_after_fees(
    sold_at: str, fee: str, verdict: Verdict
) -> None:
    [trip] = journal(a_fill("10", "100"), a_fill("-10", sold_at, fee=fee))[-1].trips

    assert trip.verdict is verdict


def test_a_replay_names_the_round_trip_the_same() -> None:
    once, again = journal(a_fill("10", "100")), journal(a_fill("10", "100"))

    assert once[0].trips[0].round_trip_id == again[0].trips[0].round_trip_id
