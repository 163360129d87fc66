"""HTTP in: parse, call one handler, render."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response, status
from fastapi.responses import JSONResponse

from services.orders.dependencies import ExpectedVersion, ReadingsDep, SurroundingsDep, WorkDep
from services.orders.domain.commands import CancelOrder
from services.orders.domain.errors import NoSuchAccount, NoSuchOrder
from services.orders.domain.order import Order
from services.orders.handlers.announce import state_of
from services.orders.handlers.cancel_order import cancel_order as cancel
from services.orders.handlers.open_account import open_account as open_one
from services.orders.handlers.replace_order import replace_order as replace
from services.orders.handlers.submit_order import submit_order as submit
from services.orders.ports import OrderFilter
from services.orders.schemas import (
    AccountsView,
    AccountView,
    AuditView,
    ExecutionsView,
    ExecutionView,
    OpenAccountBody,
    OrderProblem,
    OrdersView,
    OrderView,
    ReplaceOrderBody,
    SubmitOrderBody,
    SymbolText,
    ViolationView,
    WorkingOrdersView,
    place_of,
)
from shared.contracts.streams import SHARDS
from shared.http.auth import CurrentUser, current_service
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

accounts = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])
orders = APIRouter(prefix="/api/v1/orders", tags=["orders"], responses=PROBLEMS)
internal = APIRouter(
    prefix="/internal", include_in_schema=False, dependencies=[Depends(current_service)]
)


@accounts.get("")
async def list_accounts(user: CurrentUser, readings: ReadingsDep) -> AccountsView:
    found = await readings.accounts(user)
    return AccountsView(accounts=[AccountView.of(account) for account in found])


@accounts.post("", status_code=status.HTTP_201_CREATED, responses={200: {"model": AccountView}})
async def open_account(
    body: OpenAccountBody,
    user: CurrentUser,
    work: WorkDep,
    around: SurroundingsDep,
    response: Response,
) -> AccountView:
    """Open an account with its starting balance; 200 where the same request had opened it."""
    command = body.to_command(user, around.starting_balance)
    opened = await open_one(command, work, at=around.clock.now())
    if not opened.created:
        response.status_code = status.HTTP_200_OK
    return AccountView.of(opened.account)


@accounts.get("/{account_id}", responses={404: {"model": Problem}})
async def get_account(account_id: UUID, user: CurrentUser, readings: ReadingsDep) -> AccountView:
    account = await readings.account(AccountId(account_id), user)
    if account is None:
        raise NoSuchAccount
    return AccountView.of(account)


@orders.post("", status_code=status.HTTP_201_CREATED, response_model=OrderView)
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


@orders.get("")
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


@orders.get("/{order_id}", response_model=OrderView)
async def get_order(order_id: UUID, user: CurrentUser, readings: ReadingsDep) -> Response:
    order = await readings.order(OrderId(order_id), user)
    if order is None:
        raise NoSuchOrder
    return _rendered(order)


@orders.patch("/{order_id}/update", response_model=OrderView)
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


@orders.post("/{order_id}/cancel", response_model=OrderView)
async def cancel_order(
    order_id: UUID, user: CurrentUser, work: WorkDep, around: SurroundingsDep
) -> Response:
    """Cancel a pending order. 200 is final; 409 carries the order as it now is."""
    command = CancelOrder(user_id=user, order_id=OrderId(order_id))
    return _rendered(await cancel(command, work, at=around.clock.now()))


@orders.get("/{order_id}/executions")
async def list_executions(
    order_id: UUID, user: CurrentUser, readings: ReadingsDep
) -> ExecutionsView:
    """The fills of an order, oldest first, each with its receipt."""
    if await readings.order(OrderId(order_id), user) is None:
        raise NoSuchOrder
    found = await readings.executions(OrderId(order_id))
    return ExecutionsView(executions=[ExecutionView.of(execution) for execution in found])


@internal.get("/working-orders")
async def working_orders(
    shard: Annotated[int, Query(ge=0, lt=SHARDS)], readings: ReadingsDep
) -> WorkingOrdersView:
    """Where an engine starts: the pending orders of a shard, and the log position they have."""
    working = await readings.working_orders(shard)
    return WorkingOrdersView(seq=working.seq, orders=[state_of(each) for each in working.orders])


@internal.get("/audit")
async def audit(readings: ReadingsDep) -> AuditView:
    """Prove the book, or show the rows that break it."""
    violations = [ViolationView.of(each) for each in await readings.audit()]
    return AuditView(sound=not violations, violations=violations)


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
