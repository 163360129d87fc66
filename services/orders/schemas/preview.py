"""The answer to: what would this order do?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from services.orders.domain.order import Order
from services.orders.handlers.preview_order import Preview
from shared.contracts.event import Amount
from shared.contracts.market_data import Quote
from shared.kernel.enums import OrderType, QuoteQuality, Side

_MILLISECOND = timedelta(milliseconds=1)


class RefusalView(BaseModel):
    """Why an order would be refused: a stable code, a sentence, and the field to look at."""

    code: str
    reason: str
    field: str

    @classmethod
    def of(cls, order: Order) -> Self | None:
        if not order.was_refused_at_entry:
            return None
        return cls(
            code=order.reason_code or "refused",
            reason=order.reason or "Refused.",
            field=order.reason_field or "order",
        )


class QuoteSeen(BaseModel):
    """The quote reckoned with; `age_ms` since its source last vouched for it."""

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
    def of(cls, quote: Quote, at: datetime) -> Self:
        return cls(
            sequence=quote.sequence,
            as_of=quote.as_of,
            age_ms=max(0, (at - quote.as_of) // _MILLISECOND),
            source=quote.source,
            quality=quote.quality,
            bid=quote.bid,
            ask=quote.ask,
            last=quote.last,
            bid_size=quote.bid_size,
            ask_size=quote.ask_size,
        )


class PreviewView(BaseModel):
    """What an order would do now. `refusal` is null where it would be accepted. Estimates are
    null where no price is known. `estimated_value` is quantity x price x multiplier: the cost
    of a buy, the proceeds of a sell, before `estimated_fees`. `reserved_cash` and
    `reserved_shares` are set aside while it is pending, which leaves `buying_power_after`.
    `marketable`: the quote meets its terms now. `opens_at`: the market is closed, and the order
    would wait until then."""

    account_id: UUID
    symbol: str
    side: Side
    type: OrderType
    quantity: Amount
    refusal: RefusalView | None
    marketable: bool
    estimated_price: Amount | None
    estimated_value: Amount | None
    estimated_fees: Amount | None
    reserved_cash: Amount
    reserved_shares: Amount
    buying_power: Amount
    buying_power_after: Amount
    fill_model: str
    fee_model: str
    opens_at: datetime | None
    quote: QuoteSeen | None

    @classmethod
    def of(cls, preview: Preview) -> Self:
        order, estimate, quote = preview.order, preview.estimate, preview.quote
        return cls(
            account_id=order.account_id,
            symbol=order.symbol,
            side=order.side,
            type=order.type,
            quantity=order.terms.quantity,
            refusal=RefusalView.of(order),
            marketable=estimate is not None and estimate.marketable,
            estimated_price=estimate and estimate.price,
            estimated_value=estimate and estimate.value,
            estimated_fees=estimate and estimate.fees,
            reserved_cash=order.reserved_cash,
            reserved_shares=order.held_shares,
            buying_power=preview.buying_power,
            buying_power_after=preview.buying_power_after,
            fill_model=order.fill_model,
            fee_model=order.fee_model,
            opens_at=preview.opens_at,
            quote=None if quote is None else QuoteSeen.of(quote, preview.at),
        )


class PairPreviewView(BaseModel):
    """What a pair of exits would do: the take profit and the stop loss, in this order; or the
    take profit alone, with the `refusal` of both. The stop loss sets the position aside for
    the two of them."""

    previews: list[PreviewView]

    @classmethod
    def of(cls, previews: Sequence[Preview]) -> Self:
        return cls(previews=[PreviewView.of(preview) for preview in previews])
