"""Say what an order would do, and do nothing: the same checks as at submission, on the book and
the market as they are now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from services.orders.domain.account import Account, Holding
from services.orders.domain.commands import SubmitOrder
from services.orders.domain.entry import entered
from services.orders.domain.errors import NoSuchAccount
from services.orders.domain.estimate import Estimate, Market, estimate
from services.orders.domain.instrument import NO_INDICATION, Indication
from services.orders.domain.order import Order
from services.orders.domain.proposal import Means
from services.orders.handlers.means import valued
from services.orders.ports import MarketData, Readings
from shared.contracts.market_data import Quote
from shared.kernel.enums import AccountKind, Side
from shared.kernel.margin import Margin
from shared.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Preview:
    """`order` as it would begin: pending, or rejected with the reason. `estimate` is `None`
    where no price is known to reckon with. `margin` is the account's, if it has one."""

    order: Order
    account: Account
    margin: Margin | None
    estimate: Estimate | None
    quote: Quote | None
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
    margin = None
    if account.kind is AccountKind.MARGIN:
        margin = await valued(account, await readings.holdings(command.account_id), market)

    order = entered(
        command,
        account,
        _means(command.side, account, holding, margin),
        instrument,
        NO_INDICATION if quote is None else Indication(ask=quote.ask, last=quote.last),
        at=at,
        expires_at=None,
    )
    seen = None if quote is None else Market(bid=quote.bid, ask=quote.ask, last=quote.last)
    return Preview(order, account, margin, estimate(order, seen), quote, at)


def _means(side: Side, account: Account, holding: Holding, margin: Margin | None) -> Means:
    if margin is not None:
        return Means(margin.available, holding.closable(side), margin)
    return Means(account.buying_power, holding.available if side is Side.SELL else ZERO)
