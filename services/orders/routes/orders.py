"""Orders over HTTP: parse, call one handler, render."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime

from services.orders.dependencies import ExpectedVersion, ReadingsDep, SurroundingsDep, WorkDep
from services.orders.domain.commands import CancelAll, CancelOrder
from services.orders.domain.errors import NoSuchOrder
from services.orders.handlers.cancel_all import cancel_all
from services.orders.handlers.cancel_order import cancel_order as cancel
from services.orders.handlers.preview_oco import preview_oco as preview_pair
from services.orders.handlers.preview_order import preview_order as preview
from services.orders.handlers.replace_order import replace_order as replace
from services.orders.handlers.submit_oco import submit_oco as submit_pair
from services.orders.handlers.submit_order import submit_order as submit
from services.orders.ports import OrderFilter
from services.orders.routes.rendering import PROBLEMS, refusal_of, rendered
from services.orders.schemas.exits import PairView, SubmitOcoBody
from services.orders.schemas.fields import SymbolText
from services.orders.schemas.order_view import OrderView
from services.orders.schemas.orders import (
    CancelledView,
    ExecutionsView,
    ExecutionView,
    OrdersView,
    ReplaceOrderBody,
    SubmitOrderBody,
    place_of,
)
from services.orders.schemas.preview import PairPreviewView, PreviewView
from shared.http.auth import CurrentUser
from shared.kernel.enums import OrderStatus
from shared.kernel.ids import AccountId, OrderId, Symbol

ORDERS_PER_PAGE_MAX = 500
router = APIRouter(prefix="/api/v1/orders", tags=["orders"], responses=PROBLEMS)


@router.post("", status_code=status.HTTP_201_CREATED, response_model=OrderView)
async def submit_order(
    body: SubmitOrderBody, user: CurrentUser, work: WorkDep, around: SurroundingsDep
) -> Response:
    """Submit an order. 201: it is pending. 200: the same request had been carried out before.
    422 with an `order`: it was refused, and is recorded with the reason."""
    submitted = await submit(
        body.to_command(user), work, around.market, around.sessions, at=around.clock.now()
    )
    if submitted.order.was_refused_at_entry:
        return refusal_of(submitted.order)
    return rendered(submitted.order, 201 if submitted.created else 200)


@router.post("/oco", status_code=status.HTTP_201_CREATED, response_model=PairView)
async def submit_oco(
    body: SubmitOcoBody, user: CurrentUser, work: WorkDep, around: SurroundingsDep
) -> Response:
    """Submit two exits of a position, one of which cancels the other; both or neither."""
    command = body.to_command(user)
    submitted = await submit_pair(
        command, work, around.market, around.sessions, at=around.clock.now()
    )
    first = submitted.orders[0]
    if first.was_refused_at_entry:
        return refusal_of(first)
    return Response(
        PairView.of(command.group_id, submitted).model_dump_json(),
        status_code=201 if submitted.created else 200,
        media_type="application/json",
    )


@router.post("/preview")
async def preview_order(
    body: SubmitOrderBody, user: CurrentUser, readings: ReadingsDep, around: SurroundingsDep
) -> PreviewView:
    """Say what an order would cost and set aside and whether it would be refused; nothing is
    recorded. 200 also where it would be refused, with the `refusal`."""
    command = body.to_command(user)
    found = await preview(command, readings, around.market, around.sessions, at=around.clock.now())
    return PreviewView.of(found)


@router.post("/oco/preview")
async def preview_oco(
    body: SubmitOcoBody, user: CurrentUser, readings: ReadingsDep, around: SurroundingsDep
) -> PairPreviewView:
    """Say what a pair of exits would do and whether it would be refused; nothing is recorded."""
    found = await preview_pair(
        body.to_command(user), readings, around.market, around.sessions, at=around.clock.now()
    )
    return PairPreviewView.of(found)


@router.post("/cancel-all")
async def cancel_all_orders(
    account_id: UUID,
    user: CurrentUser,
    work: WorkDep,
    around: SurroundingsDep,
    symbol: SymbolText | None = None,
) -> CancelledView:
    """Cancel every pending order of an account, or of one symbol in it, all in one step."""
    command = CancelAll(
        user_id=user,
        account_id=AccountId(account_id),
        symbol=Symbol(symbol) if symbol else None,
    )
    found = await cancel_all(command, work, at=around.clock.now())
    return CancelledView(orders=[OrderView.of(order) for order in found])


@router.get("")
async def list_orders(
    user: CurrentUser,
    readings: ReadingsDep,
    account_id: UUID | None = None,
    status: Annotated[
        list[OrderStatus] | None, Query(max_length=len(OrderStatus), description="Any of these.")
    ] = None,
    symbol: SymbolText | None = None,
    group_id: UUID | None = None,
    since: Annotated[
        AwareDatetime | None, Query(alias="from", description="Submitted then or later.")
    ] = None,
    until: Annotated[
        AwareDatetime | None, Query(alias="to", description="Submitted before then.")
    ] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=ORDERS_PER_PAGE_MAX)] = 100,
) -> OrdersView:
    """Orders of the user's accounts, newest first."""
    wanted = OrderFilter(
        user_id=user,
        account_id=AccountId(account_id) if account_id else None,
        statuses=status or (),
        symbol=Symbol(symbol) if symbol else None,
        since=since,
        until=until,
        group_id=group_id,
        before=_place(cursor),
        limit=limit,
    )
    return OrdersView.of(list(await readings.orders(wanted)), limit)


@router.get("/{order_id}", response_model=OrderView)
async def get_order(order_id: UUID, user: CurrentUser, readings: ReadingsDep) -> Response:
    order = await readings.order(OrderId(order_id), user)
    if order is None:
        raise NoSuchOrder
    return rendered(order)


@router.patch("/{order_id}/update", response_model=OrderView)
async def replace_order(
    order_id: UUID,
    body: ReplaceOrderBody,
    user: CurrentUser,
    version: ExpectedVersion,
    work: WorkDep,
    around: SurroundingsDep,
) -> Response:
    """Give a pending order new terms. 409 with the order as it now is, where it has changed."""
    command = body.to_command(OrderId(order_id), user, version)
    return rendered(
        await replace(command, work, around.market, around.sessions, at=around.clock.now())
    )


@router.post("/{order_id}/cancel", response_model=OrderView)
async def cancel_order(
    order_id: UUID, user: CurrentUser, work: WorkDep, around: SurroundingsDep
) -> Response:
    """Cancel a pending order. 200 is final; 409 carries the order as it now is."""
    command = CancelOrder(user_id=user, order_id=OrderId(order_id))
    return rendered(await cancel(command, work, at=around.clock.now()))


@router.get("/{order_id}/executions")
async def list_executions(
    order_id: UUID, user: CurrentUser, readings: ReadingsDep
) -> ExecutionsView:
    """The fills of an order, oldest first, each with its receipt."""
    if await readings.order(OrderId(order_id), user) is None:
        raise NoSuchOrder
    found = await readings.executions(OrderId(order_id))
    return ExecutionsView(executions=[ExecutionView.of(execution) for execution in found])


def _place(cursor: str | None) -> tuple[datetime, OrderId] | None:
    if not cursor:
        return None
    at, order_id = place_of(cursor)
    return at, OrderId(order_id)
