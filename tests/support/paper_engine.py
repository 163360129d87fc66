"""Orders, quotes and books as the engine knows them, and a book of record that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from services.paper_engine.domain.agenda import Agenda
from services.paper_engine.domain.book import Book
from services.paper_engine.domain.matching import (
    Decision,
    Expire,
    Fill,
    Trail,
    Trigger,
    Venue,
    decide,
)
from services.paper_engine.domain.order import Seen, WorkingOrder, examined
from services.paper_engine.domain.proposal import Proposal
from services.paper_engine.domain.quote import Quote
from shared.contracts.orders import OrderState
from shared.kernel.enums import OrderStatus, OrderType, QuoteQuality, Side, TimeInForce
from shared.kernel.ids import AccountId, OrderId
from tests.support.clock import MONDAY

ACCOUNT = AccountId(uuid5(NAMESPACE_URL, "account"))
SYMBOL = "AAPL"
VENUE = Venue(timedelta(seconds=15))
BEFORE = MONDAY - timedelta(seconds=10)
"""When the orders of these tests were submitted, unless they say otherwise."""


def order_id(name: str | int) -> OrderId:
    return OrderId(uuid5(NAMESPACE_URL, f"order {name}"))


def dec(number: str | int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def an_order(
    side: Side = Side.BUY,
    kind: OrderType = OrderType.MARKET,
    quantity: str | int | Decimal = 100,
    *,
    name: str | int = 1,
    filled: str | int | Decimal = 0,
    tif: TimeInForce = TimeInForce.GTC,
    limit: str | Decimal | None = None,
    stop: str | Decimal | None = None,
    trail: str | Decimal | None = None,
    percent: str | Decimal | None = None,
    **more: object,
) -> WorkingOrder:
    """A pending order, submitted ten seconds before `MONDAY` unless `working_since` says."""
    whole, done = Decimal(quantity), Decimal(filled)
    terms: dict[str, Any] = {
        "order_id": order_id(name),
        "account_id": ACCOUNT,
        "symbol": SYMBOL,
        "side": side,
        "type": kind,
        "time_in_force": tif,
        "quantity": whole,
        "filled_quantity": done,
        "remaining_quantity": whole - done,
        "version": 1,
        "working_since": BEFORE,
        "limit_price": dec(limit),
        "stop_price": dec(stop),
        "trail_amount": dec(trail),
        "trail_percent": dec(percent),
    }
    fields: dict[str, Any] = {**terms, **more}
    return examined(WorkingOrder(**fields))


def a_quote(
    bid: str | Decimal | None = "99.99",
    ask: str | Decimal | None = "100.01",
    last: str | Decimal | None = "100",
    *,
    sequence: int = 1,
    bid_size: str | int | Decimal | None = None,
    ask_size: str | int | Decimal | None = None,
    as_of: datetime = MONDAY,
    changed_at: datetime | None = None,
    quality: QuoteQuality = QuoteQuality.FRESH,
) -> Quote:
    return Quote(
        symbol=SYMBOL,
        sequence=sequence,
        as_of=as_of,
        changed_at=as_of if changed_at is None else changed_at,
        source="test",
        quality=quality,
        bid=dec(bid),
        ask=dec(ask),
        last=dec(last),
        bid_size=dec(bid_size),
        ask_size=dec(ask_size),
    )


def decided(
    order: WorkingOrder,
    quote: Quote | None,
    *,
    available: str | int | Decimal | None = None,
    now: datetime = MONDAY,
    venue: Venue = VENUE,
    seen: Seen | None = None,
    arrival: bool = False,
) -> Decision:
    return decide(order, quote, dec(available), now, venue, seen or Seen.by(order), arrival=arrival)


def a_book() -> Book:
    return Book(SYMBOL, VENUE, Agenda())


def fills(proposals: Iterable[Proposal]) -> list[tuple[OrderId, Decimal, Decimal]]:
    """Who fills, how much, at what price; in the order in which it was proposed."""
    return [
        (each.order.order_id, each.action.quantity, each.action.price)
        for each in proposals
        if isinstance(each.action, Fill)
    ]


def a_fill(name: str | int, quantity: str | int, price: str) -> tuple[OrderId, Decimal, Decimal]:
    """One of `fills`."""
    return order_id(name), Decimal(quantity), Decimal(price)


def kinds(proposals: Sequence[Proposal]) -> list[str]:
    return [each.kind for each in proposals]


def booked(proposal: Proposal, *, at: datetime = MONDAY) -> WorkingOrder | None:
    """The order as the book leaves it when it follows the proposal; `None` once it has ended."""
    later = replace(proposal.order, version=proposal.order.version + 1)
    match proposal.action:
        case Fill(quantity=quantity):
            if quantity == later.remaining_quantity:
                return None
            return replace(
                later,
                filled_quantity=later.filled_quantity + quantity,
                remaining_quantity=later.remaining_quantity - quantity,
            )
        case Trail(reference=reference):
            return replace(later, trail_reference=reference)
        case Trigger():
            return replace(later, triggered_at=at)
        case Expire():
            return None
        case _:
            return None


def an_order_state(
    side: Side = Side.BUY,
    kind: OrderType = OrderType.MARKET,
    quantity: str = "100",
    *,
    name: str = "1",
    symbol: str = SYMBOL,
    submitted_at: datetime = BEFORE,
    **more: object,
) -> OrderState:
    """The same as it travels on `orders.v1`."""
    fields: dict[str, Any] = {
        "order_id": order_id(name),
        "client_order_id": name,
        "account_id": ACCOUNT,
        "symbol": symbol,
        "side": side,
        "type": kind,
        "time_in_force": TimeInForce.GTC,
        "quantity": quantity,
        "status": OrderStatus.PENDING,
        "filled_quantity": "0",
        "remaining_quantity": quantity,
        "reserved_cash": "0",
        "version": 1,
        "submitted_at": submitted_at,
        "working_since": submitted_at,
        "updated_at": submitted_at,
    }
    return OrderState.model_validate({**fields, **more})
