"""Say what an order would do, and do nothing: the same checks as at submission, on the book and
the market as they are now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from services.orders.domain.account import Account, Holding
from services.orders.domain.commands import SubmitOco, SubmitOrder
from services.orders.domain.entry import entered
from services.orders.domain.errors import NoSuchAccount
from services.orders.domain.estimate import Estimate, Market, estimate
from services.orders.domain.instrument import NO_INDICATION, Indication, Instrument
from services.orders.domain.order import Order
from services.orders.domain.proposal import Means
from services.orders.handlers.means import valued
from services.orders.ports import MarketData, Readings, Sessions
from shared.contracts.market_data import Quote
from shared.kernel.enums import AccountKind, Side
from shared.kernel.extended_hours import takes_part
from shared.kernel.margin import Margin
from shared.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Preview:
    """`order` as it would begin: pending, or rejected with the reason. `estimate` is `None`
    where no price is known to reckon with. `margin` is the account's, if it has one.
    `opens_at` is when trading goes on, where the order would have to wait for that."""

    order: Order
    account: Account
    margin: Margin | None
    estimate: Estimate | None
    quote: Quote | None
    opens_at: datetime | None
    at: datetime

    @property
    def buying_power(self) -> Decimal:
        return self.account.buying_power if self.margin is None else self.margin.buying_power

    @property
    def buying_power_after(self) -> Decimal:
        """While the order is pending."""
        reserved = self.order.reserved_cash
        if self.margin is None:
            return self.account.buying_power - reserved
        return replace(self.margin, reserved=self.margin.reserved + reserved).buying_power


class Outlook(NamedTuple):
    """What an order would meet: `None` is an instrument, a quote or a margin that is not there."""

    account: Account
    margin: Margin | None
    holding: Holding
    instrument: Instrument | None
    quote: Quote | None


async def look(command: SubmitOrder | SubmitOco, readings: Readings, market: MarketData) -> Outlook:
    """Raises `NoSuchAccount`, or `Unavailable` where nobody can say whether there is such a
    symbol."""
    account = await readings.account(command.account_id, command.user_id)
    if account is None:
        raise NoSuchAccount
    instrument = await market.instrument(command.symbol)
    quote = await market.quote(command.symbol) if instrument else None
    holding = await readings.holding(command.account_id, command.symbol)
    margin = None
    if account.kind is AccountKind.MARGIN:
        margin = await valued(account, await readings.holdings(command.account_id), market)
    return Outlook(account, margin, holding, instrument, quote)


async def previewed(order: Order, seen: Outlook, sessions: Sessions, *, at: datetime) -> Preview:
    opens_at = await _waits_until(order, seen.instrument, sessions, at=at)
    estimated = estimate(order, _market_of(seen.quote))
    return Preview(order, seen.account, seen.margin, estimated, seen.quote, opens_at, at)


async def preview_order(
    command: SubmitOrder,
    readings: Readings,
    market: MarketData,
    sessions: Sessions,
    *,
    at: datetime,
) -> Preview:
    """Raises like `look`."""
    seen = await look(command, readings, market)
    quote = seen.quote
    order = entered(
        command,
        seen.account,
        _means(command.side, seen.account, seen.holding, seen.margin),
        seen.instrument,
        NO_INDICATION if quote is None else Indication(ask=quote.ask, last=quote.last),
        at=at,
        expires_at=None,
    )
    return await previewed(order, seen, sessions, at=at)


def _market_of(quote: Quote | None) -> Market | None:
    return None if quote is None else Market(bid=quote.bid, ask=quote.ask, last=quote.last)


async def _waits_until(
    order: Order, instrument: Instrument | None, sessions: Sessions, *, at: datetime
) -> datetime | None:
    """When the market of an order opens, where it is closed at `at`."""
    if instrument is None:
        return None
    extended = order.extended_hours and takes_part(order.type, order.terms.time_in_force)
    return await sessions.opens_at(instrument.calendar, at, extended=extended)


def _means(side: Side, account: Account, holding: Holding, margin: Margin | None) -> Means:
    if margin is not None:
        return Means(margin.available, holding.closable(side), margin)
    return Means(account.buying_power, holding.available if side is Side.SELL else ZERO)
