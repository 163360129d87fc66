"""The quality gate: which quote may be traded on, and why another may not.

Everything a source says passes `judge`; everything it no longer says is caught by `expire`.
Both are pure, so the same words at the same times always give the same stream.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from services.livedata.domain.quote import NO_VALUES, GatedQuote, Observation, Values
from shared.kernel.enums import QuoteQuality
from shared.kernel.money import plain

PRICE_MAX = Decimal(1_000_000_000)
"""No instrument costs this much; a number above it is a mistake."""
SIZE_MAX = Decimal(10) ** 15
_SIZES = tuple(
    Values._fields.index(field) for field in ("bid_size", "ask_size", "last_size", "volume")
)
_MEASURED = tuple(Values._fields.index(field) for field in ("last", "bid", "ask"))
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rules:
    """`jump_band` is the part of a price, such as 0.2, that it may move from one quote to the
    next; a longer jump waits for a second quote. A feed that has been down for
    `feed_down_after` is named as the reason in the quality itself."""

    stale_after: timedelta = timedelta(seconds=15)
    jump_band: Decimal = Decimal("0.2")
    feed_down_after: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the feed as a whole, in a sentence; `down_since` if it is down."""

    message: str
    down_since: datetime | None = None


def judge(
    before: GatedQuote | None, seen: Observation, *, source: str, at: datetime, rules: Rules
) -> GatedQuote:
    """The symbol after its source said `seen` at `at`.

    Returns `before` itself, untouched, for a word that is older than what is known.
    """
    if before is not None and at < before.as_of and source == before.source:
        return before
    known = NO_VALUES if before is None else before.values
    values = seen.values
    refusals: tuple[str, ...] = ()
    changed = values != known
    if changed:  # what is known was looked at when it came
        values, refusals = _without_impossible(values, known)
    if not values.has_price:
        return _without_price(before, seen, refusals, source, at)
    if changed and before is not None and source == before.source and not before.remembered:
        jump = _jump(before.values, values, rules.jump_band)
        if jump is not None and (
            before.held is None or _jump(before.held, values, rules.jump_band) is not None
        ):
            return _held(before, values, jump, at)
    quality, reason = _quality(seen, values, refusals)
    changed_at = since = at
    if before is not None:
        changed_at = before.changed_at if known == values else at
        since = before.since if before.quality is quality else at
    return GatedQuote(seen.symbol, source, values, at, changed_at, quality, reason, since)


def expire(
    quote: GatedQuote, *, now: datetime, rules: Rules, trouble: Trouble | None
) -> GatedQuote:
    """The symbol at `now` if nothing more was heard: stale once nobody has vouched for it for
    `stale_after`, and feed_down once its feed has also been down for `feed_down_after`."""
    if now - quote.as_of <= rules.stale_after or quote.quality is QuoteQuality.LOADING:
        return quote
    quality, reason = QuoteQuality.STALE, quote.reason
    if trouble is not None:
        reason = trouble.message
        since = trouble.down_since
        if since is not None and now - since >= rules.feed_down_after:
            quality = QuoteQuality.FEED_DOWN
    elif quote.quality not in (QuoteQuality.STALE, QuoteQuality.FEED_DOWN) or reason is None:
        seconds = int(rules.stale_after.total_seconds())
        reason = f"No word from the {quote.source} source for more than {seconds} seconds."
    if quality is quote.quality and reason == quote.reason:
        return quote
    since = quote.since if quality is quote.quality else now
    return quote._replace(quality=quality, reason=reason, since=since)


def impossible(values: Values, checked: Values = NO_VALUES) -> dict[str, str]:
    """By field, prices and sizes that cannot be: `bid` to `is -1`. What is the very object that
    stands in `checked` was looked at before."""
    found: dict[str, str] = {}
    for place, value in enumerate(values):
        if value is None or value is checked[place] or _ZERO < value < PRICE_MAX:
            continue
        if value < _ZERO or value >= SIZE_MAX or place not in _SIZES:
            found[Values._fields[place]] = f"is {plain(value)}"
    return found


def _without_impossible(values: Values, checked: Values) -> tuple[Values, tuple[str, ...]]:
    """`values` without what is impossible, and what was wrong with it."""
    found = impossible(values, checked)
    if not found:
        return values, ()
    refusals = tuple(f"{field.replace('_', ' ')} {reason}" for field, reason in found.items())
    return values._replace(**dict.fromkeys(found)), refusals


def _without_price(
    before: GatedQuote | None,
    seen: Observation,
    refusals: tuple[str, ...],
    source: str,
    at: datetime,
) -> GatedQuote:
    """The source has no price just now: the last good one stays, but nobody vouches for it."""
    said = _sentence(refusals) if refusals else seen.missing or "The source has no price."
    if before is not None and before.values.has_price:
        quality, values, as_of = QuoteQuality.STALE, before.values, before.as_of
        changed_at, source = before.changed_at, before.source
    else:
        quality, values, as_of, changed_at = QuoteQuality.LOADING, NO_VALUES, at, at
    if before is not None and before.quality is quality:
        changed_at, since = before.changed_at, before.since
    else:
        since = at
    return GatedQuote(
        seen.symbol, source, values, as_of, changed_at, quality, said, since,
        remembered=before is not None and before.remembered,
    )  # fmt: skip


def _held(before: GatedQuote, values: Values, jump: str, at: datetime) -> GatedQuote:
    """The old values stay, no longer fit to trade on, until another quote takes a side."""
    return before._replace(
        held=values,
        quality=QuoteQuality.STALE,
        reason=f"{jump} A second quote must confirm it.",
        since=before.since if before.quality is QuoteQuality.STALE else at,
    )


def _jump(before: Values, after: Values, band: Decimal) -> str | None:
    """The first price of `after` that is too far from `before`, in a sentence."""
    for place in _MEASURED:
        new, old = after[place], before[place]
        if new is None or new is old:
            continue
        old = old or before.last or before.bid or before.ask
        if old is not None and abs(new - old) > old * band:
            percent = abs(new - old) / old * 100
            field = Values._fields[place]
            return f"The {field} jumped from {plain(old)} to {plain(new)} ({percent:.0f} %)."
    return None


def _quality(
    seen: Observation, values: Values, refusals: tuple[str, ...]
) -> tuple[QuoteQuality, str | None]:
    if seen.halted is not None:
        return QuoteQuality.HALTED, seen.halted
    why = _sentence(refusals) if refusals else None
    bid, ask = values.bid, values.ask
    if bid is None or ask is None:
        lacking = "no bid and no ask" if bid is ask else "no bid" if bid is None else "no ask"
        why = why or seen.missing
        return QuoteQuality.ONE_SIDED, f"There is {lacking}.{f' {why}' if why else ''}"
    if bid > ask:
        return QuoteQuality.CROSSED, f"The bid {plain(bid)} is above the ask {plain(ask)}."
    return QuoteQuality.FRESH, why


def _sentence(refusals: tuple[str, ...]) -> str:
    return f"Refused: {', '.join(refusals)}."
