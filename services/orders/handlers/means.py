"""What a locked account has for an order. A margin account is valued at the newest quotes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.orders.domain.account import Account, Holding
from services.orders.domain.instrument import Indication, Instrument
from services.orders.domain.proposal import Means
from services.orders.ports import MarketData, Work
from shared.kernel.enums import AccountKind, Side
from shared.kernel.errors import Unavailable
from shared.kernel.ids import Symbol
from shared.kernel.margin import Exposure, Margin, margin_of
from shared.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Standing:
    """`holding` is locked, and `None` where the order draws on none. `indication` is there for
    a margin account, where a short is reckoned by the market even if it has a limit."""

    means: Means
    holding: Holding | None
    indication: Indication | None


async def standing(
    work: Work, market: MarketData, account: Account, symbol: Symbol, side: Side
) -> Standing:
    """Raises `Unavailable` where a margin account cannot be valued."""
    if account.kind is AccountKind.CASH and side is Side.BUY:
        return Standing(Means(account.buying_power, ZERO), None, None)
    holding = await work.holdings.lock(account.account_id, symbol)
    if account.kind is AccountKind.CASH:
        return Standing(Means(account.buying_power, holding.available), holding, None)
    held = await work.holdings.of_account(account.account_id)
    margin = await valued(account, held, market)
    means = Means(margin.available, holding.closable(side), margin)
    return Standing(means, holding, await market.indication(symbol))


async def valued(account: Account, held: Sequence[Holding], market: MarketData) -> Margin:
    """The account's margin at the newest quotes. Raises `Unavailable` where a price is not
    known of something that it holds."""
    exposures: list[Exposure] = []
    open_ones = [holding for holding in held if holding.quantity]
    seen = await asyncio.gather(*(_seen(market, holding.symbol) for holding in open_ones))
    for holding, (mark, instrument) in zip(open_ones, seen, strict=True):
        if mark is None or instrument is None:
            raise Unavailable(
                f"No price of {holding.symbol} is known, so the account cannot be valued. "
                "Nothing was recorded: send the order again, with the same client_order_id."
            )
        exposures.append(Exposure(holding.quantity, mark, instrument.multiplier))
    return margin_of(account.cash, account.reserved, exposures)


async def _seen(market: MarketData, symbol: Symbol) -> tuple[Decimal | None, Instrument | None]:
    return (await market.indication(symbol)).mark, await market.instrument(symbol)
