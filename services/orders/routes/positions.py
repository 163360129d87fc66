"""Closing positions over HTTP: parse, call one handler, render."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response, status

from services.orders.dependencies import Surroundings, SurroundingsDep, WorkDep
from services.orders.domain.commands import ClosePosition
from services.orders.handlers.close_position import close_position as close
from services.orders.ports import Work
from services.orders.routes.rendering import PROBLEMS, refusal_of
from services.orders.schemas.exits import ClosePositionBody, ClosingView
from services.orders.schemas.fields import SymbolText
from shared.http.auth import CurrentUser
from shared.kernel.ids import AccountId, Symbol

router = APIRouter(prefix="/api/v1/accounts", tags=["orders"], responses=PROBLEMS)


# The symbol of a future begins with a slash, hence `path`.
@router.post(
    "/{account_id}/positions/{symbol:path}/close",
    status_code=status.HTTP_201_CREATED,
    response_model=ClosingView,
)
async def close_position(
    account_id: UUID,
    symbol: SymbolText,
    user: CurrentUser,
    work: WorkDep,
    around: SurroundingsDep,
    body: ClosePositionBody | None = None,
) -> Response:
    """Close a position with one market order. Pending orders that hold what it trades are
    cancelled in the same step. 200: the same request had been carried out before."""
    command = (body or ClosePositionBody()).to_command(AccountId(account_id), Symbol(symbol), user)
    return await _close(command, work, around)


@router.post(
    "/{account_id}/positions/{symbol:path}/flip",
    status_code=status.HTTP_201_CREATED,
    response_model=ClosingView,
)
async def flip_position(
    account_id: UUID,
    symbol: SymbolText,
    user: CurrentUser,
    work: WorkDep,
    around: SurroundingsDep,
    body: ClosePositionBody | None = None,
) -> Response:
    """Turn a position round with one market order of twice its size. A cash account cannot."""
    command = (body or ClosePositionBody()).to_command(
        AccountId(account_id), Symbol(symbol), user, flip=True
    )
    return await _close(command, work, around)


async def _close(command: ClosePosition, work: Work, around: Surroundings) -> Response:
    closing = await close(command, work, around.market, around.sessions, at=around.clock.now())
    if closing.order.was_refused_at_entry:
        return refusal_of(closing.order)
    return Response(
        ClosingView.of(closing).model_dump_json(),
        status_code=201 if closing.created else 200,
        media_type="application/json",
    )
