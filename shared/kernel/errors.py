"""Refusals: things a service says no to, each with a public, stable code.

A refusal is an answer, not a fault. Anything that is not a `Refusal` is a bug and crashes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field of what was sent."""

    field: str
    reason: str


class Refusal(Exception):
    """Base of every refusal. `code` is stable and documented; `detail` is for the person."""

    code: str = "refused"

    def __init__(self, detail: str, *errors: FieldError) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class Invalid(Refusal):
    """The request is well formed but cannot be carried out as it stands (422)."""

    code = "invalid"


class TooManyRows(Invalid):
    """Of an export: a part of it would be taken for the whole."""

    code = "too_many_rows"

    def __init__(self, rows_max: int) -> None:
        reason = f"There are more than {rows_max:,} rows. Name a shorter period with from and to."
        super().__init__(reason, FieldError("from", reason))


class NotFound(Refusal):
    """No such thing, or not yours (404)."""

    code = "not_found"


class Conflict(Refusal):
    """The thing has changed, or is no longer in a state that allows this (409)."""

    code = "conflict"


class Forbidden(Refusal):
    """Known, but not allowed (403)."""

    code = "forbidden"


class Unauthenticated(Refusal):
    """Nobody is logged in, or the credentials are wrong (401)."""

    code = "unauthenticated"


class TooMany(Refusal):
    """Too many requests; `retry_after_seconds` says when to come back (429)."""

    code = "rate_limited"

    def __init__(self, detail: str, *, retry_after_seconds: int) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(Refusal):
    """Something this answer needs is away for the moment; nothing was recorded (503)."""

    code = "unavailable"
