"""Ghosts over HTTP."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel

from services.portfolio.domain.ghost import Ghost
from services.portfolio.handlers.figures import tidy
from shared.contracts.event import Amount
from shared.kernel.enums import OrderStatus, OrderType, Side
from shared.kernel.money import CENT, round_cents


class GhostView(BaseModel):
    """An order that ended without a fill or after an edit, and what the market did from its end,
    or its first edit, to the close of its session (`watched_until`; final when `settled`).

    `price` is what it would have filled at: its limit, else its stop, else the first mark seen.
    `reached_at`: when the market was first seen there, for a stop-limit order after its stop.
    `missed_pnl` is what it would have gained by the last mark seen, had it been left alone and
    all of it filled there; null where the market was not seen at its price, or where part of it
    filled. `edit_effect` is what the edits saved or, negative, cost: what came of the order less
    what would have come of its first terms, which is nothing where the market was not seen at
    them. All before fees, and as far as it is known: a service that did not run saw nothing.
    """

    order_id: UUID
    symbol: str
    side: Side
    type: OrderType
    status: OrderStatus
    reason_code: str | None
    quantity: Amount
    filled_quantity: Amount
    average_price: Amount | None
    price: Amount | None
    edits: int
    first_quantity: Amount
    first_price: Amount | None
    submitted_at: datetime
    ended_at: datetime
    watched_from: datetime
    watched_until: datetime | None
    """Known some seconds after the order ended."""
    settled: bool
    last_mark: Amount | None
    last_at: datetime | None
    reached_at: datetime | None
    first_reached_at: datetime | None
    missed_pnl: Amount | None
    edit_effect: Amount | None

    @classmethod
    def of(cls, ghost: Ghost, *, now: datetime) -> GhostView:
        """`ghost` must be of an order that ended."""
        assert ghost.ended_at is not None
        assert ghost.watched_from is not None
        return cls(
            order_id=ghost.order_id,
            symbol=ghost.symbol,
            side=ghost.side,
            type=ghost.type,
            status=ghost.status,
            reason_code=ghost.reason_code,
            quantity=tidy(ghost.terms.quantity),
            filled_quantity=tidy(ghost.filled_quantity),
            average_price=_price(ghost.average_price),
            price=_price(ghost.price),
            edits=ghost.edits,
            first_quantity=tidy(ghost.first.quantity),
            first_price=_price(ghost.first.price),
            submitted_at=ghost.submitted_at,
            ended_at=ghost.ended_at,
            watched_from=ghost.watched_from,
            watched_until=ghost.watched_until,
            settled=ghost.watched_until is not None and now >= ghost.watched_until,
            last_mark=_price(ghost.last_mark),
            last_at=ghost.last_at,
            reached_at=ghost.reached_at,
            first_reached_at=ghost.first_reached_at if ghost.edits else None,
            missed_pnl=_cents(ghost.missed_pnl),
            edit_effect=_cents(ghost.edit_effect),
        )


class GhostsPage(BaseModel):
    """The order that ended last first. `next` is the cursor of the page after this one."""

    ghosts: list[GhostView]
    next: str | None


def _price(price: Decimal | None) -> Decimal | None:
    return None if price is None else tidy(price, CENT)


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else round_cents(amount)
