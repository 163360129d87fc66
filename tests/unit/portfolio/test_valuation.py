"""What an account is worth: by example, and by the law that its totals agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portfolio.domain.market import Market, mark_price
from services.portfolio.domain.position import Fill
from services.portfolio.domain.valuation import Worth, value_portfolio
from services.portfolio.handlers.figures import portfolio_data
from shared.kernel.enums import QuoteQuality
from tests.support.clock import MONDAY
from tests.support.portfolio import AAPL, MSFT, a_fill, a_market, a_portfolio, fills_of, prices

TUESDAY = MONDAY + timedelta(days=1)


def worth(market: Market, *fills: Fill) -> Worth:
    return value_portfolio(a_portfolio(*fills), market)[0]


def test_equity_is_cash_and_what_the_positions_are_worth() -> None:
    found = worth(
        a_market(AAPL="110", MSFT="390"), a_fill("100", "100"), a_fill("10", "400", symbol=MSFT)
    )

    assert found.positions_value == 14_900  # 100 × 110 + 10 × 390
    assert found.equity == 100_900  # 100 000 − 14 000 + 14 900
    assert found.unrealized_pnl == 900
    assert found.total_pnl == 900
    assert found.leverage == Decimal(14_900) / 100_900
    assert found.complete


def test_a_short_is_worth_less_than_nothing_and_gains_as_the_price_falls() -> None:
    found = worth(a_market(AAPL="90"), a_fill("-10", "100"))

    assert found.positions_value == -900
    assert found.unrealized_pnl == 100
    assert found.equity == 100_100


def test_a_position_without_a_mark_is_carried_at_cost_and_called_incomplete() -> None:
    found = worth(a_market(), a_fill("10", "100", fee="1"))

    assert found.equity == 99_999
    assert found.unrealized_pnl == 0
    assert not found.complete
    [figures] = portfolio_data(a_portfolio(a_fill("10", "100")), a_market(), now=MONDAY).positions
    assert (figures.mark, figures.mark_quality, figures.value) == (None, "missing", None)


def test_a_mark_that_is_not_fresh_is_counted() -> None:
    market = a_market(AAPL="110")
    market.marks[AAPL] = replace(market.marks[AAPL], quality=QuoteQuality.FEED_DOWN)

    assert worth(market, a_fill("10", "100")).stale_marks == 1


def test_the_day_of_an_account_opened_today_counts_from_its_starting_balance() -> None:
    found = worth(a_market(AAPL="110"), a_fill("10", "100", fee="2"))

    assert found.day_pnl == 98  # 10 × 10 − 2
    assert found.day_start_equity == 100_000


def test_a_position_held_overnight_counts_from_the_first_price_of_the_day() -> None:
    market = a_market(TUESDAY.date(), AAPL="112")
    market.day_prices = {AAPL: Decimal(110)}

    found = worth(market, a_fill("10", "100"))

    assert found.day_pnl == 20  # 10 × (112 − 110)
    assert found.day_start_equity == 100_100


def test_what_was_sold_today_keeps_its_part_of_the_day() -> None:
    market = a_market(TUESDAY.date(), AAPL="500")
    market.day_prices = {AAPL: Decimal(110)}

    found = worth(market, a_fill("10", "100"), a_fill("-10", "115", at=TUESDAY, fee="1"))

    assert found.day_pnl == 49  # 10 × (115 − 110) − 1, whatever became of the price
    assert found.day_start_equity == 100_100


def test_without_a_first_price_the_day_of_a_position_is_unknown() -> None:
    market = a_market(TUESDAY.date(), AAPL="112")

    _, [holding] = value_portfolio(a_portfolio(a_fill("10", "100")), market)

    assert holding.day_pnl is None


@pytest.mark.parametrize(
    ("last", "bid", "ask", "close", "price"),
    [
        ("10", "9", "12", "8", "10"),
        (None, "9", "12", "8", "10.5"),
        (None, "9", None, "8", "8"),
        (None, None, None, None, None),
    ],
)
def test_the_mark_is_the_last_trade_else_the_middle_else_the_close(
    last: str | None, bid: str | None, ask: str | None, close: str | None, price: str | None
) -> None:
    given_prices = [None if each is None else Decimal(each) for each in (last, bid, ask, close)]

    assert mark_price(*given_prices) == (None if price is None else Decimal(price))


def test_marks_that_nobody_vouches_for_grow_stale() -> None:
    market = a_market(AAPL="10", MSFT="20")
    market.marks[MSFT] = replace(market.marks[MSFT], as_of=MONDAY + timedelta(seconds=10))

    aged = market.age(MONDAY + timedelta(seconds=16), stale_after=timedelta(seconds=15))

    assert aged == [AAPL]
    assert market.marks[AAPL].quality is QuoteQuality.STALE
    assert market.marks[MSFT].quality is QuoteQuality.FRESH


def test_figures_are_rounded_once_and_plain() -> None:
    data = portfolio_data(
        a_portfolio(a_fill("3", "10.01"), a_fill("3", "10.02")),
        a_market(AAPL="10.0333"),
        now=MONDAY,
    )

    figures = data.positions[0].model_dump(mode="json")
    assert figures["quantity"] == "6"
    assert figures["average_price"] == "10.015"
    assert figures["cost"] == "60.09"
    assert figures["mark"] == "10.0333"
    assert figures["value"] == "60.20"  # 60.1998
    assert figures["unrealized_pnl"] == "0.11"  # 0.1098
    assert figures["unrealized_pnl_percent"] == "0.18"
    assert data.account.model_dump(mode="json")["equity"] == "100000.11"


@given(st.lists(fills_of(AAPL, MSFT), max_size=12), prices, prices)
def test_the_totals_of_an_account_agree(history: list[Fill], aapl: Decimal, msft: Decimal) -> None:
    """What is realized, less fees, and unrealized, on top of the start, is the equity."""
    portfolio = a_portfolio(*history)
    found, holdings = value_portfolio(portfolio, a_market(AAPL=str(aapl), MSFT=str(msft)))
    account = portfolio.account

    assert found.equity == (
        account.starting_balance + account.realized_pnl - account.fees + found.unrealized_pnl
    )
    assert found.positions_value == sum(holding.value or 0 for holding in holdings)
    assert found.day_start_equity == account.starting_balance
