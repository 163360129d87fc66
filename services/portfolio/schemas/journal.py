"""The trade journal over HTTP: round trips, notes on them, the history of a position."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.portfolio.handlers.figures import round_trip_figures, shown_price, tidy
from services.portfolio.ports.journal import HistoryLine, JournalEntry
from services.portfolio.schemas.fields import Note, Tag
from shared.contracts.event import Amount
from shared.contracts.portfolio import RoundTripFigures
from shared.kernel.money import CENT, round_cents

TAGS_MAX = 20


class HistoryLineView(BaseModel):
    """One line of a position's history.

    `step` is `opened`, `added`, `reduced`, `closed`, `flipped` (closed by a fill whose rest
    opened the other side), `split`, `dividend`, `reset`, or `best_mark` and `worst_mark`: when
    a round trip had gained most and least. `quantity` is signed: what was bought or sold, what
    a split added, what a dividend was paid for; `price` is the fill's, the mark's, or the
    dividend's per share. `held`, `cost` and `average_price` are what was left. `trip_pnl` is,
    for marks, what the round trip had gained by then, before fees.
    """

    event_id: UUID
    leg: int
    at: datetime
    step: str
    round_trip_id: UUID
    order_id: UUID | None
    quantity: Amount | None
    price: Amount | None
    fee: Amount | None
    dividends: Amount | None
    realized_pnl: Amount | None
    held: Amount | None
    cost: Amount | None
    average_price: Amount | None
    numerator: int | None
    denominator: int | None
    trip_pnl: Amount | None

    @classmethod
    def of(cls, line: HistoryLine) -> HistoryLineView:
        average = None
        if line.held and line.cost is not None:
            average = shown_price(line.cost / line.held / line.multiplier)
        return cls(
            event_id=line.event_id,
            leg=line.leg,
            at=line.at,
            step=line.step,
            round_trip_id=line.round_trip_id,
            order_id=line.order_id,
            quantity=None if line.quantity is None else tidy(line.quantity),
            price=None if line.price is None else tidy(line.price, CENT),
            fee=_cents(line.fee),
            dividends=_cents(line.dividends),
            realized_pnl=_cents(line.realized_pnl),
            held=None if line.held is None else tidy(line.held),
            cost=_cents(line.cost),
            average_price=average,
            numerator=line.numerator,
            denominator=line.denominator,
            trip_pnl=_cents(line.trip_pnl),
        )


class RoundTripView(RoundTripFigures, frozen=True):
    """A round trip with all that belongs to it.

    `mae` and `mfe` are the least and the most that it had gained at any time, before fees
    (maximum adverse and favorable excursion): never above and never below zero, and unknown
    where nobody looked. `events` are its fills and corporate actions, oldest first.
    """

    era: int
    mae: Amount | None
    mfe: Amount | None
    tags: list[str]
    note: str
    events: list[HistoryLineView]

    @classmethod
    def of(cls, entry: JournalEntry) -> RoundTripView:
        return cls(
            **round_trip_figures(entry.trip).model_dump(),
            era=entry.trip.era,
            mae=_cents(entry.worst),
            mfe=_cents(entry.best),
            tags=list(entry.tags),
            note=entry.note,
            events=[HistoryLineView.of(line) for line in entry.lines],
        )


class RoundTripsPage(BaseModel):
    """Newest first. `next` is the cursor of the page after this one, if there is one."""

    round_trips: list[RoundTripView]
    next: str | None


class PositionHistoryPage(BaseModel):
    """Newest first. `next` is the cursor of the page after this one, if there is one."""

    events: list[HistoryLineView]
    next: str | None


class AnnotateBody(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    tags: Annotated[list[Tag], Field(max_length=TAGS_MAX)] | None = None
    note: Note | None = None

    @property
    def distinct_tags(self) -> list[str] | None:
        """In the order given, each once."""
        return None if self.tags is None else list(dict.fromkeys(self.tags))


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else round_cents(amount)
