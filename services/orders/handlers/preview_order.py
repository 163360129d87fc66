"""Say what an order would do, and do nothing: the same checks as at submission, on the book and
the market as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.orders.domain.account import Account
from services.orders.domain.commands import SubmitOrder
from services.orders.domain.entry import entered
from services.orders.domain.errors import NoSuchAccount
from services.orders.domain.estimate import Estimate, Market, estimate
from services.orders.domain.instrument import NO_INDICATION, Indication
from services.orders.domain.order import Order
from services.orders.ports import MarketData, Readings
from shared.contracts.market_data import Quote
from shared.kernel.enums import Side


@dataclass(frozen=True, slots=True)
class Preview:
    """`order` as it would begin: pending, or rejected with the reason. `estimate` is `None`
    where no price is known to reckon with."""

    order: Order
    account: Account
    estimate: Estimate | None
    quote: Quote | None
    at: datetime

    @property
    def buying_power_after(self) -> Decimal:
        """While the order is pending."""
        return self.account.buying_power - self.order.reserved_cash


async def preview_order(
    command: SubmitOrder, readings: Readings, market: MarketData, *, at: datetime
) -> Preview:
    """Raises `NoSuchAccount`, or `Unavailable` where nobody can say whether there is such a
    symbol."""
    account = await readings.account(command.account_id, command.user_id)
    if account is None:
        raise NoSuchAccount
    instrument = await market.instrument(command.symbol)
    quote = await market.quote(command.symbol) if instrument else None
    holding = await readings.holding(command.account_id, command.symbol)

    order = entered(
        command,
        account,
        holding.available if command.side is Side.SELL else Decimal(0),
        instrument,
        NO_INDICATION if quote is None else Indication(ask=quote.ask, last=quote.last),
        at=at,
        expires_at=None,
    )
    seen = None if quote is None else Market(bid=quote.bid, ask=quote.ask, last=quote.last)
    return Preview(order, account, estimate(order, seen), quote, at)
