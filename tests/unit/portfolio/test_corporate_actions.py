"""Splits, dividends and resets: exact, and the account's identity holds through all of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portfolio.consumers.fills import post
from services.portfolio.domain.account import Account
from services.portfolio.domain.corporate_action import NotWhatIsHeld
from services.portfolio.domain.journal import Step
from services.portfolio.domain.position import Position
from shared.contracts.executions import AccountEvent
from shared.kernel.money import ZERO
from tests.support.memory_book import MemoryBook, records
from tests.support.portfolio import BookOfRecord


async def after(*events: AccountEvent) -> MemoryBook:
    tables = MemoryBook()
    await post(records(*events), tables)
    return tables


def the_account(tables: MemoryBook) -> Account:
    [account] = tables.accounts.values()
    return account


def the_position(tables: MemoryBook) -> Position:
    [position] = tables.positions.values()
    return position


def owes_nothing(tables: MemoryBook) -> bool:
    """Cash is what there was at the start and all that came of it, less what positions cost."""
    account = the_account(tables)
    cost = sum((each.cost for each in tables.positions.values()), ZERO)
    came_in = account.realized_pnl - account.fees + account.dividends
    return account.cash == account.starting_balance + came_in - cost


async def test_a_split_changes_the_quantity_and_not_the_cost() -> None:
    book = BookOfRecord()

    tables = await after(
        book.opened(), book.buy("10", "300"), book.split(3, 1, before="10", after="30")
    )

    position = the_position(tables)
    assert (position.quantity, position.cost, position.average_price) == (30, 3000, 100)
    assert position.realized_pnl == 0
    [trip] = tables.trips.values()
    assert (trip.entered_quantity, trip.entry_price, trip.max_quantity) == (30, 100, 30)
    assert owes_nothing(tables)


async def test_cash_for_a_fraction_is_realized_against_what_the_fraction_cost() -> None:
    book = BookOfRecord()

    # 15 at 10 become 1.5; the half is paid out with 60, and had cost 50.
    tables = await after(
        book.opened(),
        book.buy("15", "10"),
        book.split(1, 10, before="15", after="1", cash="60"),
        book.sell("1", "130"),
    )

    position = the_position(tables)
    assert (position.quantity, position.cost, position.realized_pnl) == (0, 0, 40)
    [trip] = tables.closed
    assert (trip.realized_pnl, trip.entered_quantity, trip.exited_quantity) == (
        40,
        Decimal("1.5"),
        Decimal("1.5"),
    )
    assert tables.steps == [Step.OPENED, Step.SPLIT, Step.CLOSED]
    assert owes_nothing(tables)


async def test_a_split_that_leaves_nothing_ends_the_round_trip() -> None:
    book = BookOfRecord()

    tables = await after(
        book.opened(), book.buy("1", "10"), book.split(1, 10, before="1", after="0", cash="9")
    )

    assert the_position(tables).quantity == 0
    assert the_position(tables).opened_at is None
    [trip] = tables.closed
    assert trip.net_pnl == -1
    assert owes_nothing(tables)


async def test_a_dividend_is_income_beside_realized_pnl_and_part_of_the_verdict() -> None:
    book = BookOfRecord()

    tables = await after(
        book.opened(),
        book.buy("10", "100"),
        book.pay("0.5", quantity="10"),
        book.sell("10", "99.8"),
    )

    account = the_account(tables)
    assert (account.realized_pnl, account.dividends) == (-2, 5)
    [trip] = tables.closed
    assert (trip.net_pnl, trip.verdict) == (3, "worked")
    assert owes_nothing(tables)


async def test_a_short_pays_the_dividend() -> None:
    book = BookOfRecord()

    tables = await after(book.opened(), book.sell("10", "100"), book.pay("0.5", quantity="-10"))

    assert the_account(tables).dividends == -5
    assert owes_nothing(tables)


async def test_an_action_on_something_else_than_is_held_is_refused() -> None:
    book = BookOfRecord()

    with pytest.raises(NotWhatIsHeld):
        await after(book.opened(), book.buy("10", "100"), book.split(2, 1, before="11", after="22"))


async def test_a_reset_begins_an_era_in_which_the_past_counts_for_nothing() -> None:
    book = BookOfRecord()

    tables = await after(
        book.opened(),
        *(book.buy("10", "100"), book.sell("10", "110")),
        *(book.buy("7", "100"), book.pay("1", quantity="7")),
        book.reset("5000", era=2),
        *(book.buy("2", "50"), book.sell("2", "51")),
    )

    account = the_account(tables)
    assert (account.starting_balance, account.cash, account.era) == (5000, 5002, 2)
    assert (account.realized_pnl, account.fees, account.dividends) == (2, 0, 0)
    assert the_position(tables).realized_pnl == 2
    assert [(trip.era, trip.net_pnl) for trip in tables.closed] == [(1, 100), (2, 2)]
    assert tables.trips == {}
    assert Step.RESET in tables.steps
    assert owes_nothing(tables)


@given(
    st.lists(
        st.tuples(st.integers(-50, 50).filter(bool), st.integers(1, 500)), min_size=1, max_size=8
    ),
    st.tuples(st.integers(1, 7), st.integers(1, 7)),
    st.decimals(0, 20, places=2),
)
async def test_whatever_happens_to_a_holding_the_books_agree(
    trades: list[tuple[int, int]], ratio: tuple[int, int], per_share: Decimal
) -> None:
    book, held, events = BookOfRecord(), 0, list[AccountEvent]()
    events.append(book.opened())
    numerator, denominator = ratio
    for quantity, price in trades:
        events.append(book.trade(str(quantity), str(price), fee="0.01"))
        held += quantity
        if held:
            events.append(book.pay(str(per_share), quantity=str(held)))
            whole = abs(held) * numerator // denominator * (1 if held > 0 else -1)
            cash = "0" if held * numerator % denominator == 0 else "0.37" if held > 0 else "-0.37"
            events.append(
                book.split(numerator, denominator, before=str(held), after=str(whole), cash=cash)
            )
            held = whole

    tables = await after(*events)

    position = the_position(tables)
    assert position.quantity == held
    assert owes_nothing(tables)
    trips = [*tables.closed, *tables.trips.values()]
    assert sum((trip.realized_pnl for trip in trips), ZERO) == position.realized_pnl
    assert sum((trip.dividends for trip in trips), ZERO) == position.dividends
