"""What a trader may ask of the portfolio. Answers come from the tables and this process's
marks, so any replica answers for any account, with the same figures as the stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.portfolio.domain.account import Account
from services.portfolio.domain.equity import SPANS, EquityPoint, Period, coarsest
from services.portfolio.domain.market import Market
from services.portfolio.handlers.figures import portfolio_data
from services.portfolio.ports.curve import Curve
from services.portfolio.ports.readings import Readings
from shared.contracts.portfolio import PortfolioData
from shared.kernel.errors import NotFound
from shared.kernel.ids import AccountId, UserId


async def view_portfolio(
    account_id: AccountId, user_id: UserId, readings: Readings, market: Market, *, now: datetime
) -> PortfolioData:
    found = await readings.portfolios([account_id], day=market.day)
    if not found or found[0].account.user_id != user_id:
        raise NotFound("There is no such account.")
    return portfolio_data(found[0], market, now=now)


@dataclass(frozen=True, slots=True)
class EquityCurve:
    """`points` are those of the period, oldest first; `last_close` is what day P/L counts from."""

    since: datetime
    points: Sequence[EquityPoint]
    last_close: EquityPoint | None


async def view_equity(
    account_id: AccountId,
    user_id: UserId,
    period: Period,
    readings: Readings,
    curve: Curve,
    *,
    now: datetime,
) -> EquityCurve:
    """What was sampled in the period, as finely as its length allows."""
    account = await own_account(account_id, user_id, readings)
    began = account.began_at
    span = SPANS.get(period)
    since = began if span is None else max(began, now - span)
    first = await curve.first_at(account_id, since=since)
    grade = coarsest(now - (first or now))
    return EquityCurve(
        since=since,
        points=await curve.points(account_id, since=since, grade=grade),
        last_close=await curve.last_close(account_id, since=began),
    )


async def own_account(account_id: AccountId, user_id: UserId, readings: Readings) -> Account:
    """The user's account; another user's is not found, as if it did not exist."""
    account = await readings.account(account_id)
    if account is None or account.user_id != user_id:
        raise NotFound("There is no such account.")
    return account
