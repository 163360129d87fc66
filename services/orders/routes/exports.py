"""Orders and fills as files: parse, call one handler, render."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime

from services.orders.dependencies import ReadingsDep, SurroundingsDep
from services.orders.handlers import export
from services.orders.ports import ExportFilter
from services.orders.routes.rendering import PROBLEMS
from services.orders.schemas.exports import fills_table, orders_table
from services.orders.schemas.fields import SymbolText
from shared.http import tables
from shared.http.auth import CurrentUser
from shared.http.tables import RESPONSES, Format, download
from shared.kernel.enums import Side
from shared.kernel.ids import AccountId, Symbol

router = APIRouter(
    prefix="/api/v1/accounts/{account_id}/exports",
    tags=["exports"],
    responses={**PROBLEMS, **RESPONSES},
    default_response_class=Response,
)


def _wanted(
    account_id: UUID,
    since: Annotated[
        AwareDatetime | None, Query(alias="from", description="Then or later.")
    ] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Before then.")] = None,
    symbol: SymbolText | None = None,
    side: Side | None = None,
) -> ExportFilter:
    return ExportFilter(
        AccountId(account_id), since, until, Symbol(symbol) if symbol else None, side
    )


WantedDep = Annotated[ExportFilter, Depends(_wanted)]
FormatQuery = Annotated[Format, Query(alias="format")]


@router.get("/orders")
async def export_orders(
    wanted: WantedDep,
    user: CurrentUser,
    readings: ReadingsDep,
    around: SurroundingsDep,
    file: FormatQuery = Format.CSV,
) -> Response:
    """Orders by when they were submitted, oldest first, as CSV or as a workbook."""
    found = await export.export_orders(
        wanted, user, readings, around.exports, rows_max=tables.ROWS_MAX
    )
    return await asyncio.to_thread(download, orders_table(found), file, name="orders")


@router.get("/fills")
async def export_fills(
    wanted: WantedDep,
    user: CurrentUser,
    readings: ReadingsDep,
    around: SurroundingsDep,
    file: FormatQuery = Format.CSV,
) -> Response:
    """Fills with their quotes, oldest first, as CSV or as a workbook."""
    found = await export.export_fills(
        wanted, user, readings, around.exports, rows_max=tables.ROWS_MAX
    )
    return await asyncio.to_thread(download, fills_table(found), file, name="fills")
