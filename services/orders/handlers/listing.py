"""What the market says of a symbol, asked for before anything in the book is locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.orders.domain.instrument import NO_INDICATION, Indication, Instrument
from services.orders.domain.terms import Terms
from services.orders.ports import MarketData, Sessions
from shared.kernel.enums import OrderType, Side, TimeInForce
from shared.kernel.extended_hours import takes_part
from shared.kernel.ids import Symbol


@dataclass(frozen=True, slots=True)
class Listing:
    instrument: Instrument | None
    indication: Indication


async def look_up(market: MarketData, symbol: Symbol, side: Side, terms: Terms) -> Listing:
    """Raises `Unavailable` where it cannot be said whether there is such a symbol.

    A price is asked for only where the cost, or the quantity that an amount of money comes to,
    cannot be reckoned without: where there is no limit.
    """
    instrument = await market.instrument(symbol)
    by_quantity = side is Side.SELL and terms.notional is None
    if instrument is None or by_quantity or terms.limit_price is not None:
        return Listing(instrument, NO_INDICATION)
    return Listing(instrument, await market.indication(symbol))


async def expiry(
    sessions: Sessions,
    terms: Terms,
    listing: Listing,
    at: datetime,
    *,
    kind: OrderType = OrderType.LIMIT,
    extended_hours: bool = False,
) -> datetime | None:
    """When an order with these terms ends by itself: a day order with its session, one that
    takes part in extended hours when those end."""
    if terms.time_in_force is not TimeInForce.DAY or listing.instrument is None:
        return None
    extended = extended_hours and takes_part(kind, terms.time_in_force)
    return await sessions.next_close(listing.instrument.calendar, at, extended=extended)
