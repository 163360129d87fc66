"""Workbooks as others see them: their cells, and what a spreadsheet program makes of them."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from deploy.local.spreadsheet import of_the_system

CALCULATES_SECONDS_MAX = 100


def sheet_of(content: bytes, name: str) -> Worksheet:
    sheet = load_workbook(io.BytesIO(content))[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def calculated(content: bytes, folder: Path, *, sheet: int = 1) -> list[list[str]]:
    """The rows of a sheet, counted from one, with every formula worked out by LibreOffice."""
    office = of_the_system()
    if office is None:
        pytest.skip("there is no LibreOffice here, so nobody else has worked the formulas out")
    book = folder / "book.xlsx"
    book.write_bytes(content)
    # Comma, quote, UTF-8, from line 1, plain formats, and which sheet.
    as_csv = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,{sheet}"
    command = [str(office), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", as_csv, "--outdir", str(folder / "out"), str(book)]
    subprocess.run(
        command,
        check=True,
        capture_output=True,
        timeout=CALCULATES_SECONDS_MAX,
        env={**os.environ, "HOME": str(folder)},
    )
    (made,) = (folder / "out").glob("*.csv")
    with made.open(newline="") as lines:
        return list(csv.reader(lines))
