"""What the routes answer with, and the cursor that goes from page to page."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel

from services.portfolio.ports import TripsBefore
from shared.contracts.portfolio import PositionFigures, RoundTripFigures
from shared.kernel.errors import FieldError, Invalid


class PositionsView(BaseModel):
    positions: list[PositionFigures]


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
