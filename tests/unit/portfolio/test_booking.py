"""Events of the book on an account's page: each happens once, in whatever batches they come."""

from __future__ import annotations

import pytest

from services.portfolio.consumers.fills import post
from services.portfolio.domain.journal import Step
from services.portfolio.handlers.booking import AccountNeverOpened
from services.portfolio.ports.book import PositionKey
from shared.bus.ports import Record
from shared.contracts.executions import AccountEvent
from shared.contracts.streams import Stream
from shared.kernel.enums import Verdict
from shared.kernel.ids import AccountId
from tests.support.memory_book import MemoryBook, records
from tests.support.portfolio import AAPL, BookOfRecord


def a_story(book: BookOfRecord) -> list[AccountEvent]:
    return [
        book.opened(),
        book.reserve("1050"),
        book.trade("10", "100", fee="1"),
        book.reserve("-1050"),
        book.trade("-15", "110", fee="3"),
        book.trade("5", "105", fee="1"),
    ]


async def test_a_story_of_fills_leaves_positions_round_trips_and_money() -> None:
    tables, orders = MemoryBook(), BookOfRecord()

    await post(records(*a_story(orders)), tables)

    [account] = tables.accounts.values()
    [position] = tables.positions.values()
    assert (position.quantity, position.realized_pnl) == (0, 125)  # 10 × 10 + 5 × 5
    assert (account.cash, account.reserved) == (orders.cash, 0)
    assert (account.realized_pnl, account.fees) == (125, 5)
    assert account.cash == account.starting_balance + account.realized_pnl - account.fees
    assert tables.steps == [Step.OPENED, Step.FLIPPED, Step.OPENED, Step.CLOSED]
    assert [(trip.is_long, trip.net_pnl) for trip in tables.closed] == [(True, 97), (False, 23)]
    assert {trip.verdict for trip in tables.closed} == {Verdict.WORKED}
    assert tables.trips == {}


async def test_batches_do_not_change_the_result() -> None:
    at_once, one_by_one, orders = MemoryBook(), MemoryBook(), BookOfRecord()
    story = records(*a_story(orders))

    await post(story, at_once)
    for record in story:
        await post([record], one_by_one)

    assert at_once.positions == one_by_one.positions
    assert at_once.accounts == one_by_one.accounts
    assert at_once.closed == one_by_one.closed


async def test_a_repeated_event_changes_nothing() -> None:
    tables, orders = MemoryBook(), BookOfRecord()
    story = records(*a_story(orders)[:3])

    await post(story, tables)
    page = await post(story, tables)

    assert tables.positions[PositionKey(AccountId(orders.account_id), AAPL)].quantity == 10
    assert page.changes() == []


async def test_a_fill_of_an_account_that_was_never_opened_is_refused() -> None:
    orders = BookOfRecord()

    with pytest.raises(AccountNeverOpened, match="never opened"):
        await post(records(orders.buy("1", "1")), MemoryBook())


async def test_an_event_of_a_type_not_known_yet_is_left_alone() -> None:
    stranger = Record(Stream.FILLS, 0, 0, 1, "account.renamed.v1", "x", b"{}")

    page = await post([stranger], MemoryBook())

    assert page.changes() == []
