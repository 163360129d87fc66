"""Whether trading worked: figures over round trips that ended. Formulas: `docs/statistics.md`.

Money is summed from the rows as they are shown, in cents, so that a total is the sum of its
column. What divides or takes a root is a float and leaves rounded to four decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from math import sqrt
from statistics import NormalDist

from shared.kernel.enums import Verdict
from shared.kernel.money import ZERO, round_cents

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a round trip brought, exactly."""

    opened_at: datetime
    closed_at: datetime
    realized_pnl: Decimal
    fees: Decimal
    dividends: Decimal

    @property
    def net_pnl(self) -> Decimal:
        return self.realized_pnl - self.fees + self.dividends

    @property
    def verdict(self) -> Verdict:
        if self.net_pnl > 0:
            return Verdict.WORKED
        return Verdict.DID_NOT_WORK if self.net_pnl < 0 else Verdict.SCRATCH

    @property
    def held_seconds(self) -> float:
        return (self.closed_at - self.opened_at).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """`None` is what cannot be said of so few round trips. Rates are parts of one; money is in
    cents; `average_loss` and `largest_loss` are negative."""

    count: int
    worked: int
    did_not_work: int
    scratch: int
    realized_pnl: Decimal
    fees: Decimal
    dividends: Decimal
    net_pnl: Decimal
    gross_profit: Decimal
    gross_loss: Decimal
    win_rate: float | None
    win_rate_low: float | None
    win_rate_high: float | None
    profit_factor: float | None
    payoff_ratio: float | None
    expectancy: Decimal | None
    average_win: Decimal | None
    average_loss: Decimal | None
    largest_win: Decimal | None
    largest_loss: Decimal | None
    longest_winning_streak: int
    longest_losing_streak: int
    current_streak: int
    """Positive while the newest round trips worked, negative while they did not."""
    average_seconds: float | None
    average_winning_seconds: float | None
    average_losing_seconds: float | None


def statistics_of(outcomes: Sequence[Outcome]) -> Statistics:
    """`outcomes` in the order in which they ended."""
    wins = [each for each in outcomes if each.verdict is Verdict.WORKED]
    losses = [each for each in outcomes if each.verdict is Verdict.DID_NOT_WORK]
    net = _cents(each.net_pnl for each in outcomes)
    won = [round_cents(each.net_pnl) for each in wins]
    lost = [round_cents(each.net_pnl) for each in losses]
    gross_profit, gross_loss = sum(won, ZERO), sum(lost, ZERO)
    average_win, average_loss = _mean(won), _mean(lost)
    low, high = wilson_interval(len(wins), len(wins) + len(losses))
    streaks = _streaks(outcomes)
    return Statistics(
        count=len(outcomes),
        worked=len(wins),
        did_not_work=len(losses),
        scratch=len(outcomes) - len(wins) - len(losses),
        realized_pnl=_cents(each.realized_pnl for each in outcomes),
        fees=_cents(each.fees for each in outcomes),
        dividends=_cents(each.dividends for each in outcomes),
        net_pnl=net,
        gross_profit=gross_profit,
        gross_loss=gross_loss,
        win_rate=_ratio(len(wins), len(wins) + len(losses)),
        win_rate_low=low,
        win_rate_high=high,
        profit_factor=_ratio(gross_profit, -gross_loss),
        payoff_ratio=_ratio(average_win, None if average_loss is None else -average_loss),
        expectancy=None if not outcomes else net / len(outcomes),
        average_win=average_win,
        average_loss=average_loss,
        largest_win=max(won, default=None),
        largest_loss=min(lost, default=None),
        longest_winning_streak=max((each for each in streaks if each > 0), default=0),
        longest_losing_streak=-min((each for each in streaks if each < 0), default=0),
        current_streak=streaks[-1] if streaks else 0,
        average_seconds=_mean_seconds(outcomes),
        average_winning_seconds=_mean_seconds(wins),
        average_losing_seconds=_mean_seconds(losses),
    )


def wilson_interval(successes: int, trials: int) -> tuple[float | None, float | None]:
    """Where a rate lies with 95 % confidence. E. B. Wilson, JASA 22 (1927), pages 209 to 212:
    unlike the normal approximation it is never outside 0 to 1 and honest about few trials."""
    if not trials:
        return None, None
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    rate, weight = successes / trials, z * z / trials
    middle = rate + weight / 2
    reach = z * sqrt((rate * (1 - rate) + weight / 4) / trials)
    return (middle - reach) / (1 + weight), (middle + reach) / (1 + weight)


def _streaks(outcomes: Iterable[Outcome]) -> list[int]:
    """Lengths of runs with one verdict, negative where they did not work. A scratch ends a run."""
    signs = {Verdict.WORKED: 1, Verdict.DID_NOT_WORK: -1, Verdict.SCRATCH: 0}
    runs = groupby(signs[each.verdict] for each in outcomes)
    return [sign * sum(1 for _ in run) for sign, run in runs]


def _cents(amounts: Iterable[Decimal]) -> Decimal:
    return sum(map(round_cents, amounts), ZERO)


def _mean(amounts: Sequence[Decimal]) -> Decimal | None:
    return sum(amounts, ZERO) / len(amounts) if amounts else None


def _mean_seconds(outcomes: Sequence[Outcome]) -> float | None:
    return sum(each.held_seconds for each in outcomes) / len(outcomes) if outcomes else None


def _ratio(part: Decimal | int | None, whole: Decimal | int | None) -> float | None:
    return None if part is None or not whole else float(part) / float(whole)
