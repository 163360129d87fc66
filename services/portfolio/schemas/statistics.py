"""Statistics over HTTP: money in cents, ratios to four decimals, all as decimal strings."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pydantic import BaseModel

from services.portfolio.domain.performance import Drawdown
from services.portfolio.domain.score import Score
from services.portfolio.handlers.journaling import Report
from shared.contracts.event import Amount
from shared.kernel.money import round_cents

_RATIO_STEP = Decimal("0.0001")


class DrawdownView(BaseModel):
    """The deepest fall of the equity curve: `amount` of money, `part` of the peak's equity."""

    amount: Amount
    part: Amount
    peak_at: datetime
    trough_at: datetime

    @classmethod
    def of(cls, drawdown: Drawdown) -> DrawdownView:
        return cls.model_validate(_shown(asdict(drawdown)))


class ScorePartView(BaseModel):
    """`value` from 0 to 1; unknown, its weight counts for nothing."""

    name: str
    weight: int
    value: Amount | None


class ScoreView(BaseModel):
    """0 to 100: the mean of the parts that are known, by weight. None with fewer than five
    round trips that worked or did not."""

    value: Amount | None
    parts: list[ScorePartView]

    @classmethod
    def of(cls, score: Score) -> ScoreView:
        parts = [ScorePartView.model_validate(_shown(asdict(part))) for part in score.parts]
        return cls(value=_amount(score.value), parts=parts)


class StatisticsView(BaseModel):
    """Over the chosen round trips; `sharpe`, `sortino` and `max_drawdown` are the whole
    account's in the chosen time. Sums are those of the journal's column. Rates are parts of
    one, `win_rate` of the round trips that worked or did not, with its 95 % confidence
    interval. `current_streak` is negative while the newest did not work."""

    count: int
    worked: int
    did_not_work: int
    scratch: int
    realized_pnl: Amount
    fees: Amount
    dividends: Amount
    net_pnl: Amount
    gross_profit: Amount
    gross_loss: Amount
    win_rate: Amount | None
    win_rate_low: Amount | None
    win_rate_high: Amount | None
    profit_factor: Amount | None
    payoff_ratio: Amount | None
    expectancy: Amount | None
    average_win: Amount | None
    average_loss: Amount | None
    largest_win: Amount | None
    largest_loss: Amount | None
    longest_winning_streak: int
    longest_losing_streak: int
    current_streak: int
    average_seconds: Amount | None
    average_winning_seconds: Amount | None
    average_losing_seconds: Amount | None
    days: int
    sharpe: Amount | None
    sortino: Amount | None
    max_drawdown: DrawdownView | None
    score: ScoreView

    @classmethod
    def of(cls, report: Report) -> StatisticsView:
        performance = report.performance
        drawdown = performance.max_drawdown
        return cls.model_validate(
            {
                **_shown(asdict(report.statistics)),
                "days": performance.days,
                "sharpe": _amount(performance.sharpe),
                "sortino": _amount(performance.sortino),
                "max_drawdown": None if drawdown is None else DrawdownView.of(drawdown),
                "score": ScoreView.of(report.score),
            }
        )


def _shown(fields: dict[str, Any]) -> dict[str, Any]:
    """Decimals are money here and floats are not."""
    shown = dict(fields)
    for name, value in fields.items():
        if isinstance(value, Decimal):
            shown[name] = round_cents(value)
        elif isinstance(value, float):
            shown[name] = _amount(value)
    return shown


def _amount(ratio: float | None) -> Decimal | None:
    return None if ratio is None else Decimal(repr(ratio)).quantize(_RATIO_STEP, ROUND_HALF_UP)
