"""Where a day begins: at the last close, as well as it is known."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.support.portfolio import AAPL, MSFT, TODAY, a_market


def test_a_symbol_met_during_the_day_began_it_at_the_close_before() -> None:
    market = a_market(AAPL="110", MSFT="50")
    market.closes[AAPL] = Decimal(108)

    assert market.without_day_price(TODAY) == {AAPL: 108, MSFT: 50}


def test_a_mark_from_before_the_day_is_where_it_began_whatever_close_came_with_it() -> None:
    market = a_market(TODAY + timedelta(days=1), AAPL="110")  # seen today, met tomorrow
    market.closes[AAPL] = Decimal(108)

    assert market.without_day_price(market.day) == {AAPL: 110}


def test_a_day_that_begins_here_begins_at_the_marks_that_the_last_one_left() -> None:
    """The close that quotes still tell of then is that of the day before the last."""
    market = a_market(AAPL="110")
    market.closes[AAPL] = Decimal(108)
    market.day_prices = {AAPL: Decimal(109)}

    assert market.without_day_price(TODAY) == {}
    assert market.without_day_price(TODAY + timedelta(days=1)) == {AAPL: 110}
    assert MSFT not in market.marks
