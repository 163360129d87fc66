"""Bodies of answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from services.paper_engine.domain.matching import Wait
from services.paper_engine.domain.quote import Quote
from services.paper_engine.domain.reason import Waiting
from services.paper_engine.handlers.engine import Explanation
from shared.contracts.event import Amount
from shared.kernel.enums import QuoteQuality

_MILLISECOND = timedelta(milliseconds=1)


class QuoteUsed(BaseModel):
    """The quote the engine has now; `age_ms` since its source last vouched for it."""

    sequence: int
    as_of: datetime
    age_ms: int
    source: str
    quality: QuoteQuality
    bid: Amount | None
    ask: Amount | None
    last: Amount | None
    bid_size: Amount | None
    ask_size: Amount | None

    @classmethod
    def of(cls, quote: Quote, now: datetime) -> Self:
        return cls(
            sequence=quote.sequence,
            as_of=quote.as_of,
            age_ms=max(0, (now - quote.as_of) // _MILLISECOND),
            source=quote.source,
            quality=quote.quality,
            bid=quote.bid,
            ask=quote.ask,
            last=quote.last,
            bid_size=quote.bid_size,
            ask_size=quote.ask_size,
        )


class WhyView(BaseModel):
    """Which rule keeps a pending order from filling now. `distance` is how far, per unit, the
    price has to come, where that is what is missing, and `distance_percent` the same in percent
    of the price. `until` is when a wait for time ends (a hold, a closed market), in
    `seconds_left`. A quote older than `stale_after_ms` fills nothing."""

    order_id: UUID
    account_id: UUID
    order_version: int
    blocked_by: Waiting
    detail: str
    distance: Amount | None
    distance_percent: Amount | None
    until: datetime | None
    seconds_left: float | None
    stale_after_ms: int
    quote: QuoteUsed | None

    @classmethod
    def of(cls, explanation: Explanation, now: datetime) -> Self:
        order, waiting, quote = explanation.order, explanation.waiting, explanation.quote
        until = waiting.until
        return cls(
            order_id=order.order_id,
            account_id=order.account_id,
            order_version=order.version,
            blocked_by=waiting.code,
            detail=waiting.detail,
            distance=waiting.distance,
            distance_percent=_percent(waiting),
            until=until,
            seconds_left=None if until is None else max(0.0, (until - now).total_seconds()),
            stale_after_ms=explanation.stale_after // _MILLISECOND,
            quote=None if quote is None else QuoteUsed.of(quote, now),
        )


def _percent(waiting: Wait) -> Decimal | None:
    """To four decimals."""
    if waiting.distance is None or not waiting.price:
        return None
    return (waiting.distance / waiting.price * 100).quantize(Decimal("0.0001"))
