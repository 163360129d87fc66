"""The arrays: whatever is loaded, traded and dropped, they agree with the exact decimals."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portfolio.domain.marks import AccountRow, MarkArrays, PositionRow, to_cents
from services.portfolio.domain.position import Fill
from services.portfolio.domain.valuation import value_portfolio
from shared.kernel.ids import AccountId, Symbol
from shared.kernel.money import round_cents
from tests.support.portfolio import AAPL, MSFT, a_market, a_portfolio, an_account, fills_of, prices

TSLA = Symbol("TSLA")
ACCOUNTS = [AccountId(UUID(int=number)) for number in range(4)]


def arrays_of(*rows: tuple[int, Symbol, float, float], cash: float = 1000) -> MarkArrays:
    arrays = MarkArrays()
    arrays.load(
        [AccountRow(account_id, cash) for account_id in ACCOUNTS],
        [PositionRow(ACCOUNTS[who], symbol, size, cost) for who, symbol, size, cost in rows],
    )
    return arrays


def equities(arrays: MarkArrays) -> list[int]:
    """In cents, account by account."""
    totals = arrays.totals()
    by_account = dict(zip(totals.account_ids, totals.equity.tolist(), strict=True))
    return [by_account[each] for each in ACCOUNTS if each in by_account]


def test_a_mark_values_every_holder_of_its_symbol_and_nobody_else() -> None:
    arrays = arrays_of((0, AAPL, 10, 900), (1, AAPL, -5, -400), (2, MSFT, 1, 50))

    assert arrays.mark({AAPL: 100.0}) == 2
    assert equities(arrays) == [200_000, 50_000, 105_000, 100_000]
    assert arrays.totals().unrealized_pnl.tolist() == [10_000, -10_000, 0, 0]


def test_a_position_is_carried_at_cost_until_its_first_mark() -> None:
    assert equities(arrays_of((0, AAPL, 10, 900)))[0] == 190_000


def test_a_position_taken_after_a_mark_is_valued_at_it() -> None:
    arrays = arrays_of()
    arrays.mark({AAPL: 100.0})

    arrays.set_position(PositionRow(ACCOUNTS[0], AAPL, exposure=3, cost=250))

    assert equities(arrays)[0] == 130_000
    assert arrays.totals().unrealized_pnl[0] == 5000


def test_a_closed_position_leaves_and_the_others_stay() -> None:
    arrays = arrays_of((0, AAPL, 1, 1), (1, AAPL, 2, 2), (2, AAPL, 3, 3))

    arrays.set_position(PositionRow(ACCOUNTS[0], AAPL, exposure=0, cost=0))

    assert arrays.mark({AAPL: 10.0}) == 2
    assert equities(arrays) == [100_000, 102_000, 103_000, 100_000]


def test_dropped_accounts_are_gone_and_their_places_are_used_again() -> None:
    arrays = arrays_of((0, AAPL, 1, 1), (1, AAPL, 2, 2))
    arrays.drop([ACCOUNTS[0]])

    newcomer = AccountId(UUID(int=99))
    arrays.set_account(AccountRow(newcomer, cash=5))

    assert arrays.mark({AAPL: 10.0}) == 1
    assert ACCOUNTS[0] not in arrays
    totals = arrays.totals()
    assert totals.equity[totals.account_ids.index(newcomer)] == 500


def test_only_watched_accounts_are_named_and_only_once() -> None:
    arrays = arrays_of((0, AAPL, 1, 1), (1, AAPL, 2, 2), (2, MSFT, 1, 1))
    for account_id in (ACCOUNTS[0], ACCOUNTS[2]):
        arrays.watch(account_id, watched=True)

    arrays.mark({AAPL: 10.0})

    assert arrays.take_dirty() == [ACCOUNTS[0]]
    assert arrays.take_dirty() == []


@pytest.mark.parametrize(
    ("amount", "cents"),
    [(0.005, 1), (-0.005, -1), (1.005, 101), (2.675, 268), (0.0049, 0), (-1.115, -112), (0.0, 0)],
)
def test_half_a_cent_rounds_away_from_zero_as_in_the_books(amount: float, cents: int) -> None:
    assert to_cents(np.array([amount])).tolist() == [cents]


whole_fills = st.lists(fills_of(AAPL, MSFT, TSLA, fractional=False), max_size=6)


@given(st.lists(whole_fills, min_size=1, max_size=4), st.lists(prices, min_size=3, max_size=3))
def test_the_arrays_equal_the_exact_valuation_to_the_cent(
    histories: list[list[Fill]], marks: list[Decimal]
) -> None:
    aapl, msft, tsla = map(str, marks)
    market = a_market(AAPL=aapl, MSFT=msft, TSLA=tsla)
    portfolios = [
        a_portfolio(*fills, account=an_account(account_id))
        for account_id, fills in zip(ACCOUNTS, histories, strict=False)
    ]
    arrays = MarkArrays()
    for portfolio in portfolios:
        account = portfolio.account
        arrays.set_account(AccountRow(account.account_id, float(account.cash)))
        for held in portfolio.positions.values():
            exposure = float(held.quantity * held.multiplier)
            arrays.set_position(
                PositionRow(account.account_id, held.symbol, exposure, float(held.cost))
            )

    arrays.mark({symbol: float(mark.price) for symbol, mark in market.marks.items()})

    totals = arrays.totals()
    exact = [value_portfolio(portfolio, market)[0] for portfolio in portfolios]
    assert totals.equity.tolist() == [round_cents(each.equity) * 100 for each in exact]
    assert totals.unrealized_pnl.tolist() == [
        round_cents(each.unrealized_pnl) * 100 for each in exact
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(ACCOUNTS), st.sampled_from([AAPL, MSFT, TSLA]), st.integers(-3, 3)
        ),
        max_size=60,
    )
)
def test_slots_taken_and_given_back_never_mix_accounts_up(
    moves: list[tuple[AccountId, Symbol, int]],
) -> None:
    arrays, expected = arrays_of(cash=0), dict[tuple[AccountId, Symbol], int]()
    arrays.mark({AAPL: 1.0, MSFT: 10.0, TSLA: 100.0})

    for account_id, symbol, size in moves:
        arrays.set_position(PositionRow(account_id, symbol, exposure=size, cost=0))
        expected[account_id, symbol] = size

    weights = {AAPL: 100, MSFT: 1000, TSLA: 10_000}
    assert equities(arrays) == [
        sum(size * weights[symbol] for (who, symbol), size in expected.items() if who == each)
        for each in ACCOUNTS
    ]
