"""One order on one quote: a table of cases for each rule of the venue."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from services.paper_engine.domain.matching import (
    Cancel,
    Expire,
    Fill,
    Reject,
    Trail,
    Trigger,
    Wait,
)
from services.paper_engine.domain.order import Seen, WorkingOrder
from services.paper_engine.domain.quote import Quote
from services.paper_engine.domain.reason import Ending, Rule, Waiting
from shared.kernel.enums import OrderType, QuoteQuality, Side, TimeInForce
from shared.kernel.extended_hours import US_EQUITIES
from shared.kernel.market_hours import Hours
from tests.support.clock import MONDAY
from tests.support.paper_engine import VENUE, a_quote, an_order, decided

BUY, SELL = Side.BUY, Side.SELL
MARKET, LIMIT, STOP = OrderType.MARKET, OrderType.LIMIT, OrderType.STOP
STOP_LIMIT, TRAILING = OrderType.STOP_LIMIT, OrderType.TRAILING_STOP
IOC, FOK = TimeInForce.IOC, TimeInForce.FOK
QUOTE = a_quote()  # 99.99 bid, 100.01 asked, last 100
SECOND = timedelta(seconds=1)


def price(number: str) -> Decimal:
    return Decimal(number)


# Market and limit orders.


@pytest.mark.parametrize(
    ("order", "at", "rule", "improvement"),
    [
        (an_order(BUY), "100.01", Rule.MARKET, "0"),
        (an_order(SELL), "99.99", Rule.MARKET, "0"),
        (an_order(BUY, LIMIT, limit="100.01"), "100.01", Rule.LIMIT, "0"),
        (an_order(BUY, LIMIT, limit="100.05"), "100.01", Rule.LIMIT, "0.04"),
        (an_order(SELL, LIMIT, limit="99.99"), "99.99", Rule.LIMIT, "0"),
        (an_order(SELL, LIMIT, limit="99.90"), "99.99", Rule.LIMIT, "0.09"),
    ],
)
def test_an_order_trades_at_the_far_side_of_the_quote_or_better_than_its_limit(
    order: WorkingOrder, at: str, rule: Rule, improvement: str
) -> None:
    assert decided(order, QUOTE) == Fill(Decimal(100), price(at), rule, price(improvement))


@pytest.mark.parametrize(
    ("order", "distance"),
    [
        (an_order(BUY, LIMIT, limit="100.00"), "0.01"),
        (an_order(BUY, LIMIT, limit="90"), "10.01"),
        (an_order(SELL, LIMIT, limit="100.00"), "0.01"),
    ],
)
def test_a_limit_that_the_quote_does_not_meet_waits_and_says_how_far_it_is(
    order: WorkingOrder, distance: str
) -> None:
    waiting = decided(order, QUOTE)

    assert isinstance(waiting, Wait)
    assert (waiting.code, waiting.distance) == (Waiting.NOT_MARKETABLE, price(distance))


@pytest.mark.parametrize(
    ("money", "available", "quantity"),
    [
        ("1000", None, "9.999000099"),  # 1000 / 100.01, rounded down
        ("1000", "4.5", "4.5"),
        ("100.01", None, "1.000000000"),
        ("1", None, "0.009999000"),
    ],
)
def test_an_order_for_an_amount_of_money_takes_what_it_buys_rounded_down(
    money: str, available: str | None, quantity: str
) -> None:
    order = an_order(BUY, quantity="12", remaining_notional=Decimal(money))
    fill = decided(order, QUOTE, available=available)

    assert isinstance(fill, Fill)
    assert fill.quantity == Decimal(quantity)
    assert fill.quantity * fill.price <= Decimal(money)


def test_an_exit_that_is_not_active_is_left_alone_and_says_so() -> None:
    order = an_order(SELL, LIMIT, limit="90", active=False, expires_at=MONDAY - SECOND)
    waiting = decided(order, QUOTE)

    assert isinstance(waiting, Wait)
    assert waiting.code is Waiting.AWAITING_ENTRY


def test_a_rest_of_money_that_buys_nothing_ends_the_order() -> None:
    order = an_order(BUY, quantity="12", remaining_notional=Decimal("0.00000001"))
    ending = decided(order, QUOTE)

    assert isinstance(ending, Cancel)
    assert ending.code is Ending.REMAINDER_TOO_SMALL


def test_a_last_trade_at_the_limit_does_not_fill_it() -> None:
    quote = a_quote("100.00", "100.02", "99.50")

    assert isinstance(decided(an_order(BUY, LIMIT, limit="99.60"), quote), Wait)


# Quotes that nothing may trade on.


@pytest.mark.parametrize(
    ("quote", "side", "code"),
    [
        (None, BUY, Waiting.NO_QUOTE),
        (a_quote(quality=QuoteQuality.STALE), BUY, Waiting.STALE),
        (a_quote(as_of=MONDAY - 16 * SECOND), BUY, Waiting.STALE),
        (a_quote(quality=QuoteQuality.CROSSED), BUY, Waiting.CROSSED),
        (a_quote("100.02", "100.01"), SELL, Waiting.CROSSED),
        (a_quote(quality=QuoteQuality.LOADING), BUY, Waiting.LOADING),
        (a_quote(quality=QuoteQuality.HALTED), BUY, Waiting.HALTED),
        (a_quote(quality=QuoteQuality.FEED_DOWN), BUY, Waiting.FEED_DOWN),
        (a_quote(ask=None), BUY, Waiting.ONE_SIDED),
        (a_quote(ask=None, quality=QuoteQuality.ONE_SIDED), BUY, Waiting.ONE_SIDED),
        (a_quote(bid=None), SELL, Waiting.ONE_SIDED),
        (a_quote(ask="0", bid="0"), BUY, Waiting.ONE_SIDED),
    ],
)
@pytest.mark.parametrize("arrival", [False, True])
@pytest.mark.parametrize("tif", TimeInForce)
def test_a_bad_quote_fills_nothing_and_ends_nothing(
    quote: Quote | None, side: Side, code: Waiting, arrival: bool, tif: TimeInForce
) -> None:
    order = an_order(side, tif=tif, working_since=MONDAY - timedelta(minutes=5))

    waiting = decided(order, quote, arrival=arrival)

    assert isinstance(waiting, Wait)
    assert waiting.code is code
    assert waiting.detail.endswith(".")


def test_a_quote_with_one_side_trades_on_that_side() -> None:
    quote = a_quote(ask=None, quality=QuoteQuality.ONE_SIDED)

    assert isinstance(decided(an_order(SELL), quote), Fill)


def test_a_locked_quote_is_not_crossed() -> None:
    assert isinstance(decided(an_order(BUY), a_quote("100", "100")), Fill)


def test_a_quote_at_the_limit_of_staleness_still_trades() -> None:
    order = an_order(BUY, working_since=MONDAY - timedelta(minutes=5))

    assert isinstance(decided(order, a_quote(as_of=MONDAY - 15 * SECOND)), Fill)


# Older and newer than the order.


def test_a_quote_older_than_the_order_fills_it_only_if_it_was_in_force_on_arrival() -> None:
    order = an_order(BUY, LIMIT, limit="101", working_since=MONDAY)
    quote = a_quote(as_of=MONDAY - SECOND)

    waiting = decided(order, quote)
    fill = decided(order, quote, arrival=True)

    assert isinstance(waiting, Wait)
    assert waiting.code is Waiting.AWAITING_NEWER_QUOTE
    assert fill == Fill(Decimal(100), price("100.01"), Rule.LIMIT_ON_ARRIVAL, price("0.99"))


def test_an_order_begins_to_work_when_its_hold_ends() -> None:
    order = an_order(BUY, hold_until=MONDAY)

    waiting = decided(order, a_quote(as_of=MONDAY), now=MONDAY)

    assert isinstance(waiting, Wait)
    assert waiting.code is Waiting.AWAITING_NEWER_QUOTE


# Hold, expiry, hours.


def test_nothing_touches_an_order_in_its_hold_not_even_its_expiry() -> None:
    order = an_order(BUY, hold_until=MONDAY + SECOND, expires_at=MONDAY)

    waiting = decided(order, QUOTE)

    detail = "The order is held for another 1.0 s."
    assert waiting == Wait(Waiting.IN_HOLD, detail, until=MONDAY + SECOND)


@pytest.mark.parametrize("quote", [None, QUOTE])
def test_an_order_whose_time_has_ended_expires_and_does_not_fill(quote: Quote | None) -> None:
    assert isinstance(decided(an_order(BUY, expires_at=MONDAY), quote), Expire)


NEW_YORK = Hours(
    opens=(MONDAY - timedelta(hours=1), MONDAY + timedelta(hours=23)),  # 09:30
    closes=(MONDAY + timedelta(hours=5.5), MONDAY + timedelta(hours=29.5)),  # 16:00
    before=US_EQUITIES.before,
    after=US_EQUITIES.after,
)
REGULAR, BEFORE_IT, AFTER_IT, NIGHT = (MONDAY + timedelta(hours=h) for h in (0, -6, 8, 12))
PLAIN = an_order(BUY, LIMIT, limit="101")
ASKS = an_order(BUY, LIMIT, limit="101", extended_hours=True)


@pytest.mark.parametrize(
    ("order", "fills_at", "waits_at"),
    [
        (PLAIN, [REGULAR], [BEFORE_IT, AFTER_IT, NIGHT]),
        (ASKS, [REGULAR, BEFORE_IT, AFTER_IT], [NIGHT]),
        (replace(ASKS, time_in_force=TimeInForce.DAY), [BEFORE_IT, AFTER_IT], [NIGHT]),
        (replace(ASKS, time_in_force=IOC), [REGULAR], [BEFORE_IT, AFTER_IT, NIGHT]),
        (replace(ASKS, time_in_force=FOK), [REGULAR], [BEFORE_IT, AFTER_IT, NIGHT]),
        (an_order(BUY, extended_hours=True), [REGULAR], [BEFORE_IT, AFTER_IT, NIGHT]),
        (an_order(BUY, STOP, stop="99", extended_hours=True), [REGULAR], [BEFORE_IT, AFTER_IT]),
    ],
)
def test_where_hours_are_enforced_only_limits_that_ask_for_it_trade_outside_the_session(
    order: WorkingOrder, fills_at: list[datetime], waits_at: list[datetime]
) -> None:
    for at in (*fills_at, *waits_at):
        begun = replace(order, working_since=at - SECOND)
        decision = decided(begun, a_quote(as_of=at), now=at, venue=replace(VENUE, hours=NEW_YORK))
        assert isinstance(decision, Fill) is (at in fills_at), at
        if at in waits_at:
            assert isinstance(decision, Wait)
            assert decision.code is Waiting.MARKET_CLOSED


@pytest.mark.parametrize(
    ("order", "at", "opens", "words"),
    [
        (PLAIN, NIGHT, NEW_YORK.opens[1], "It opens at 2025-06-03 13:30 UTC."),
        (ASKS, NIGHT, NEW_YORK.opens[1] - US_EQUITIES.before, "at 2025-06-03 08:00 UTC."),
        (replace(ASKS, time_in_force=IOC), AFTER_IT, NEW_YORK.opens[1], "Only DAY and GTC"),
        (PLAIN, MONDAY + timedelta(days=9), None, "The market of AAPL is closed."),
    ],
)
def test_a_closed_market_says_when_it_opens(
    order: WorkingOrder, at: datetime, opens: datetime | None, words: str
) -> None:
    waiting = decided(order, QUOTE, now=at, venue=replace(VENUE, hours=NEW_YORK))

    assert isinstance(waiting, Wait)
    assert waiting.until == opens
    assert words.lower() in waiting.detail.lower()


def test_size_that_others_have_taken_is_named() -> None:
    order = an_order(BUY, LIMIT, limit="101")
    waiting = decided(order, a_quote(ask_size=300), available=0)

    assert isinstance(waiting, Wait)
    assert waiting.code is Waiting.AWAITING_SIZE
    assert "The 300 that the quote shows at its ask" in waiting.detail


# Size.


@pytest.mark.parametrize(
    ("quantity", "filled", "available", "fills"),
    [
        ("100", "0", None, "100"),  # not known counts as enough
        ("100", "0", "100", "100"),
        ("100", "0", "30", "30"),
        ("100", "60", "300", "40"),  # never more than remains
        ("100", "0", "30.7", "30"),  # a whole order fills in whole units
        ("1.25", "0", "0.507", "0.50"),  # another in its own step
        ("1.25", "0", "0.009", None),
        ("100", "0", "0.9", None),
        ("100", "0", "0", None),
    ],
)
def test_an_order_takes_what_is_displayed_in_its_own_step(
    quantity: str, filled: str, available: str | None, fills: str | None
) -> None:
    decision = decided(an_order(BUY, quantity=quantity, filled=filled), QUOTE, available=available)

    if fills is None:
        assert isinstance(decision, Wait)
        assert decision.code is Waiting.AWAITING_SIZE
    else:
        assert isinstance(decision, Fill)
        assert decision.quantity == Decimal(fills)


# Immediate orders.


@pytest.mark.parametrize(
    ("tif", "limit", "available", "outcome"),
    [
        (IOC, "101", None, Decimal(100)),
        (IOC, "101", "30", Decimal(30)),
        (IOC, "101", "0", Ending.IOC_UNFILLED),
        (IOC, "99", None, Ending.IOC_UNFILLED),
        (FOK, "101", "100", Decimal(100)),
        (FOK, "101", None, Decimal(100)),
        (FOK, "101", "99", Ending.FOK_UNFILLED),
        (FOK, "99", None, Ending.FOK_UNFILLED),
    ],
)
def test_an_immediate_order_is_decided_on_the_first_good_quote(
    tif: TimeInForce, limit: str, available: str | None, outcome: Decimal | Ending
) -> None:
    decision = decided(an_order(BUY, LIMIT, limit=limit, tif=tif), QUOTE, available=available)

    if isinstance(outcome, Decimal):
        assert isinstance(decision, Fill)
        assert decision.quantity == outcome
    else:
        assert isinstance(decision, Cancel)
        assert decision.code is outcome


@pytest.mark.parametrize("quote", [None, QUOTE, a_quote(quality=QuoteQuality.LOADING)])
def test_what_an_immediate_order_leaves_is_cancelled_whatever_the_market_does(
    quote: Quote | None,
) -> None:
    decision = decided(an_order(BUY, tif=IOC, filled=40), quote)

    assert isinstance(decision, Cancel)
    assert decision.code is Ending.IOC_REMAINDER


# Stops.


@pytest.mark.parametrize(
    ("order", "last", "reached"),
    [
        (an_order(BUY, STOP, stop="100"), "99.99", False),
        (an_order(BUY, STOP, stop="100"), "100", True),
        (an_order(BUY, STOP, stop="100"), "101", True),
        (an_order(SELL, STOP, stop="100"), "100.01", False),
        (an_order(SELL, STOP, stop="100"), "100", True),
        (an_order(SELL, STOP, stop="100"), "90", True),
        (an_order(BUY, STOP, stop="100.01"), None, True),  # the ask, where nothing traded
        (an_order(BUY, STOP, stop="100.02"), None, False),
        (an_order(SELL, STOP, stop="99.99"), None, True),  # the bid
        (an_order(SELL, STOP, stop="99.98"), None, False),
    ],
)
def test_a_stop_is_reached_by_the_last_trade_and_fills_as_a_market_order_on_that_quote(
    order: WorkingOrder, last: str | None, reached: bool
) -> None:
    decision = decided(order, a_quote(last=last))

    if reached:
        far = price("100.01") if order.side is BUY else price("99.99")
        assert decision == Fill(Decimal(100), far, Rule.STOP, Decimal(0))
    else:
        assert isinstance(decision, Wait)
        assert decision.code is Waiting.STOP_NOT_REACHED
        assert decision.distance is not None
        assert decision.distance > 0


def test_a_stop_limit_that_is_reached_fills_on_the_same_quote_if_its_limit_allows() -> None:
    order = an_order(BUY, STOP_LIMIT, stop="100", limit="100.05")

    assert decided(order, QUOTE) == Fill(
        Decimal(100), price("100.01"), Rule.STOP_LIMIT, price("0.04")
    )


@pytest.mark.parametrize(
    ("order", "quote", "available"),
    [
        (an_order(BUY, STOP_LIMIT, stop="100", limit="100.00"), QUOTE, None),
        (an_order(BUY, STOP, stop="100"), a_quote(ask=None), None),
        (an_order(BUY, STOP, stop="100"), QUOTE, "0"),
    ],
)
def test_a_stop_that_is_reached_on_a_quote_that_cannot_fill_it_is_triggered(
    order: WorkingOrder, quote: Quote, available: str | None
) -> None:
    assert decided(order, quote, available=available) == Trigger()


@pytest.mark.parametrize(
    "known",
    [{"triggered_at": MONDAY}, {"filled_quantity": Decimal(10), "remaining_quantity": Decimal(90)}],
)
def test_a_stop_once_triggered_stays_triggered_when_the_market_turns_back(
    known: dict[str, object],
) -> None:
    order = replace(an_order(BUY, STOP, stop="200"), **known)  # type: ignore[arg-type] # as a table

    assert isinstance(decided(order, QUOTE), Fill)


def test_a_trigger_that_only_the_engine_has_seen_holds_until_the_book_knows_it() -> None:
    order = an_order(BUY, STOP_LIMIT, stop="200", limit="99")

    assert decided(order, QUOTE, seen=Seen(triggered=True)) == Trigger()


def test_an_immediate_stop_waits_for_its_stop_and_is_decided_on_the_quote_that_reaches_it() -> None:
    assert isinstance(decided(an_order(BUY, STOP, stop="101", tif=FOK), QUOTE), Wait)
    assert isinstance(decided(an_order(BUY, STOP, stop="100", tif=FOK), QUOTE), Fill)
    assert isinstance(
        decided(an_order(BUY, STOP, stop="100", tif=FOK), QUOTE, available=99), Cancel
    )


# Trailing stops.


@pytest.mark.parametrize(
    ("side", "reference", "last", "outcome"),
    [
        (SELL, None, "100", "trail"),  # the first price it sees
        (SELL, "100", "101", "trail"),
        (SELL, "100", "100", "wait"),
        (SELL, "100", "98.01", "wait"),
        (SELL, "100", "98", "fill"),
        (BUY, "100", "99", "trail"),
        (BUY, "100", "101.99", "wait"),
        (BUY, "100", "102", "fill"),
    ],
)
@pytest.mark.parametrize("by", [{"trail": "2"}, {"percent": "2"}])
def test_a_trailing_stop_follows_the_best_price_at_its_distance(
    side: Side, reference: str | None, last: str, outcome: str, by: dict[str, str]
) -> None:
    order = an_order(
        side,
        TRAILING,
        trail=by.get("trail"),
        percent=by.get("percent"),
        trail_reference=None if reference is None else Decimal(reference),
    )

    decision = decided(order, a_quote(last=last))

    expected = {"trail": Trail, "wait": Wait, "fill": Fill}[outcome]
    assert isinstance(decision, expected)
    assert outcome != "trail" or decision == Trail(Decimal(last))


# Fill models.


@pytest.mark.parametrize(
    ("side", "limit", "quote", "filled_at"),
    [
        (BUY, "100.01", QUOTE, None),  # at the limit is not through it
        (BUY, "100.02", QUOTE, "100.01"),
        (SELL, "99.99", QUOTE, None),
        (SELL, "99.98", QUOTE, "99.99"),
    ],
)
def test_the_strict_model_fills_a_resting_limit_only_once_the_market_is_through_it(
    side: Side, limit: str, quote: Quote, filled_at: str | None, strict: WorkingOrder
) -> None:
    order = replace(strict, side=side, limit_price=Decimal(limit))

    decision = decided(order, quote)

    assert isinstance(decision, Fill) is (filled_at is not None)
    assert not isinstance(decision, Fill) or decision.price == Decimal(filled_at or 0)


def test_the_strict_model_takes_what_is_there_when_the_order_arrives(strict: WorkingOrder) -> None:
    order = replace(strict, limit_price=price("100.01"), working_since=MONDAY)

    assert isinstance(decided(order, a_quote(as_of=MONDAY - SECOND), arrival=True), Fill)


@pytest.mark.parametrize(
    ("limit", "last", "outcome"),
    [
        ("100.05", "100", ("100.01", Rule.LIMIT)),  # the quote is better
        ("100", "100", ("100", Rule.LIMIT_TOUCHED)),
        ("100", "99", ("100", Rule.LIMIT_TOUCHED)),
        ("99.99", "100", None),
    ],
)
def test_the_touch_model_fills_where_the_last_trade_touches_whatever_the_size(
    limit: str, last: str, outcome: tuple[str, Rule] | None, touch: WorkingOrder
) -> None:
    order = replace(touch, limit_price=Decimal(limit))

    decision = decided(order, a_quote(last=last), available=1)

    if outcome is None:
        assert isinstance(decision, Wait)
    else:
        assert isinstance(decision, Fill)
        assert (decision.price, decision.rule) == (Decimal(outcome[0]), outcome[1])
        assert decision.quantity == 100


def test_the_touch_model_does_not_count_a_trade_from_before_the_order(touch: WorkingOrder) -> None:
    order = replace(touch, limit_price=price("100"), working_since=MONDAY - SECOND)
    confirmed = a_quote(last="99", as_of=MONDAY, changed_at=MONDAY - 2 * SECOND)

    assert isinstance(decided(order, confirmed), Wait)


@pytest.mark.parametrize(("side", "pays"), [(BUY, "100.1"), (SELL, "99.9")])
def test_slippage_costs_an_order_without_a_limit_its_percentage(
    side: Side, pays: str, slipping: WorkingOrder
) -> None:
    decision = decided(replace(slipping, side=side), a_quote("100", "100"))

    assert isinstance(decision, Fill)
    assert decision.price == Decimal(pays)


# What can never be worked.


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (an_order(BUY, LIMIT), Ending.INCOMPLETE_TERMS),
        (an_order(BUY, STOP), Ending.INCOMPLETE_TERMS),
        (an_order(BUY, STOP_LIMIT, stop="1"), Ending.INCOMPLETE_TERMS),
        (an_order(BUY, TRAILING), Ending.INCOMPLETE_TERMS),
    ],
)
def test_an_order_that_lacks_what_its_type_needs_is_rejected(
    order: WorkingOrder, code: Ending
) -> None:
    decision = decided(order, QUOTE)

    assert isinstance(decision, Reject)
    assert decision.code is code
