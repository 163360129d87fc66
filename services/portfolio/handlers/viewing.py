"""What a trader may ask of the portfolio. Answers come from the tables and this process's
marks, so any replica answers for any account, with the same figures as the stream."""

from __future__ import annotations

from datetime import datetime

from services.portfolio.domain.account import Portfolio
from services.portfolio.domain.journal import RoundTrip
from services.portfolio.domain.market import Market
from services.portfolio.handlers.figures import portfolio_data
from services.portfolio.ports import Readings, TripsBefore
from shared.contracts.portfolio import PortfolioData
from shared.kernel.errors import NotFound
from shared.kernel.ids import AccountId, UserId


async def view_portfolio(
    account_id: AccountId, user_id: UserId, readings: Readings, market: Market, *, now: datetime
) -> PortfolioData:
    return portfolio_data(await _own(account_id, user_id, readings, market), market, now=now)


async def view_round_trips(
    account_id: AccountId,
    user_id: UserId,
    readings: Readings,
    market: Market,
    *,
    limit: int,
    before: TripsBefore | None,
) -> list[RoundTrip]:
    """Round trips that ended, newest first; `before` is where the last page stopped."""
    await _own(account_id, user_id, readings, market)
    return await readings.round_trips(account_id, limit=limit, before=before)


async def _own(
    account_id: AccountId, user_id: UserId, readings: Readings, market: Market
) -> Portfolio:
    """The user's account; another user's is not found, as if it did not exist."""
    found = await readings.portfolios([account_id], day=market.day)
    if not found or found[0].account.user_id != user_id:
        raise NotFound("There is no such account.")
    return found[0]
