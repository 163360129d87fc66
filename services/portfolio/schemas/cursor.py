"""The cursors that go from page to page: a place in a list, in a form that nobody reads."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

from shared.kernel.errors import FieldError, Invalid


def cursor_at(at: datetime, place: UUID, leg: int = 1) -> str:
    return urlsafe_b64encode(f"{at.isoformat()} {place} {leg}".encode()).decode()


def place_of(cursor: str) -> tuple[datetime, UUID, int]:
    """Where a page begins. Raises `Invalid` for anything that `cursor_at` did not make."""
    try:
        at, place, leg = urlsafe_b64decode(cursor.encode()).decode().split(" ")
        if not 0 < int(leg) < 10:
            raise ValueError(leg)
        return datetime.fromisoformat(at).astimezone(UTC), UUID(place), int(leg)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "The cursor is not one that this list gave out.", FieldError("cursor", "unknown")
        ) from error
