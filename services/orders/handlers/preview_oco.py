"""Say what a pair of exits would do, and do nothing: the same checks as at submission."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.orders.domain.commands import SubmitOco
from services.orders.domain.errors import NoSuchAccount
from services.orders.domain.estimate import estimate
from services.orders.domain.exits import pair_of, unfit_pair
from services.orders.domain.order import Order
from services.orders.handlers.means import valued
from services.orders.handlers.preview_order import Preview, market_of, waits_until
from services.orders.handlers.submit_oco import refused_pair, shares_to_exit
from services.orders.ports import MarketData, Readings, Sessions
from shared.kernel.enums import AccountKind


async def preview_oco(
    command: SubmitOco,
    readings: Readings,
    market: MarketData,
    sessions: Sessions,
    *,
    at: datetime,
) -> Sequence[Preview]:
    """The take profit and the stop loss, in this order; or the take profit alone, refused.
    Raises `NoSuchAccount`, or `Unavailable` where nobody can say whether there is such a
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

    shares = shares_to_exit(command, account, holding)
    denial = unfit_pair(command, account, instrument, shares)
    orders: list[Order]
    if denial is not None or instrument is None:
        orders = [refused_pair(command, account, denial, at=at)]
    else:
        orders = pair_of(command, account, instrument, at=at, expires_at=None)
    seen = market_of(quote)
    return [
        Preview(
            order,
            account,
            margin,
            estimate(order, seen),
            quote,
            await waits_until(order, instrument, sessions, at=at),
            at,
        )
        for order in orders
    ]
