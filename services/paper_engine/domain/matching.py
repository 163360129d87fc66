"""The rules: what happens to one order on one quote. Pure; everything is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from services.paper_engine.domain.order import Seen, WorkingOrder
from services.paper_engine.domain.quote import Quote
from services.paper_engine.domain.reason import Ending, Rule, Waiting
from shared.kernel.enums import OrderType, Side, TimeInForce
from shared.kernel.market_hours import Hours
from shared.kernel.money import ZERO, plain

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Venue:
    """What holds for all orders of a symbol. A quote older than `stale_after` fills nothing;
    `hours` is `None` where market hours are not enforced."""

    stale_after: timedelta
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """`price_improvement` is per unit against the order's own limit; zero without one."""

    quantity: Decimal
    price: Decimal
    rule: Rule
    price_improvement: Decimal


@dataclass(frozen=True, slots=True)
class Trigger:
    """The stop is reached, but the quote that reached it does not fill the order."""


@dataclass(frozen=True, slots=True)
class Trail:
    reference: Decimal


@dataclass(frozen=True, slots=True)
class Cancel:
    code: Ending
    detail: str


@dataclass(frozen=True, slots=True)
class Expire:
    code: Ending
    detail: str


@dataclass(frozen=True, slots=True)
class Reject:
    code: Ending
    detail: str


@dataclass(frozen=True, slots=True)
class Wait:
    """`distance` is how far, per unit, `price` has to come; `None` where no price would do.
    `until`: the wait ends then by itself, or another one begins."""

    code: Waiting
    detail: str
    distance: Decimal | None = None
    price: Decimal | None = None
    until: datetime | None = None


Decision = Fill | Trigger | Trail | Cancel | Expire | Reject | Wait


def decide(
    order: WorkingOrder,
    quote: Quote | None,
    available: Decimal | None,
    now: datetime,
    venue: Venue,
    seen: Seen,
    *,
    arrival: bool = False,
) -> Decision:
    """What the venue does with `order` on `quote`, given what it has `seen` before.

    `available` is what is left of the displayed size on the side that the order takes
    (`None`: not known, which counts as enough). `arrival`: `quote` was already in force when
    the order began to work; any other quote must be newer than the order.
    """
    if not order.active:
        return Wait(Waiting.AWAITING_ENTRY, "The exit becomes active when its entry fills.")
    if order.defect is not None:
        return Reject(order.defect.code, order.defect.detail)
    blocked = _blocked_by_time(order, now, venue)
    if blocked is not None:
        return blocked
    if order.time_in_force is TimeInForce.IOC and order.filled_quantity > 0:
        return Cancel(
            Ending.IOC_REMAINDER, "What an immediate-or-cancel order leaves is cancelled."
        )
    if quote is None:
        return Wait(Waiting.NO_QUOTE, f"No quote of {order.symbol} has been seen yet.")
    flaw = unusable(quote, now, venue)
    if flaw is not None:
        return flaw
    if not (arrival or order.newer(quote)):
        return Wait(Waiting.AWAITING_NEWER_QUOTE, "The quote is older than the order.")
    if not (order.trigger_booked or seen.triggered):
        pending = _watch_stop(order, quote, seen.trail_reference)
        if pending is not None:
            return pending
    return _execute(order, quote, available)


def _blocked_by_time(order: WorkingOrder, now: datetime, venue: Venue) -> Decision | None:
    """The hold comes first: nothing at all touches an order in its hold."""
    if order.hold_until is not None and now < order.hold_until:
        seconds = (order.hold_until - now).total_seconds()
        detail = f"The order is held for another {seconds:.1f} s."
        return Wait(Waiting.IN_HOLD, detail, until=order.hold_until)
    if order.expired(now):
        return Expire(Ending.TIME_IN_FORCE_ENDED, "The order's time in force has ended.")
    hours, extended = venue.hours, order.trades_extended
    if hours is not None and not hours.is_open(now, extended=extended):
        return _closed(order, hours.next_open(now, extended=extended), now, hours)
    return None


def _closed(order: WorkingOrder, opens: datetime | None, now: datetime, hours: Hours) -> Wait:
    when = "" if opens is None else f" It opens at {opens:%Y-%m-%d %H:%M} UTC."
    if order.extended_hours and hours.is_open(now, extended=True):
        detail = f"In extended hours only DAY and GTC limit orders trade.{when}"
    else:
        detail = f"The market of {order.symbol} is closed.{when}"
    return Wait(Waiting.MARKET_CLOSED, detail, until=opens)


def unusable(quote: Quote, now: datetime, venue: Venue) -> Wait | None:
    flaw = quote.flaw
    if flaw is not None:
        return Wait(flaw, f"The quote of {quote.symbol} is {flaw.replace('_', ' ')}.")
    if now - quote.as_of > venue.stale_after:
        age = (now - quote.as_of).total_seconds()
        limit = venue.stale_after.total_seconds()
        return Wait(Waiting.STALE, f"The quote is {age:.1f} s old; the limit is {limit:g} s.")
    return None


