"""Round trips and statements as files: parse, call one handler, render."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import AwareDatetime

from services.portfolio.dependencies import AccountIdDep, AroundDep, TripFilterDep
from services.portfolio.handlers import exporting
from services.portfolio.schemas.exports import (
    equity_book,
    equity_table,
    round_trips_table,
    statement_book,
    summary_table,
)
from shared.http.auth import CurrentUser
from shared.http.tables import (
    RESPONSES,
    ROWS_MAX,
    Format,
    bytes_of,
    csv_of,
    download,
    file_response,
)

router = APIRouter(
    prefix="/api/v1/accounts/{account_id}",
    tags=["exports"],
    responses=RESPONSES,
    default_response_class=Response,
)
FormatQuery = Annotated[Format, Query(alias="format")]


@router.get("/exports/round-trips")
async def export_round_trips(
    account_id: AccountIdDep,
    user: CurrentUser,
    around: AroundDep,
    chosen: TripFilterDep,
    wanted: FormatQuery = Format.CSV,
) -> Response:
    """Closed positions chosen as in the journal, oldest first, as CSV or as a workbook."""
    found = await exporting.export_round_trips(
        account_id, user, chosen, around.readings, around.journal, rows_max=ROWS_MAX
    )
    table = round_trips_table(found)
    return await asyncio.to_thread(download, table, wanted, name="round-trips")


@router.get("/exports/equity")
async def export_equity(
    account_id: AccountIdDep,
    user: CurrentUser,
    around: AroundDep,
    since: Annotated[
        AwareDatetime | None, Query(alias="from", description="Then or later.")
    ] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Before then.")] = None,
    wanted: FormatQuery = Format.CSV,
) -> Response:
    """Every point of the equity curve that is still kept, oldest first, as CSV or as a workbook
    with a chart."""
    points = await exporting.export_equity(
        account_id,
        user,
        around.readings,
        around.curve,
        since=since,
        until=until,
        rows_max=ROWS_MAX,
    )
    if wanted is Format.CSV:
        content = csv_of(equity_table(points))
    else:
        content = await asyncio.to_thread(lambda: bytes_of(equity_book(points)))
    return file_response(content, wanted, name="equity")


@router.get("/statements/{month}")
async def get_statement(
    account_id: AccountIdDep,
    month: Annotated[str, Path(examples=["2026-03"])],
    user: CurrentUser,
    around: AroundDep,
    wanted: FormatQuery = Format.XLSX,
) -> Response:
    """What a month came to: equity before and after, the round trips that ended in it, and in a
    workbook the equity curve. CSV has the summary only."""
    statement = await exporting.make_statement(
        account_id,
        user,
        month,
        around.readings,
        around.journal,
        around.curve,
        now=around.clock.now(),
        rows_max=ROWS_MAX,
    )
    if wanted is Format.CSV:
        content = csv_of(summary_table(statement))
    else:
        content = await asyncio.to_thread(lambda: bytes_of(statement_book(statement)))
    return file_response(content, wanted, name=f"statement-{statement.month}")
