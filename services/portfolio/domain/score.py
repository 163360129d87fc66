"""One figure for how well it works, 0 to 100, with its parts. Formula: `docs/statistics.md`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.portfolio.domain.performance import Performance
from services.portfolio.domain.statistics import Statistics

TRIPS_MIN = 5
"""Round trips that worked or did not, below which there is no score."""
WORST_DRAWDOWN = 0.25
BEST_SORTINO = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`value` is from 0 to 1; None where it cannot be known, and then its weight counts for
    nothing."""

    name: str
    weight: int
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    value: float | None
    parts: Sequence[Part]


def score_of(statistics: Statistics, performance: Performance) -> Score:
    profit, loss = float(statistics.gross_profit), -float(statistics.gross_loss)
    payoff, drawdown = statistics.payoff_ratio, performance.max_drawdown
    sortino = performance.sortino
    parts = [
        Part(name="profit_factor", weight=30, value=_share(profit, loss)),
        Part(name="win_rate", weight=20, value=statistics.win_rate_low),
        Part(name="payoff", weight=15, value=None if payoff is None else payoff / (1 + payoff)),
        Part(
            name="drawdown",
            weight=20,
            value=None if drawdown is None else _clamped(1 - drawdown.part / WORST_DRAWDOWN),
        ),
        Part(
            name="sortino",
            weight=15,
            value=None if sortino is None else _clamped(sortino / BEST_SORTINO),
        ),
    ]
    known = [(each.weight, each.value) for each in parts if each.value is not None]
    decided = statistics.worked + statistics.did_not_work
    if decided < TRIPS_MIN:
        return Score(value=None, parts=parts)
    total = sum(weight * value for weight, value in known)
    return Score(value=100 * total / sum(weight for weight, _ in known), parts=parts)


def _share(profit: float, loss: float) -> float | None:
    """A profit factor f as f ÷ (1 + f), which is what was won of all that was won or lost."""
    return profit / (profit + loss) if profit + loss else None


def _clamped(value: float) -> float:
    return min(max(value, 0.0), 1.0)
