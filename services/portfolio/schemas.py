"""What the routes answer with, and the cursor that goes from page to page."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel

from services.portfolio.domain.equity import EquityPoint, Period
from services.portfolio.handlers.viewing import EquityCurve
from services.portfolio.ports import TripsBefore
from shared.contracts.event import Amount
from shared.contracts.portfolio import PositionFigures, RoundTripFigures
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.ids import AccountId


class PositionsView(BaseModel):
    positions: list[PositionFigures]


class EquityPointView(BaseModel):
    """What the account was worth at this moment. `complete` is false where a position had no
    price and counted with its cost; `is_close` marks the close of a session."""

    at: datetime
    equity: Amount
    cash: Amount
    complete: bool
    is_close: bool

    @classmethod
    def of(cls, point: EquityPoint) -> EquityPointView:
        return cls(
            at=point.at,
            equity=point.equity,
            cash=point.cash,
            complete=point.complete,
            is_close=point.is_close,
        )


class EquityView(BaseModel):
    """The equity curve, oldest first. Where nothing moved or nobody looked there is no point.
    `last_close` is the newest close of a session, whatever the period."""

    account_id: UUID
    period: Period
    since: datetime
    points: list[EquityPointView]
    last_close: EquityPointView | None

    @classmethod
    def of(cls, account_id: AccountId, period: Period, curve: EquityCurve) -> EquityView:
        close = curve.last_close
        return cls(
            account_id=account_id,
            period=period,
            since=curve.since,
            points=[EquityPointView.of(point) for point in curve.points],
            last_close=None if close is None else EquityPointView.of(close),
        )


class RoundTripsPage(BaseModel):
    """Newest first. `next` is the cursor of the page after this one, if there is one."""

    round_trips: list[RoundTripFigures]
    next: str | None


def cursor_after(trip: RoundTripFigures) -> str:
    place = f"{trip.closed_at.isoformat()} {trip.round_trip_id}"
    return urlsafe_b64encode(place.encode()).decode()


def place_of(cursor: str) -> TripsBefore:
    """Where a page begins. Raises `Invalid` for anything that `cursor_after` did not make."""
    try:
        closed_at, _, trip_id = urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        return TripsBefore(datetime.fromisoformat(closed_at).astimezone(UTC), UUID(trip_id))
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "The cursor is not one that this list gave out.", FieldError("cursor", "unknown")
        ) from error
