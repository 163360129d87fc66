"""Orders over HTTP: parse, call one handler, render."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from fastapi.responses import JSONResponse

from services.orders.dependencies import ExpectedVersion, ReadingsDep, SurroundingsDep, WorkDep
from services.orders.domain.commands import CancelOrder
from services.orders.domain.errors import NoSuchOrder
from services.orders.domain.order import Order
from services.orders.handlers.cancel_order import cancel_order as cancel
from services.orders.handlers.replace_order import replace_order as replace
from services.orders.handlers.submit_order import submit_order as submit
from services.orders.ports import OrderFilter
from services.orders.schemas.fields import SymbolText
from services.orders.schemas.orders import (
    ExecutionsView,
    ExecutionView,
    OrderProblem,
    OrdersView,
    OrderView,
    ReplaceOrderBody,
    SubmitOrderBody,
    place_of,
)
from shared.http.auth import CurrentUser
from shared.http.errors import Problem, problem
from shared.kernel.enums import OrderStatus
from shared.kernel.errors import FieldError
from shared.kernel.ids import AccountId, OrderId, Symbol

ORDERS_PER_PAGE_MAX = 500
PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem},
    409: {"model": OrderProblem},
    422: {"model": OrderProblem},
    503: {"model": Problem},
}

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
        return _refusal(submitted.order)
    return _rendered(submitted.order, 201 if submitted.created else 200)


@router.get("")
async def list_orders(
    user: CurrentUser,
    readings: ReadingsDep,
    account_id: UUID | None = None,
    status: OrderStatus | None = None,
    symbol: SymbolText | None = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=ORDERS_PER_PAGE_MAX)] = 100,
) -> OrdersView:
    """Orders of the user's accounts, newest first."""
    wanted = OrderFilter(
        user_id=user,
        account_id=AccountId(account_id) if account_id else None,
        status=status,
        symbol=Symbol(symbol) if symbol else None,
        before=place_of(cursor) if cursor else None,
        limit=limit,
    )
    return OrdersView.of(list(await readings.orders(wanted)), limit)


@router.get("/{order_id}", response_model=OrderView)
async def get_order(order_id: UUID, user: CurrentUser, readings: ReadingsDep) -> Response:
    order = await readings.order(OrderId(order_id), user)
    if order is None:
        raise NoSuchOrder
    return _rendered(order)


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
    return _rendered(
        await replace(command, work, around.market, around.sessions, at=around.clock.now())
    )


@router.post("/{order_id}/cancel", response_model=OrderView)
async def cancel_order(
    order_id: UUID, user: CurrentUser, work: WorkDep, around: SurroundingsDep
) -> Response:
    """Cancel a pending order. 200 is final; 409 carries the order as it now is."""
    command = CancelOrder(user_id=user, order_id=OrderId(order_id))
    return _rendered(await cancel(command, work, at=around.clock.now()))


@router.get("/{order_id}/executions")
async def list_executions(
    order_id: UUID, user: CurrentUser, readings: ReadingsDep
) -> ExecutionsView:
    """The fills of an order, oldest first, each with its receipt."""
    if await readings.order(OrderId(order_id), user) is None:
        raise NoSuchOrder
    found = await readings.executions(OrderId(order_id))
    return ExecutionsView(executions=[ExecutionView.of(execution) for execution in found])


def _rendered(order: Order, status_code: int = 200) -> Response:
    """Written here and not by the framework, which would check again what was just made."""
    return Response(
        OrderView.of(order).model_dump_json(),
        status_code=status_code,
        media_type="application/json",
        headers={"ETag": f'"{order.version}"'},
    )


def _refusal(order: Order) -> JSONResponse:
    code, reason = order.reason_code or "refused", order.reason or "Refused."
    field = FieldError(order.reason_field or "order", reason)
    extra: Mapping[str, Any] = {"order": OrderView.of(order)}
    return problem(422, code, reason, (field,), extra=extra)
