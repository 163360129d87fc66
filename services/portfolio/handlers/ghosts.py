"""Order events, followed for their ghosts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from services.portfolio.domain.ghost import Ghost, Terms, goes_down
from services.portfolio.handlers.viewing import own_account
from services.portfolio.ports.ghosts import Ghosts, GhostsBefore
from services.portfolio.ports.readings import Readings
from shared.contracts.orders import OrderEvent, OrderState
from shared.kernel.enums import OrderType
from shared.kernel.ids import AccountId, Symbol, UserId
from shared.kernel.money import round_cost

EDITED = "order.replaced.v1"


def follow_order(known: Ghost | None, event: OrderEvent) -> Ghost:
    """The ghost after an event of its order; one that is not news leaves it as it is."""
    order = event.order
    if known is not None and order.version <= known.version:
        return known
    ghost = _as_it_is(known or _begun(order), order)
    if known is not None and event.type == EDITED and event.caused_by is None:
        ghost = _edited(known, ghost, event.occurred_at)
    elif not ghost.edits:
        ghost = replace(ghost, first=ghost.terms)  # triggered, trailed, resized, split: no edit
    elif known is not None and event.type == EDITED:
        ghost = replace(ghost, first=_split(known.first, known.terms, ghost.terms))
    return _ended(ghost, order) if order.status.is_final else ghost


async def view_ghosts(
    account_id: AccountId,
    user_id: UserId,
    readings: Readings,
    ghosts: Ghosts,
    *,
    limit: int,
    before: GhostsBefore | None,
) -> list[Ghost]:
    account = await own_account(account_id, user_id, readings)
    return await ghosts.ghosts(account_id, era=account.era, limit=limit, before=before)


def _begun(order: OrderState) -> Ghost:
    terms = _terms(order)
    return Ghost(
        order_id=order.order_id,
        account_id=AccountId(order.account_id),
        era=order.era,
        symbol=Symbol(order.symbol),
        side=order.side,
        type=order.type,
        multiplier=order.multiplier,
        terms=terms,
        first=terms,
        goes_down=goes_down(order.side, order.type),
        edits=0,
        status=order.status,
        filled_quantity=order.filled_quantity,
        average_price=order.average_price,
        reason_code=order.reason_code,
        submitted_at=order.submitted_at,
        ended_at=None,
        watched_from=None,
        watched_until=None,
        version=order.version,
    )


def _as_it_is(ghost: Ghost, order: OrderState) -> Ghost:
    return replace(
        ghost,
        terms=_terms(order),
        status=order.status,
        filled_quantity=order.filled_quantity,
        average_price=order.average_price,
        reason_code=order.reason_code,
        version=order.version,
    )


def _edited(before: Ghost, after: Ghost, at: datetime) -> Ghost:
    """An edit counts from the first one on, and only where it changed price or quantity."""
    if before.terms == after.terms:
        return after
    return replace(after, edits=before.edits + 1, watched_from=before.watched_from or at)


def _split(first: Terms, before: Terms, after: Terms) -> Terms:
    """`first` in the units into which a split has put `before`."""

    def new(price: Decimal | None) -> Decimal | None:
        return None if price is None else round_cost(price * before.quantity / after.quantity)

    quantity = round_cost(first.quantity * after.quantity / before.quantity)
    return Terms(quantity=quantity, price=new(first.price), stop=new(first.stop))


def _ended(ghost: Ghost, order: OrderState) -> Ghost:
    ended_at = order.updated_at
    return replace(
        ghost,
        ended_at=ended_at,
        watched_from=ghost.watched_from or ended_at,
    )


def _terms(order: OrderState) -> Terms:
    if order.limit_price is None:
        return Terms(quantity=order.quantity, price=order.stop_price)
    waits = order.type is OrderType.STOP_LIMIT and order.triggered_at is None
    stop = order.stop_price if waits else None
    return Terms(quantity=order.quantity, price=order.limit_price, stop=stop)
