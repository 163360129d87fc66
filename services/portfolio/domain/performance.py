"""How the account itself fared: drawdown of its equity curve, Sharpe and Sortino of its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev

from services.portfolio.domain.equity import EquityPoint
from shared.kernel.money import ZERO

DAYS_A_YEAR = 252
DAYS_MIN = 5
"""With fewer daily returns a ratio of them says nothing, and none is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawdown:
    """The deepest fall from a peak. `amount` is positive money, `part` of the peak's equity;
    both are zero, and the moments the same, where the curve never fell."""

    amount: Decimal
    part: float
    peak_at: datetime
    trough_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    days: int
    """Daily returns there are: from one session's close to the next."""
    sharpe: float | None
    sortino: float | None
    max_drawdown: Drawdown | None


def performance_of(points: Sequence[EquityPoint]) -> Performance:
    """`points` in order; those in which a position had no price are left out."""
    known = [each for each in points if each.complete]
    closes = [each.equity for each in known if each.is_close]
    returns = [float(after / before) - 1 for before, after in pairwise(closes) if before > 0]
    return Performance(
        days=len(returns),
        sharpe=sharpe(returns),
        sortino=sortino(returns),
        max_drawdown=max_drawdown(known),
    )


def max_drawdown(points: Sequence[EquityPoint]) -> Drawdown | None:
    if not points:
        return None
    peak, first = points[0], points[0]
    deepest = Drawdown(amount=ZERO, part=0.0, peak_at=first.at, trough_at=first.at)
    for point in points:
        if point.equity >= peak.equity:
            peak = point
        amount = peak.equity - point.equity
        part = float(amount / peak.equity) if peak.equity > 0 else 0.0
        if part > deepest.part:
            deepest = Drawdown(amount=amount, part=part, peak_at=peak.at, trough_at=point.at)
    return deepest


def sharpe(returns: Sequence[float]) -> float | None:
    """Mean by standard deviation of daily returns, a year's worth; the riskless rate counts as
    nothing, since paper cash earns nothing. W. F. Sharpe, J. of Portfolio Management 21 (1994)."""
    if len(returns) < DAYS_MIN:
        return None
    deviation = stdev(returns)
    return fmean(returns) / deviation * sqrt(DAYS_A_YEAR) if deviation else None


def sortino(returns: Sequence[float]) -> float | None:
    """The same, but only what was lost counts as risk: the root of the mean square of returns
    below nothing, over all days. F. A. Sortino, L. N. Price, J. of Investing 3 (1994)."""
    if len(returns) < DAYS_MIN:
        return None
    downside = sqrt(fmean(min(each, 0.0) ** 2 for each in returns))
    return fmean(returns) / downside * sqrt(DAYS_A_YEAR) if downside else None
