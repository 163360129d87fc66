"""`orders.v1` and `fills.v1`: the book still writes what readers know, and it can be read."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args
from uuid import UUID

import orjson
import pytest

from services.orders.domain.account_commands import ChangeSettings, CloseAccount, ResetAccount
from services.orders.domain.commands import CancelOrder, ReplaceOrder
from services.orders.domain.corporate_action import Dividend, Split
from services.orders.domain.order import Order
from services.orders.handlers.book_report import book_report
from services.orders.handlers.cancel_order import cancel_order
from services.orders.handlers.carry_out_action import carry_out_action
from services.orders.handlers.change_settings import change_settings
from services.orders.handlers.close_account import close_account
from services.orders.handlers.open_account import open_account
from services.orders.handlers.replace_order import replace_order
from services.orders.handlers.reset_account import reset_account
from services.orders.handlers.submit_order import submit_order
from shared.contracts.event import Event
from shared.contracts.executions import AnyAccountEvent, ExecutionBooked
from shared.contracts.orders import AnyOrderEvent, OrderRejected
from shared.kernel.enums import Side, TimeInForce
from tests.support.clock import MONDAY
from tests.support.golden import expect_golden, golden, names
from tests.support.orders import (
    AAPL,
    CLOSE,
    USER,
    BookInMemory,
    MarketInMemory,
    SessionsInMemory,
    a_report,
    an_opening,
    an_order,
    d,
    exits,
    group_id,
    holding_shares,
)

LATER = MONDAY + timedelta(seconds=5)


def union_of(annotated: object) -> list[type[Event]]:
    union, _ = get_args(annotated)
    return list(get_args(union))


EVENTS = [*union_of(AnyOrderEvent), *union_of(AnyAccountEvent)]
TYPES = {event.model_fields["type"].default: event for event in EVENTS}


async def a_day_in_the_book() -> list[Event]:
    """A story in which everything that can be announced is announced."""
    book, market, sessions = BookInMemory(), MarketInMemory(), SessionsInMemory()
    await open_account(an_opening(), book, at=MONDAY)

    async def submit(name: str, **more: object) -> Order:
        command = an_order(client_order_id=name, **more)  # type: ignore[arg-type]  # see callers
        return (await submit_order(command, book, market, sessions, at=MONDAY)).order

    limit = await submit("limit", limit_price="101.00", hold_seconds=2)
    replaced = await replace_order(
        ReplaceOrder(user_id=USER, order_id=limit.order_id, quantity=d("12"), hold_seconds=0),
        book,
        market,
        sessions,
        at=LATER,
    )
    await book_report(
        a_report(replaced, last_quantity=d("5"), commission=d("0.35")),
        book,
        MarketInMemory(),
        at=LATER,
    )
    await book_report(a_report(book.order, report_id=UUID(int=1)), book, MarketInMemory(), at=LATER)

    holding_shares(book, "12")
    trailing = await submit(
        "trailing", side=Side.SELL, trail_percent="2.5", time_in_force=TimeInForce.GTC
    )
    await book_report(
        a_report(trailing, "trail", trail_reference=d("105")), book, MarketInMemory(), at=LATER
    )
    await book_report(a_report(book.order, "trigger"), book, MarketInMemory(), at=LATER)
    await cancel_order(CancelOrder(user_id=USER, order_id=trailing.order_id), book, at=LATER)

    expiring = await submit("day", limit_price="90")
    ended = {"reason_code": "time_in_force_ended", "reason": "The session has closed."}
    await book_report(a_report(expiring, "expire", **ended), book, MarketInMemory(), at=CLOSE)
    await submit("bracket", exits=exits("120", "90"))
    await book_report(
        a_report(book.order_rows[group_id("bracket")].order), book, MarketInMemory(), at=LATER
    )
    await submit("unaffordable", quantity="100000", limit_price="90")
    await an_account_in_the_lab(book, market)
    return book.announced


async def an_account_in_the_lab(book: BookInMemory, market: MarketInMemory) -> None:
    """Everything that happens to accounts as a whole."""
    account_id = book.account.account_id
    await change_settings(
        ChangeSettings(user_id=USER, account_id=account_id, fee_model="flat:1"), book, at=LATER
    )
    for action in (
        Split(
            action_id=UUID(int=4),
            symbol=AAPL,
            numerator=3,
            denominator=5,
            price=d("166.5"),
            effective_at=LATER,
        ),
        Dividend(
            action_id=UUID(int=5), symbol=AAPL, amount_per_share=d("0.24"), effective_at=LATER
        ),
    ):
        await carry_out_action(action, book, market, at=LATER)
    reset = ResetAccount(
        user_id=USER,
        account_id=account_id,
        client_reset_id=UUID(int=6),
        starting_balance=d("25000"),
    )
    await reset_account(reset, book, at=LATER)
    await close_account(CloseAccount(user_id=USER, account_id=account_id), book, at=LATER)


@pytest.fixture
async def announced() -> list[Event]:
    return await a_day_in_the_book()


def first_of_each_type(events: list[Event]) -> dict[str, Event]:
    firsts: dict[str, Event] = {}
    for event in events:
        firsts.setdefault(event.type, event)
    return firsts


def stream_of(event: Event | type[Event]) -> str:
    return event.stream.value


def test_the_story_tells_everything_that_can_be_told(announced: list[Event]) -> None:
    assert set(first_of_each_type(announced)) == set(TYPES)


def test_the_book_still_writes_what_readers_know(announced: list[Event]) -> None:
    for name, event in first_of_each_type(announced).items():
        expect_golden(stream_of(event), name, event.to_cloudevent())


def test_every_golden_event_can_still_be_read(announced: list[Event]) -> None:
    told = first_of_each_type(announced)
    for name, event in TYPES.items():
        assert event.from_cloudevent(golden(stream_of(event), name)) == told[name]


def test_there_is_one_golden_file_for_each_event_and_no_other() -> None:
    for stream in {stream_of(event) for event in EVENTS}:
        ours = {name for name, event in TYPES.items() if stream_of(event) == stream}
        assert names(stream) == ours


@pytest.mark.parametrize("name", sorted(TYPES))
def test_readers_ignore_what_they_do_not_know(name: str) -> None:
    event = TYPES[name]
    body = golden(stream_of(event), name)
    envelope = orjson.loads(body)
    envelope["data"]["added_later"] = {"by": "somebody"}
    envelope["extension"] = "of CloudEvents"

    assert event.from_cloudevent(orjson.dumps(envelope)) == event.from_cloudevent(body)


def test_the_key_of_an_order_is_its_symbol_and_of_an_account_its_id(announced: list[Event]) -> None:
    for event in announced:
        envelope = orjson.loads(event.to_cloudevent())
        assert envelope["partitionkey"] == envelope["subject"] == event.key
        if isinstance(event, OrderRejected):
            assert event.key == "AAPL"
        if isinstance(event, ExecutionBooked):
            assert event.key == str(event.account_id)


def test_the_same_story_told_twice_has_the_same_ids(announced: list[Event]) -> None:
    ids = [event.event_id for event in announced]

    assert len(set(ids)) == len(ids)


async def test_what_happens_again_is_announced_as_the_same_event(announced: list[Event]) -> None:
    assert await a_day_in_the_book() == announced
