"""Statistics by law, and where others have published what comes out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portfolio.domain.equity import EquityPoint
from services.portfolio.domain.performance import max_drawdown, performance_of, sharpe, sortino
from services.portfolio.domain.score import score_of
from services.portfolio.domain.statistics import Outcome, statistics_of, wilson_interval
from shared.kernel.enums import Verdict
from shared.kernel.money import ZERO, round_cents
from tests.support.clock import MONDAY

_HAIR = 1e-9  # floats


def ended(realized: Decimal, fees: Decimal, dividends: Decimal, held: timedelta) -> Outcome:
    return Outcome(
        opened_at=MONDAY,
        closed_at=MONDAY + held,
        realized_pnl=realized,
        fees=fees,
        dividends=dividends,
    )


money = st.decimals(-2000, 2000, allow_nan=False, allow_infinity=False, places=4)
outcomes = st.lists(
    st.builds(
        ended,
        money,
        st.decimals(0, 20, places=4),
        st.just(ZERO) | st.decimals(-20, 20, places=2),
        st.timedeltas(timedelta(0), timedelta(days=30)),
    ),
    max_size=30,
)


def outcome(net: str) -> Outcome:
    return ended(Decimal(net), ZERO, ZERO, timedelta(0))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_confidence_interval_is_the_published_one(
    successes: int, trials: int, low: float, high: float
) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    assert wilson_interval(successes, trials) == pytest.approx((low, high), abs=5e-5)


@given(outcomes)
def test_totals_are_the_sums_of_the_rows_as_they_are_shown(chosen: list[Outcome]) -> None:
    found = statistics_of(chosen)
    rows = [round_cents(each.net_pnl) for each in chosen]

    assert found.net_pnl == sum(rows)
    assert found.gross_profit + found.gross_loss == found.net_pnl
    assert found.count == found.worked + found.did_not_work + found.scratch == len(chosen)
    assert found.fees == sum(round_cents(each.fees) for each in chosen)
    assert found.dividends == sum(round_cents(each.dividends) for each in chosen)


@given(outcomes)
def test_averages_lie_among_what_they_are_the_averages_of(chosen: list[Outcome]) -> None:
    found = statistics_of(chosen)

    if found.average_win is not None and found.largest_win is not None:
        assert 0 <= found.average_win <= found.largest_win
    if found.average_loss is not None and found.largest_loss is not None:
        assert found.largest_loss <= found.average_loss <= 0
    if found.win_rate is not None and found.win_rate_low is not None:
        assert found.win_rate_high is not None
        bounds = [0, found.win_rate_low, found.win_rate, found.win_rate_high, 1]
        assert all(low <= high + _HAIR for low, high in pairwise(bounds))
    assert 0 <= found.longest_winning_streak <= found.worked
    assert 0 <= found.longest_losing_streak <= found.did_not_work
    assert -found.longest_losing_streak <= found.current_streak <= found.longest_winning_streak


def test_a_scratch_ends_a_streak_and_is_neither_won_nor_lost() -> None:
    found = statistics_of([outcome(net) for net in ("1", "2", "0", "3", "-1", "-1", "-1")])

    assert (found.longest_winning_streak, found.longest_losing_streak) == (2, 3)
    assert found.current_streak == -3
    assert found.win_rate == 0.5


def test_what_cannot_be_said_is_not_said() -> None:
    won = statistics_of([outcome("5"), outcome("7")])

    assert (won.profit_factor, won.payoff_ratio, won.average_loss, won.largest_loss) == (None,) * 4
    assert won.win_rate == 1
    assert statistics_of([outcome("0")]).win_rate is None


def test_the_verdict_is_exact_where_the_row_shows_nothing() -> None:
    """A thousandth of a dollar worked, though it is shown as 0.00."""
    found = statistics_of([outcome("0.001"), outcome("-0.001")])

    assert (found.worked, found.did_not_work, found.net_pnl) == (1, 1, 0)
    assert outcome("0.001").verdict is Verdict.WORKED


def test_sharpe_and_sortino_of_six_days_worked_out_by_hand() -> None:
    """Mean 0.5 %. Squares around it: 0.25 + 2.25 + 2.25 + 0.25 + 0.25 + 0.25 = 5.5, by 5 is 1.1.
    Below zero: 1 squared, by 6."""
    returns = [0.01, -0.01, 0.02, 0.0, 0.01, 0.0]

    assert sharpe(returns) == pytest.approx(0.5 / 1.1**0.5 * 252**0.5)
    assert sortino(returns) == pytest.approx(0.5 / (1 / 6) ** 0.5 * 252**0.5)
    assert sharpe(returns[:4]) is None  # fewer than five
    assert sharpe([0.01] * 6) is None  # nothing varies
    assert sortino([0.01] * 6) is None  # nothing was lost


equities = st.lists(st.integers(1, 1_000_000).map(Decimal), min_size=1, max_size=12)


def points(worth: list[Decimal]) -> list[EquityPoint]:
    return [
        EquityPoint(MONDAY + timedelta(days=number), each, ZERO, True, True)
        for number, each in enumerate(worth)
    ]


@given(equities)
def test_no_later_point_is_further_below_an_earlier_one_than_the_drawdown(
    worth: list[Decimal],
) -> None:
    found = max_drawdown(points(worth))

    assert found is not None
    falls = [float((before - after) / before) for before, after in combinations(worth, 2)]
    assert found.part == pytest.approx(max(0.0, *falls, 0.0))
    assert (found.amount > 0) is (found.peak_at < found.trough_at)


@given(outcomes, equities)
def test_a_score_is_from_nothing_to_a_hundred_and_the_mean_of_its_known_parts(
    chosen: list[Outcome], worth: list[Decimal]
) -> None:
    statistics = statistics_of(chosen)
    score = score_of(statistics, performance_of(points(worth)))
    known = [part for part in score.parts if part.value is not None]

    assert sum(part.weight for part in score.parts) == 100
    assert all(0 <= part.value <= 1 for part in known if part.value is not None)
    if statistics.worked + statistics.did_not_work < 5:
        assert score.value is None
    else:
        assert score.value is not None
        assert min(part.value or 0 for part in known) * 100 - _HAIR <= score.value
        assert score.value <= max(part.value or 0 for part in known) * 100 + _HAIR
