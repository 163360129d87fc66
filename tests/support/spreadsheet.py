"""Workbooks as others see them: their cells, and what a spreadsheet program makes of them."""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from deploy.local.spreadsheet import of_the_system

OPENS_SECONDS_MAX = 100
Cell = object
"""Text, a float, or a moment without a zone; an empty text where there is nothing."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What LibreOffice shows of a workbook, every formula worked out. `drawn` are the ranges of
    cells, such as `Equity.B2:Equity.B5`, that its charts draw."""

    sheets: Mapping[str, Sequence[Sequence[Cell]]]
    drawn: frozenset[str]

    def rows(self, sheet: str) -> list[dict[str, Cell]]:
        """The rows below the header, by title; the totals, if any, are the last."""
        titles, *rows = self.sheets[sheet]
        return [dict(zip(map(str, titles), row, strict=True)) for row in rows]

    def total(self, sheet: str, title: str) -> Decimal:
        return money(self.rows(sheet)[-1][title])


def sheet_of(content: bytes, name: str) -> Worksheet:
    sheet = load_workbook(io.BytesIO(content))[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def money(cell: Cell) -> Decimal:
    """A figure of a sheet, which are floats, in cents."""
    assert isinstance(cell, float), cell
    return Decimal(f"{cell:.2f}")


def opened_by_libreoffice(books: Mapping[str, bytes], folder: Path) -> dict[str, Shown]:
    """Start LibreOffice once, which takes its time, and let it open all of these."""
    office = of_the_system()
    if office is None:
        pytest.skip("there is no LibreOffice here, so nobody else has worked the formulas out")
    files = [folder / f"{name}.xlsx" for name in books]
    for file, content in zip(files, books.values(), strict=True):
        file.write_bytes(content)
    command = [str(office), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", "ods", "--outdir", str(folder / "out"), *map(str, files)]
    subprocess.run(
        command,
        check=True,
        capture_output=True,
        timeout=OPENS_SECONDS_MAX,
        env={**os.environ, "HOME": str(folder)},
    )
    return {name: _shown(folder / "out" / f"{name}.ods") for name in books}


def _shown(file: Path) -> Shown:
    book = CalamineWorkbook.from_path(file)
    with zipfile.ZipFile(file) as parts:
        charts = [
            name for name in parts.namelist() if re.fullmatch(r"Object \d+/content.xml", name)
        ]
        told = "".join(parts.read(name).decode() for name in charts)
    return Shown(
        {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names},
        frozenset(re.findall(r'values-cell-range-address="([^"]*)"', told)),
    )
