"""One symbol's book: who comes first, what is used up, what is proposed again and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from services.paper_engine.domain.book import NOTHING, Book
from services.paper_engine.domain.reason import Waiting
from shared.kernel.enums import OrderType, QuoteQuality, Side, TimeInForce
from tests.support.clock import MONDAY
from tests.support.paper_engine import (
    BEFORE,
    SYMBOL,
    a_book,
    a_fill,
    a_quote,
    an_order,
    booked,
    fills,
    kinds,
    order_id,
)

BUY, SELL = Side.BUY, Side.SELL
LIMIT, STOP, STOP_LIMIT = OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT
TRAILING = OrderType.TRAILING_STOP
IOC, FOK = TimeInForce.IOC, TimeInForce.FOK
SECOND = timedelta(seconds=1)
FAR = a_quote("89", "111", "100")
"""A quote that reaches nothing in these tests."""


@pytest.fixture
def book() -> Book:
    return a_book()


def reason(book: Book, name: str | int = 1) -> Waiting:
    waiting = book.explain(order_id(name), MONDAY)
    assert waiting is not None
    return waiting.code


# Price, then time; size used once.


def test_the_best_price_is_served_first_and_then_the_oldest(book: Book) -> None:
    older = BEFORE - SECOND
    book.put(an_order(BUY, LIMIT, 10, name="late", limit="100.50"), MONDAY)
    book.put(an_order(BUY, LIMIT, 10, name="low", limit="100.10", working_since=older), MONDAY)
    book.put(an_order(BUY, LIMIT, 10, name="early", limit="100.50", working_since=older), MONDAY)
    book.put(an_order(BUY, quantity=10, name="market"), MONDAY)

    proposals = book.quoted(a_quote(ask_size=35), MONDAY)

    assert fills(proposals) == [
        a_fill("market", 10, "100.01"),
        a_fill("early", 10, "100.01"),
        a_fill("late", 10, "100.01"),
        a_fill("low", 5, "100.01"),
    ]


def test_sells_are_served_from_the_lowest_limit(book: Book) -> None:
    for name, limit in (("high", "99.90"), ("low", "99.50"), ("too high", "100")):
        book.put(an_order(SELL, LIMIT, 10, name=name, limit=limit), MONDAY)

    proposals = book.quoted(a_quote(bid_size=15), MONDAY)

    assert fills(proposals) == [
        a_fill("low", 10, "99.99"),
        a_fill("high", 5, "99.99"),
    ]


def test_displayed_size_is_used_once_and_renewed_by_the_next_quote(book: Book) -> None:
    book.quoted(a_quote(ask_size=60), MONDAY)

    first = book.put(an_order(BUY, name="first"), MONDAY)
    second = book.put(an_order(BUY, name="second"), MONDAY)
    assert [quantity for _, quantity, _ in fills(first)] == [60]
    assert second == NOTHING
    assert reason(book, "second") is Waiting.AWAITING_SIZE

    later = a_quote(sequence=2, ask_size=60, as_of=MONDAY + SECOND)
    assert [quantity for _, quantity, _ in fills(book.quoted(later, MONDAY))] == [60]


def test_a_word_on_quality_alone_does_not_renew_the_size(book: Book) -> None:
    book.quoted(a_quote(ask_size=60), MONDAY)
    book.put(an_order(BUY, name="first", quantity=60), MONDAY)
    book.put(an_order(BUY, name="second"), MONDAY)

    assert book.quoted(a_quote(sequence=2, ask_size=60), MONDAY) == NOTHING


def test_buys_and_sells_take_from_different_sides(book: Book) -> None:
    book.put(an_order(BUY, name="buy"), MONDAY)
    book.put(an_order(SELL, name="sell"), MONDAY)

    proposals = book.quoted(a_quote(ask_size=100, bid_size=100), MONDAY)

    assert [quantity for _, quantity, _ in fills(proposals)] == [100, 100]


def test_fill_or_kill_leaves_the_size_it_cannot_use_to_others(book: Book) -> None:
    book.quoted(FAR, MONDAY - SECOND)
    book.put(an_order(BUY, LIMIT, 100, name="rests", limit="100.10"), MONDAY - SECOND)
    book.quoted(a_quote(sequence=2, quality=QuoteQuality.LOADING), MONDAY)
    book.put(an_order(BUY, LIMIT, 100, name="fok", limit="101", tif=FOK), MONDAY)

    later = a_quote(sequence=3, ask_size=60, as_of=MONDAY + SECOND)
    proposals = book.quoted(later, MONDAY + SECOND)

    assert kinds(proposals) == ["cancel", "fill"]
    assert [quantity for _, quantity, _ in fills(proposals)] == [60]


def test_a_triggered_stop_comes_after_the_orders_that_rest(book: Book) -> None:
    book.put(an_order(BUY, STOP, 50, name="stop", stop="100", working_since=BEFORE), MONDAY)
    book.put(an_order(BUY, LIMIT, 50, name="rests", limit="101"), MONDAY)

    proposals = book.quoted(a_quote(ask_size=50), MONDAY)

    assert [order for order, _, _ in fills(proposals)] == [order_id("rests")]
    assert kinds(proposals) == ["fill", "trigger"]


# On arrival.


def test_an_order_fills_on_the_quote_that_is_in_force_when_it_arrives(book: Book) -> None:
    book.quoted(a_quote(as_of=MONDAY - SECOND), MONDAY)

    proposals = book.put(an_order(BUY, working_since=MONDAY), MONDAY)

    assert fills(proposals) == [a_fill(1, 100, "100.01")]


def test_an_order_that_rests_needs_a_quote_newer_than_itself(book: Book) -> None:
    book.quoted(FAR, MONDAY)
    book.put(an_order(BUY, LIMIT, limit="101", working_since=MONDAY), MONDAY)

    assert book.quoted(a_quote(sequence=2, as_of=MONDAY), MONDAY) == NOTHING
    assert reason(book) is Waiting.AWAITING_NEWER_QUOTE
    newer = a_quote(sequence=3, as_of=MONDAY + SECOND)
    assert len(fills(book.quoted(newer, MONDAY))) == 1


def test_a_quote_that_is_not_newer_than_the_current_one_is_ignored(book: Book) -> None:
    book.quoted(a_quote("89", "111", sequence=5), MONDAY)
    book.put(an_order(BUY, LIMIT, limit="101"), MONDAY)

    assert book.quoted(a_quote(sequence=5), MONDAY) == NOTHING
    assert book.quoted(a_quote(sequence=4), MONDAY) == NOTHING


# Proposals, their answers and their repetition.


def test_what_is_proposed_is_left_alone_until_the_book_answers(book: Book) -> None:
    book.put(an_order(BUY), MONDAY)
    (proposal,) = book.quoted(a_quote(ask_size=40), MONDAY)

    assert book.quoted(a_quote(sequence=2, as_of=MONDAY + SECOND / 2), MONDAY) == NOTHING
    assert reason(book) is Waiting.AWAITING_BOOK

    answered = booked(proposal)
    assert answered is not None
    assert [quantity for _, quantity, _ in fills(book.put(answered, MONDAY))] == [60]


def test_an_unanswered_proposal_is_made_again_to_the_letter_after_a_second(book: Book) -> None:
    book.put(an_order(BUY), MONDAY)
    (first,) = book.quoted(a_quote(ask_size=40), MONDAY)

    assert book.wake(order_id(1), MONDAY + SECOND * 0.9) == NOTHING
    (again,) = book.wake(order_id(1), MONDAY + SECOND)

    assert again == first
    assert again.report_id == first.report_id
    assert book.wake(order_id(1), MONDAY + SECOND * 1.9) == NOTHING


def test_a_repetition_is_decided_anew_where_the_quote_has_changed(book: Book) -> None:
    book.put(an_order(BUY), MONDAY)
    (first,) = book.quoted(a_quote(ask_size=40), MONDAY)
    book.quoted(a_quote("100", "100.02", sequence=2, as_of=MONDAY + SECOND / 2), MONDAY)

    (again,) = book.wake(order_id(1), MONDAY + SECOND)

    assert again.report_id != first.report_id
    assert fills([again]) == [a_fill(1, 100, "100.02")]


def test_a_proposal_is_not_repeated_on_a_quote_that_has_gone_stale(book: Book) -> None:
    book.put(an_order(BUY), MONDAY)
    book.quoted(a_quote(), MONDAY)

    assert book.wake(order_id(1), MONDAY + 16 * SECOND) == NOTHING
    waiting = book.explain(order_id(1), MONDAY + 16 * SECOND)
    assert waiting is not None
    assert waiting.code is Waiting.STALE


def test_a_repetition_does_not_use_the_displayed_size_twice(book: Book) -> None:
    book.put(an_order(BUY, quantity=60, name="first"), MONDAY)
    book.quoted(a_quote(ask_size=100), MONDAY)
    book.wake(order_id("first"), MONDAY + SECOND)

    proposals = book.put(an_order(BUY, quantity=60, name="second"), MONDAY + SECOND)

    assert [quantity for _, quantity, _ in fills(proposals)] == [40]


def test_a_version_that_is_already_known_changes_nothing(book: Book) -> None:
    order = an_order(BUY, LIMIT, limit="99", version=3)
    book.quoted(a_quote(), MONDAY)
    book.put(order, MONDAY)

    assert book.put(replace(order, version=2, limit_price=Decimal(101)), MONDAY) == NOTHING
    assert book.put(replace(order, limit_price=Decimal(101)), MONDAY) == NOTHING
    assert book.order(order_id(1)) == order


def test_a_replaced_order_arrives_anew_with_its_new_terms(book: Book) -> None:
    book.quoted(a_quote(as_of=MONDAY - SECOND), MONDAY)
    book.put(an_order(BUY, LIMIT, limit="99"), MONDAY)

    proposals = book.put(an_order(BUY, LIMIT, limit="101", version=2, working_since=MONDAY), MONDAY)

    assert len(fills(proposals)) == 1


def test_an_order_that_has_ended_is_gone(book: Book) -> None:
    book.put(an_order(BUY), MONDAY)
    book.remove(order_id(1))
    book.remove(order_id(1))

    assert book.quoted(a_quote(), MONDAY) == NOTHING
    assert book.wake(order_id(1), MONDAY) == NOTHING
    assert book.explain(order_id(1), MONDAY) is None
    assert len(book) == 0


# Time.


def test_an_order_begins_to_work_when_its_hold_ends(book: Book) -> None:
    book.quoted(a_quote(as_of=MONDAY - SECOND), MONDAY)
    assert book.put(an_order(BUY, hold_until=MONDAY + SECOND), MONDAY) == NOTHING
    assert reason(book) is Waiting.IN_HOLD
    assert book.quoted(a_quote(sequence=2), MONDAY) == NOTHING
    assert book.wake(order_id(1), MONDAY) == NOTHING

    proposals = book.wake(order_id(1), MONDAY + SECOND)

    assert fills(proposals) == [a_fill(1, 100, "100.01")]


def test_the_agenda_reminds_of_the_end_of_the_hold_and_of_the_expiry(book: Book) -> None:
    until, expires = MONDAY + SECOND, MONDAY + 5 * SECOND
    book.put(an_order(BUY, LIMIT, limit="9", hold_until=until, expires_at=expires), MONDAY)
    agenda = book.agenda

    assert agenda.due(until - SECOND / 2) == []
    assert agenda.due(until) == [("AAPL", order_id(1))]
    assert agenda.next_at == expires


def test_an_order_expires_at_its_time_without_any_quote(book: Book) -> None:
    book.put(an_order(BUY, LIMIT, limit="9", expires_at=MONDAY + SECOND), MONDAY)

    (expiry,) = book.wake(order_id(1), MONDAY + SECOND)
    (again,) = book.wake(order_id(1), MONDAY + 2 * SECOND)

    assert expiry.kind == "expire"
    assert again.report_id == expiry.report_id


# Stops and trailing stops.


def test_a_trigger_that_was_proposed_is_proposed_again_though_the_market_has_turned(
    book: Book,
) -> None:
    book.put(an_order(BUY, STOP_LIMIT, stop="105", limit="105"), MONDAY)
    (trigger,) = book.quoted(a_quote("105.9", "106.1", "106"), MONDAY)
    book.quoted(a_quote("99", "106", "100", sequence=2, as_of=MONDAY + SECOND / 2), MONDAY)

    (again,) = book.wake(order_id(1), MONDAY + SECOND)
    answered = booked(again)

    assert (trigger.kind, again.kind) == ("trigger", "trigger")
    assert answered is not None
    assert book.put(answered, MONDAY + SECOND) == NOTHING
    assert reason(book) is Waiting.NOT_MARKETABLE


def test_a_trail_is_proposed_at_most_once_a_second_and_never_falls_back(book: Book) -> None:
    book.put(an_order(SELL, TRAILING, trail="2"), MONDAY)

    (first,) = book.quoted(a_quote(last="100"), MONDAY)
    quiet = [
        book.quoted(a_quote(last=last, sequence=sequence), MONDAY + SECOND / 2)
        for sequence, last in enumerate(("103", "102", "101.5"), start=2)
    ]
    (second,) = book.wake(order_id(1), MONDAY + SECOND)

    assert first.kind == second.kind == "trail"
    assert quiet == [NOTHING, NOTHING, NOTHING]
    assert booked(second) == replace(
        second.order, version=second.order.version + 1, trail_reference=Decimal(103)
    )


def test_a_trailing_stop_keeps_the_price_it_has_seen_over_the_books_answer(book: Book) -> None:
    book.put(an_order(SELL, TRAILING, trail="2"), MONDAY)
    (first,) = book.quoted(a_quote(last="100"), MONDAY)
    book.quoted(a_quote(last="103", sequence=2), MONDAY)
    answered = booked(first)
    assert answered is not None
    book.put(answered, MONDAY)

    proposals = book.quoted(a_quote(last="101", sequence=3), MONDAY)

    assert fills(proposals) == [a_fill(1, 100, "99.99")]


def test_a_trailing_stop_that_is_reached_while_its_trail_travels_fills_with_the_answer(
    book: Book,
) -> None:
    book.put(an_order(SELL, TRAILING, trail="2"), MONDAY)
    (trail,) = book.quoted(a_quote(last="100"), MONDAY)

    assert book.quoted(a_quote(last="98", sequence=2), MONDAY) == NOTHING
    answered = booked(trail)
    assert answered is not None
    assert len(fills(book.put(answered, MONDAY))) == 1


def test_new_terms_forget_what_the_old_ones_had_seen(book: Book) -> None:
    book.put(an_order(SELL, TRAILING, trail="2"), MONDAY)
    book.quoted(a_quote(last="110"), MONDAY)
    book.quoted(a_quote(last="109", sequence=2, as_of=MONDAY + SECOND), MONDAY + SECOND)

    again = an_order(SELL, TRAILING, trail="5", version=3, working_since=MONDAY + SECOND)
    (trail,) = book.put(again, MONDAY + 2 * SECOND)

    answered = booked(trail)
    assert answered is not None
    assert answered.trail_reference == 109


# Immediate orders.


@pytest.mark.parametrize("tif", [IOC, FOK])
def test_an_immediate_order_waits_for_the_first_good_quote_and_is_then_decided(
    book: Book, tif: TimeInForce
) -> None:
    book.quoted(a_quote(quality=QuoteQuality.LOADING), MONDAY)
    assert book.put(an_order(BUY, LIMIT, limit="99", tif=tif), MONDAY) == NOTHING

    (cancel,) = book.quoted(a_quote(sequence=2), MONDAY)

    assert cancel.kind == "cancel"


def test_what_an_immediate_order_could_not_get_is_cancelled_once_the_fill_is_booked(
    book: Book,
) -> None:
    book.quoted(a_quote(ask_size=30), MONDAY)
    (fill,) = book.put(an_order(BUY, tif=IOC), MONDAY)
    answered = booked(fill)
    assert answered is not None

    (cancel,) = book.put(answered, MONDAY)

    assert (fill.kind, cancel.kind) == ("fill", "cancel")


# Exits that wait for their entry.


def test_an_inactive_exit_fills_and_expires_only_once_it_is_active(book: Book) -> None:
    waiting = an_order(
        SELL, LIMIT, 10, limit="99", active=False, expires_at=MONDAY + SECOND, version=1
    )
    assert book.put(waiting, MONDAY) == NOTHING
    assert book.quoted(a_quote(), MONDAY) == NOTHING
    assert reason(book) is Waiting.AWAITING_ENTRY
    assert book.wake(order_id(1), MONDAY + 2 * SECOND) == NOTHING

    active = replace(waiting, active=True, version=2, quantity=Decimal(4), working_since=MONDAY)
    proposals = book.put(replace(active, remaining_quantity=Decimal(4)), MONDAY)

    assert fills(proposals) == [a_fill(1, 4, "99.99")]
    assert (SYMBOL, order_id(1)) in book.agenda.due(MONDAY + SECOND)
