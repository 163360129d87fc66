"""The words for why an order waits, ends, or filled: stable codes, part of the public API."""

from __future__ import annotations

from enum import StrEnum


class Waiting(StrEnum):
    """What keeps an order from filling now."""

    NO_QUOTE = "no_quote"
    STALE = "stale"
    CROSSED = "crossed"
    ONE_SIDED = "one_sided"
    LOADING = "loading"
    HALTED = "halted"
    FEED_DOWN = "feed_down"
    MARKET_CLOSED = "market_closed"
    IN_HOLD = "in_hold"
    NOT_MARKETABLE = "not_marketable"
    AWAITING_ENTRY = "awaiting_entry"
    """An exit that is inactive until its entry fills."""
    AWAITING_NEWER_QUOTE = "awaiting_newer_quote"
    AWAITING_SIZE = "awaiting_size"
    STOP_NOT_REACHED = "stop_not_reached"
    AWAITING_BOOK = "awaiting_book"
    """A proposal is on its way; the book has not answered yet."""


class Ending(StrEnum):
    """Why the engine proposes that an order ends without filling."""

    IOC_REMAINDER = "ioc_remainder"
    IOC_UNFILLED = "ioc_unfilled"
    FOK_UNFILLED = "fok_unfilled"
    REMAINDER_TOO_SMALL = "remainder_too_small"
    TIME_IN_FORCE_ENDED = "time_in_force_ended"
    UNKNOWN_FILL_MODEL = "unknown_fill_model"
    UNKNOWN_FEE_MODEL = "unknown_fee_model"
    INCOMPLETE_TERMS = "incomplete_terms"


class Rule(StrEnum):
    """Which rule gave a fill its price; named on the receipt."""

    MARKET = "market"
    """At the far side of the quote: a buy pays the ask, a sell gets the bid."""
    LIMIT_ON_ARRIVAL = "limit_on_arrival"
    """A limit that the quote in force already met when the order began to work."""
    LIMIT = "limit"
    """A resting limit met by a quote newer than the order, at the better of the two prices."""
    LIMIT_TOUCHED = "limit_touched"
    """A resting limit that the last trade touched, at the limit (model `touch` only)."""
    STOP = "stop"
    """A triggered stop or trailing stop, then as `MARKET`."""
    STOP_LIMIT = "stop_limit"
    """A triggered stop limit, then as `LIMIT`."""
