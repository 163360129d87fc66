"""Bodies of answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from pydantic import BaseModel

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
    price has to come, where that is what is missing."""

    order_id: UUID
    account_id: UUID
    order_version: int
    blocked_by: Waiting
    detail: str
    distance: Amount | None
    quote: QuoteUsed | None

    @classmethod
    def of(cls, explanation: Explanation, now: datetime) -> Self:
        order, waiting, quote = explanation.order, explanation.waiting, explanation.quote
        return cls(
            order_id=order.order_id,
            account_id=order.account_id,
            order_version=order.version,
            blocked_by=waiting.code,
            detail=waiting.detail,
            distance=waiting.distance,
            quote=None if quote is None else QuoteUsed.of(quote, now),
        )
