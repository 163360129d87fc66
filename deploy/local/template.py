"""`thor excel template`: a workbook that asks ThinkOrSwim for quotes, ready for Thor to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from deploy.local.console import Console
from deploy.local.instructions import PAGE
from deploy.local.places import LauncherError
from services.livedata.domain.instrument import unknown_instrument
from services.livedata.domain.sheet import SYMBOLS_MAX
from services.livedata.domain.symbol import symbol_of

SHEET = "LiveData"
TOPICS = {
    "Last": "LAST",
    "Bid": "BID",
    "Ask": "ASK",
    "LastSize": "LAST_SIZE",
    "BidSize": "BID_SIZE",
    "AskSize": "ASK_SIZE",
    "Volume": "VOLUME",
    "Open": "OPEN",
    "High": "HIGH",
    "Low": "LOW",
    "Close": "CLOSE",
    "NetChange": "NET_CHANGE",
    "% Change": "PERCENT_CHANGE",
    "52High": "52HIGH",
    "52Low": "52LOW",
}
"""Header to the topic of ThinkOrSwim's RTD server that fills the column."""
_HEADER = PatternFill("solid", fgColor="1F2A44")


def write(path: Path, symbols: str) -> None:
    """Raises `LauncherError` where a symbol is none, or the file is there or has another name."""
    listed = _listed(symbols)
    target = path.expanduser().absolute()
    if target.suffix.lower() != ".xlsx":
        raise LauncherError(
            f"The template is an .xlsx: write {path.with_suffix('.xlsx').name}. Once the macro is"
            " in it, save it as .xlsm in Excel."
        )
    if target.exists():
        raise LauncherError(f"{target} is there already and stays as it is: choose another name.")
    book = Workbook()
    _fill_quotes(book.active, listed)
    _fill_instructions(book.create_sheet("Instructions"), target.name)
    try:
        book.save(target)
    except OSError as error:
        raise LauncherError(f"{target} cannot be written: {error.strerror}.") from error
    console = Console()
    console.say(f"{target}: {len(listed)} symbols. Open it in Excel beside ThinkOrSwim; the second")
    console.say("sheet says how its quotes get to Thor.")


def _listed(symbols: str) -> list[str]:
    found: list[str] = []
    for word in filter(str.strip, symbols.split(",")):
        symbol = symbol_of(word)
        if symbol is None:
            raise LauncherError(f"'{word.strip()}' is not a symbol.")
        if symbol not in found:
            found.append(symbol)
    if not found:
        raise LauncherError("Name at least one symbol: --symbols META,AAPL.")
    if len(found) > SYMBOLS_MAX:
        raise LauncherError(f"One workbook has at most {SYMBOLS_MAX} symbols.")
    return found


def _fill_quotes(sheet: Any, symbols: Sequence[str]) -> None:  # noqa: ANN401  untyped library
    sheet.title = SHEET
    sheet.append(["Symbol", "Type", *TOPICS])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEADER
    for number, symbol in enumerate(symbols, start=2):
        kind = unknown_instrument(symbol).instrument_class.value
        formulas = [f'=RTD("tos.rtd",,"{topic}",$A{number})' for topic in TOPICS.values()]
        sheet.append([symbol, kind, *formulas])
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 18


def _fill_instructions(sheet: Any, name: str) -> None:  # noqa: ANN401  untyped library
    sheet.column_dimensions["A"].width = 110
    for line in PAGE.replace("WORKBOOK", name).splitlines():
        heading = line.startswith("# ")
        sheet.append([line.removeprefix("# ")])
        cell = sheet.cell(sheet.max_row if line else sheet.max_row + 1, 1)
        cell.alignment = Alignment(wrap_text=not line.startswith("    "), vertical="top")
        cell.font = Font(bold=heading, size=14 if heading else 11)
