"""`thor excel pnl`: what an account is worth, kept in a workbook of the trader's own.

Four sheets and a chart are Thor's and are written anew each time, in cells that stay where they
are; every other sheet stays as it is, and its formulas may point into Thor's.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import httpx
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from deploy.local.console import Console
from deploy.local.places import LauncherError
from shared.contracts.portfolio import AccountFigures, PortfolioData
from shared.http.tables import Column, Kind, Table, chart, fill

ANSWER_SECONDS_MAX = 20.0
CURVE = "Thor curve"
_FIGURES = (
    "equity", "cash", "buying_power", "positions_value", "unrealized_pnl", "realized_pnl", "fees",
    "dividends", "day_pnl", "total_pnl", "margin_remaining",
)  # fmt: skip
_FIGURE_COLUMNS = (
    Column("Figure"),
    Column("Value", Kind.MONEY),
    Column("As of (UTC)", Kind.TIME),
    Column("Account"),
)
_POSITION_COLUMNS = (
    Column("Symbol"),
    Column("Quantity", Kind.NUMBER),
    Column("Average price", Kind.NUMBER),
    Column("Mark", Kind.NUMBER),
    Column("Value", Kind.MONEY, total=True),
    Column("Unrealized P/L", Kind.MONEY, total=True),
    Column("Realized P/L", Kind.MONEY, total=True),
    Column("Quality"),
)
_TRIP_COLUMNS = (
    Column("Closed (UTC)", Kind.TIME),
    Column("Symbol"),
    Column("Side"),
    Column("Quantity", Kind.NUMBER),
    Column("Net P/L", Kind.MONEY, total=True),
    Column("Verdict"),
)
_EQUITY_COLUMNS = (Column("At (UTC)", Kind.TIME), Column("Equity", Kind.MONEY))


def keep_current(file: Path, api: httpx.Client, account: str | None, every: float | None) -> None:
    """Refresh the workbook once, or again and again until told to stop: then what goes wrong
    after the first time is said and tried again, for Excel closes files and Thor comes back."""
    console = Console()
    console.say(_refreshed(file, api, account))
    while every is not None:
        time.sleep(every)
        try:
            console.say(_refreshed(file, api, account))
        except LauncherError as error:
            console.say(f"{error} Trying again.")


def _refreshed(file: Path, api: httpx.Client, account: str | None) -> str:
    data, curve = read(api, account)
    refresh(file, data, curve)
    return f"{file}: equity {data.account.equity:,} at {data.account.as_of:%H:%M:%S} UTC"


def read(api: httpx.Client, account: str | None) -> tuple[PortfolioData, Table]:
    """The account of that name or id, else the first, and its equity over a month."""
    accounts: list[dict[str, Any]] = _get(api, "/accounts")["accounts"]
    found = next((a for a in accounts if account in (None, a["account_id"], a["name"])), None)
    if found is None:
        known = ", ".join(a["name"] for a in accounts) or "none"
        raise LauncherError(f"There is no account {account}; those there are: {known}.")
    path = f"/accounts/{found['account_id']}"
    points: list[dict[str, Any]] = _get(api, f"{path}/equity?period=1M")["points"]
    data = PortfolioData.model_validate(_get(api, f"{path}/snapshot"))
    return data, _equity(points)


def refresh(file: Path, data: PortfolioData, equity: Table) -> None:
    """Write Thor's sheets into the workbook, which is made where it is not there. All of it
    or nothing. Raises `LauncherError`."""
    book = _opened(file)
    for table in (_figures(data.account), _positions(data), _round_trips(data), equity):
        sheet = book[table.name] if table.name in book.sheetnames else book.create_sheet(table.name)
        sheet.delete_rows(1, sheet.max_row)
        sheet.auto_filter.ref = None
        fill(sheet, table)
    if CURVE in book.sheetnames:
        book.remove(book[CURVE])
    if equity.rows:
        chart(book, CURVE, book[equity.name], rows=len(equity.rows))
    draft = file.with_name(f".{file.name}.new")
    try:
        book.save(draft)
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise LauncherError(
            f"{file} cannot be written: {error.strerror}. Is it open in Excel? Close it there."
        ) from error


def _opened(file: Path) -> Workbook:
    if not file.exists():
        book = Workbook()
        assert book.active is not None
        book.remove(book.active)
        return book
    try:
        return load_workbook(file, keep_vba=file.suffix == ".xlsm")
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise LauncherError(f"{file} is not a workbook that can be read: {error}.") from error


def _get(api: httpx.Client, path: str) -> dict[str, Any]:
    try:
        answer = api.get(f"/api/v1{path}")
    except httpx.HTTPError as error:
        raise LauncherError(f"Thor does not answer at {api.base_url}: {error}.") from error
    if answer.status_code == httpx.codes.UNAUTHORIZED.value:
        raise LauncherError("Thor does not know that API key. Make one in the settings of the UI.")
    if answer.is_error:
        raise LauncherError(f"Thor answered {answer.status_code}: {answer.text}")
    found: dict[str, Any] = answer.json()
    return found


def _figures(account: AccountFigures) -> Table:
    """A row for each figure, always the same, so that formulas may point at it."""
    rows = [
        (name.replace("_", " "), getattr(account, name), account.as_of, account.name)
        for name in _FIGURES
    ]
    return Table("Thor", _FIGURE_COLUMNS, rows)


def _positions(data: PortfolioData) -> Table:
    rows = [
        (
            each.symbol,
            each.quantity,
            each.average_price,
            each.mark,
            each.value,
            each.unrealized_pnl,
            each.realized_pnl,
            each.mark_quality,
        )
        for each in data.positions
    ]
    return Table("Thor positions", _POSITION_COLUMNS, rows)


def _round_trips(data: PortfolioData) -> Table:
    rows = [
        (each.closed_at, each.symbol, each.side, each.quantity, each.net_pnl, each.verdict.value)
        for each in data.closed
    ]
    return Table("Thor round trips", _TRIP_COLUMNS, rows)


def _equity(points: Iterable[dict[str, Any]]) -> Table:
    rows = [(datetime.fromisoformat(p["at"]), Decimal(p["equity"])) for p in points]
    return Table("Thor equity", _EQUITY_COLUMNS, rows)
