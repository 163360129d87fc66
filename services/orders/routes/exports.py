"""Orders and fills as files: parse, call one handler, render."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime

from services.orders.dependencies import ReadingsDep, SurroundingsDep
from services.orders.handlers import export
from services.orders.ports import Span
from services.orders.routes.rendering import PROBLEMS
from services.orders.schemas.exports import fills_table, orders_table
from shared.http import tables
from shared.http.auth import CurrentUser
from shared.http.tables import RESPONSES, Format, download
from shared.kernel.ids import AccountId

router = APIRouter(
    prefix="/api/v1/accounts/{account_id}/exports",
    tags=["exports"],
    responses={**PROBLEMS, **RESPONSES},
    default_response_class=Response,
)


def _span(
    account_id: UUID,
    since: Annotated[
        AwareDatetime | None, Query(alias="from", description="Then or later.")
    ] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Before then.")] = None,
) -> Span:
    return Span(AccountId(account_id), since, until)


SpanDep = Annotated[Span, Depends(_span)]
FormatQuery = Annotated[Format, Query(alias="format")]


@router.get("/orders")
async def export_orders(
    span: SpanDep,
    user: CurrentUser,
    readings: ReadingsDep,
    around: SurroundingsDep,
    wanted: FormatQuery = Format.CSV,
) -> Response:
    """Every order that was submitted in a period, oldest first, as CSV or as a workbook."""
    found = await export.export_orders(
        span, user, readings, around.exports, rows_max=tables.ROWS_MAX
    )
    return await asyncio.to_thread(download, orders_table(found), wanted, name="orders")


@router.get("/fills")
async def export_fills(
    span: SpanDep,
    user: CurrentUser,
    readings: ReadingsDep,
    around: SurroundingsDep,
    wanted: FormatQuery = Format.CSV,
) -> Response:
    """Every fill of a period with its quote, oldest first, as CSV or as a workbook."""
    found = await export.export_fills(
        span, user, readings, around.exports, rows_max=tables.ROWS_MAX
    )
    return await asyncio.to_thread(download, fills_table(found), wanted, name="fills")
