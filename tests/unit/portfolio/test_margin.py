"""What a margin account may still do and how far it is from a call, at the marks: by example
and by law. Half of a position when it is opened; a quarter of a long and 30 % of a short, but
at least 5 $ a share, to keep it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portfolio.domain.account import Account
from services.portfolio.domain.position import Fill, Position
from services.portfolio.domain.valuation import Worth, value_portfolio
from services.portfolio.handlers.figures import portfolio_data
from shared.kernel.enums import AccountKind
from shared.kernel.ids import Symbol
from shared.kernel.money import ZERO
from tests.support.clock import MONDAY
from tests.support.portfolio import (
    AAPL,
    MSFT,
    TODAY,
    a_fill,
    a_market,
    a_portfolio,
    an_account,
    fills_of,
    prices,
)

FUTURE = Symbol("ES")


def on_margin(cash: str = "10000", *, reserved: str = "0") -> Account:
    return replace(
        an_account(cash=Decimal(cash)), kind=AccountKind.MARGIN, reserved=Decimal(reserved)
    )


def worth(account: Account, *fills: Fill, **marks: str) -> Worth:
    return value_portfolio(a_portfolio(*fills, account=account), a_market(TODAY, **marks))[0]


LONG = [a_fill("200", "100")]
SHORT = [a_fill("-100", "50")]
BOTH = [a_fill("100", "100"), a_fill("-50", "100", symbol=MSFT)]
LONG_FUTURE = [a_fill("1", "500", symbol=FUTURE, multiplier="50")]
SHORT_FUTURE = [a_fill("-1", "100", symbol=FUTURE, multiplier="50")]


@pytest.mark.parametrize(
    ("fills", "marks", "equity", "buying_power", "maintenance", "remaining", "leverage"),
    [
        # Nothing held: twice the equity.
        ([], {}, "10000", "20000", "0", "10000", "0"),
        # 20,000 held with 10,000, half of it borrowed: all used, a quarter needed.
        (LONG, {"AAPL": "100"}, "10000", "0", "5000", "5000", "2"),
        # At 110 the gain of 2,000 carries 2,000 more: (12,000 − 11,000) × 2.
        (LONG, {"AAPL": "110"}, "12000", "2000", "5500", "6500", "1.8333"),
        # At 60: 2,000 left of which 3,000 are needed.
        (LONG, {"AAPL": "60"}, "2000", "0", "3000", "-1000", "6"),
        # 100 short at 50 brought in 5,000, which is owed: (10,000 − 2,500) × 2.
        (SHORT, {"AAPL": "50"}, "10000", "15000", "1500", "8500", "0.5"),
        # At 60 it has cost 1,000: (9,000 − 3,000) × 2, and 30 % of 6,000.
        (SHORT, {"AAPL": "60"}, "9000", "12000", "1800", "7200", "0.6667"),
        # At 8 it has gained 4,200, and 5 $ a share are more than 30 %.
        (SHORT, {"AAPL": "8"}, "14200", "27600", "500", "13700", "0.0563"),
        # Long 11,000 and short 4,500 with 5,000 of cash: (11,500 − 7,750) × 2; 2,750 + 1,350.
        (BOTH, {"AAPL": "110", "MSFT": "90"}, "11500", "7500", "4100", "7400", "1.3478"),
        # A contract counts with all it stands for: 50 × 505.
        (LONG_FUTURE, {"ES": "505"}, "10250", "0", "6312.50", "3937.50", "2.4634"),
        # … and for a short one its 50 units with 30 % of 50 × 90.
        (SHORT_FUTURE, {"ES": "90"}, "10500", "16500", "1350", "9150", "0.4286"),
        # Without a mark it is reckoned at what it cost.
        (LONG, {}, "10000", "0", "5000", "5000", "2"),
    ],
)
def test_what_a_margin_account_may_do_at_these_marks(
    fills: list[Fill],
    marks: dict[str, str],
    equity: str,
    buying_power: str,
    maintenance: str,
    remaining: str,
    leverage: str,
) -> None:
    portfolio = a_portfolio(*fills, account=on_margin())

    figures = portfolio_data(portfolio, a_market(TODAY, **marks), now=MONDAY).account

    assert figures.equity == Decimal(equity)
    assert figures.buying_power == Decimal(buying_power)
    assert figures.maintenance_margin == Decimal(maintenance)
    assert figures.margin_remaining == Decimal(remaining)
    assert figures.margin_call is (Decimal(remaining) < 0)
    assert figures.leverage == Decimal(leverage)


def test_what_pending_orders_set_aside_buys_nothing_else() -> None:
    assert worth(on_margin(reserved="1000")).buying_power == 18_000


def test_below_two_thousand_nothing_is_lent() -> None:
    """Equity 1,500: what the long is worth is spent, and 100 of the cash are set aside."""
    found = worth(on_margin("1500", reserved="100"), a_fill("10", "100"), AAPL="100")

    assert (found.equity, found.buying_power, found.margin_remaining) == (1500, 400, 1250)


def test_a_cash_account_has_the_book_s_buying_power_and_no_margin() -> None:
    account = replace(an_account(), buying_power=Decimal(90_000), reserved=Decimal(500))

    found = worth(account, a_fill("100", "100"), AAPL="50")

    assert (found.buying_power, found.margin_remaining) == (90_000, 90_000)
    assert (found.maintenance_margin, found.margin_call) == (0, False)
    assert found.leverage == Decimal(5_000) / 95_000


histories = st.lists(fills_of(AAPL, MSFT), max_size=8)


@given(histories, prices, prices)
def test_margin_is_what_the_equity_leaves_over_maintenance(
    history: list[Fill], aapl: Decimal, msft: Decimal
) -> None:
    portfolio = a_portfolio(*history, account=on_margin("1000000"))
    found, holdings = value_portfolio(portfolio, a_market(AAPL=str(aapl), MSFT=str(msft)))
    gross = sum((abs(each.value or ZERO) for each in holdings), ZERO)

    assert found.margin_remaining == found.equity - found.maintenance_margin
    assert found.margin_call is (found.margin_remaining < 0)
    assert found.maintenance_margin * 4 >= gross
    if found.equity >= 2000:
        assert found.buying_power == max(2 * found.equity - gross, 0)
        assert abs(found.leverage * found.equity - gross) <= gross * Decimal("1e-20")


@given(histories, prices, prices, st.decimals("0.01", "100", places=2))
def test_a_price_that_rises_helps_who_is_long_and_hurts_who_is_short(
    history: list[Fill], aapl: Decimal, msft: Decimal, rise: Decimal
) -> None:
    """By three quarters of what a long gains; a short loses, and 30 % more are asked for, or as
    much as before while the 5 $ a unit are more."""
    portfolio = a_portfolio(*history, account=on_margin("1000000"))
    position = portfolio.positions.get(AAPL, Position(AAPL))
    exposure = position.quantity * position.multiplier

    def remaining(price: Decimal) -> Decimal:
        market = a_market(AAPL=str(price), MSFT=str(msft))
        return value_portfolio(portfolio, market)[0].margin_remaining

    moved, gain = remaining(aapl + rise) - remaining(aapl), exposure * rise
    if exposure >= 0:
        assert moved == gain * Decimal("0.75")
    else:
        assert gain * Decimal("1.3") <= moved <= gain