def _watch_stop(order: WorkingOrder, quote: Quote, reference: Decimal | None) -> Decision | None:
    """`None` once the stop is reached."""
    price = quote.trigger_price(order.side)
    if price is None:
        return Wait(Waiting.ONE_SIDED, "The quote has no price that could reach the stop.")
    if order.improves(price, reference):
        return Trail(price)
    level = order.stop_level(reference)
    assert level is not None  # a trailing stop without one improves on any price
    distance = (level - price) * order.side.sign
    if distance <= 0:
        return None
    return Wait(
        Waiting.STOP_NOT_REACHED,
        f"The price is {plain(price)}; the stop is at {plain(level)}.",
        distance,
        price,
    )


def _execute(order: WorkingOrder, quote: Quote, available: Decimal | None) -> Decision:
    terms = price_terms(order, quote)
    if isinstance(terms, Wait):
        return _unfilled(order, terms)
    wanted = order.wanted(terms.price)
    if wanted == ZERO:
        return Cancel(Ending.REMAINDER_TOO_SMALL, "What is left of the amount buys nothing more.")
    quantity = order.takeable(wanted, available) if order.fill_model.sized else wanted
    if quantity < wanted and order.time_in_force is TimeInForce.FOK:
        return Cancel(Ending.FOK_UNFILLED, "The quote does not show enough to fill all of it.")
    if quantity == 0:
        waiting = Wait(Waiting.AWAITING_SIZE, _taken(order, quote))
        return _unfilled(order, waiting)
    return Fill(quantity, terms.price, terms.rule, terms.price_improvement)


def _taken(order: WorkingOrder, quote: Quote) -> str:
    shown = quote.displayed(order.side)
    if not shown:
        return f"The quote shows no size at its {_far_name(order)}."
    return (
        f"The {plain(shown)} that the quote shows at its {_far_name(order)} have been taken by "
        "orders before this one; the next quote brings new size."
    )


def _unfilled(order: WorkingOrder, waiting: Wait) -> Decision:
    """An order that takes nothing from a good quote: which of the three ways it goes."""
    if waiting.code is not Waiting.ONE_SIDED:
        if order.time_in_force is TimeInForce.IOC:
            return Cancel(Ending.IOC_UNFILLED, waiting.detail)
        if order.time_in_force is TimeInForce.FOK:
            return Cancel(Ending.FOK_UNFILLED, waiting.detail)
    return waiting if order.trigger_booked else Trigger()


@dataclass(frozen=True, slots=True)
class Terms:
    price: Decimal
    rule: Rule
    price_improvement: Decimal


def price_terms(order: WorkingOrder, quote: Quote) -> Terms | Wait:
    """The price `order` gets on `quote` by its fill model, size aside, or why none.

    Depends on nothing but the two, so that a receipt can be worked out again from the quote
    it records.
    """
    far = quote.far_side(order.side)
    if not order.is_limited:
        if far is None:
            return _one_sided(order)
        rule = Rule.MARKET if order.type is OrderType.MARKET else Rule.STOP
        return Terms(_slipped(order, far), rule, ZERO)

    limit = order.limit_price
    assert limit is not None  # examined when the order came in
    if far is not None and _meets(order, limit, far, quote):
        return Terms(far, _limit_rule(order, quote), abs(limit - far))
    if _touched(order, limit, quote):
        return Terms(limit, Rule.LIMIT_TOUCHED, ZERO)
    if far is None:
        return _one_sided(order)
    return Wait(
        Waiting.NOT_MARKETABLE,
        f"The {_far_name(order)} is {plain(far)}; the limit is {plain(limit)}.",
        abs(far - limit),
        far,
    )


def _meets(order: WorkingOrder, limit: Decimal, far: Decimal, quote: Quote) -> bool:
    """Whether the far side satisfies the limit: at it is enough, except for a resting order
    of a model that waits until the market has traded through."""
    if far == limit:
        return not (order.fill_model.trades_through and order.newer(quote))
    return far < limit if order.side is Side.BUY else far > limit


def _touched(order: WorkingOrder, limit: Decimal, quote: Quote) -> bool:
    """A trade at the limit counts where the model says so and the quote has changed since the
    order began to work, so that no trade from before it fills it."""
    last = quote.last
    if not order.fill_model.touched_by_last or last is None or last <= 0:
        return False
    if quote.changed_at <= order.started_at:
        return False
    return last <= limit if order.side is Side.BUY else last >= limit


def _limit_rule(order: WorkingOrder, quote: Quote) -> Rule:
    if order.type is OrderType.STOP_LIMIT:
        return Rule.STOP_LIMIT
    return Rule.LIMIT if order.newer(quote) else Rule.LIMIT_ON_ARRIVAL


def _slipped(order: WorkingOrder, far: Decimal) -> Decimal:
    return far * (_ONE + order.side.sign * order.fill_model.slippage)


def _one_sided(order: WorkingOrder) -> Wait:
    return Wait(Waiting.ONE_SIDED, f"The quote has no {_far_name(order)}.")


def _far_name(order: WorkingOrder) -> str:
    return "ask" if order.side is Side.BUY else "bid"
