"""Say what a pair of exits would do, and do nothing: the same checks as at submission."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.orders.domain.commands import SubmitOco
from services.orders.domain.exits import pair_of, unfit_pair
from services.orders.domain.order import Order
from services.orders.handlers.preview_order import Preview, look, previewed
from services.orders.handlers.submit_oco import refused_pair, shares_to_exit
from services.orders.ports import MarketData, Readings, Sessions


async def preview_oco(
    command: SubmitOco,
    readings: Readings,
    market: MarketData,
    sessions: Sessions,
    *,
    at: datetime,
) -> Sequence[Preview]:
    """The take profit and the stop loss, in this order; or the take profit alone, refused.
    Raises like `look`."""
    seen = await look(command, readings, market)
    shares = shares_to_exit(command, seen.account, seen.holding)
    denial = unfit_pair(command, seen.account, seen.instrument, shares)
    orders: list[Order]
    if denial is not None or seen.instrument is None:
        orders = [refused_pair(command, seen.account, denial, at=at)]
    else:
        orders = pair_of(command, seen.account, seen.instrument, at=at, expires_at=None)
    return [await previewed(order, seen, sessions, at=at) for order in orders]
