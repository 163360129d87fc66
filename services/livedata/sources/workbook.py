"""One workbook on disk: has it been saved, and what is on its sheet of quotes.

Everything here blocks and belongs in a thread. A workbook is somebody else's file: it may be
missing, locked, half-written or hostile at any moment, and each of these is an `Unreadable`
with a sentence for the trader, never a crash.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from services.livedata.domain import diagnosis
from services.livedata.domain.cell_range import CellRange, column_name
from services.livedata.domain.diagnosis import Diagnosis
from services.livedata.domain.headers import Layout, find_layout
from services.livedata.sources.package import SheetPart, sheet_parts, sprawl

USUAL_SHEET = "LiveData"
MEGABYTES_MAX = 32
UNPACKED_BYTES_MAX = 256 * 1024 * 1024
CELLS_MAX = 500_000
_BYTES_MAX = MEGABYTES_MAX * 1024 * 1024
_OLE_FILE = b"\xd0\xcf\x11\xe0"
"""How a workbook with a password begins, and one of Excel 97."""


class Unreadable(Exception):
    """The workbook cannot be read just now; `diagnosis` says why and what to do."""

    def __init__(self, problem: Diagnosis) -> None:
        super().__init__(problem.message)
        self.diagnosis = problem


class Version(NamedTuple):
    """What tells one save of a file from the next."""

    modified_ns: int
    size: int
    inode: int


class Table(NamedTuple):
    """`sheet` names the sheet, and the range where one was asked for."""

    sheet: str
    rows: Sequence[Sequence[object]]
    layout: Layout


class Workbook:
    def __init__(self, path: Path, sheet: str | None, cells: str | None = None) -> None:
        """`cells` is a range such as `A1:N13`; without it the whole sheet is read. Raises
        `ValueError` where it is none."""
        self._path = path
        self._wanted = sheet
        self._cells = cells
        self._range = None if cells is None else CellRange.parse(cells)
        self._header: Sequence[Sequence[object]] = ()
        self._layout: Layout | None = None
        self.name = path.name

    def version(self) -> Version:
        """Which save is on disk. Raises `Unreadable` where there is none."""
        try:
            stat = self._path.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise Unreadable(diagnosis.missing(str(self._path))) from error
        except OSError as error:
            raise self._locked(error) from error
        return Version(stat.st_mtime_ns, stat.st_size, stat.st_ino)

    def content(self) -> bytes:
        """The whole file. Raises `Unreadable` where it cannot be had."""
        try:
            with self._path.open("rb") as file:
                # Asked for all that is allowed, it would set aside that much memory each time.
                content = file.read(min(os.fstat(file.fileno()).st_size, _BYTES_MAX) + 1)
        except FileNotFoundError as error:
            raise Unreadable(diagnosis.missing(str(self._path))) from error
        except OSError as error:
            raise self._locked(error) from error
        if len(content) > _BYTES_MAX:
            raise Unreadable(diagnosis.too_large(self.name, MEGABYTES_MAX))
        return content

    def table(self, content: bytes) -> Table:
        """The sheet of quotes in `content`. Raises `Unreadable` where there is none."""
        if content.startswith(_OLE_FILE):
            raise Unreadable(diagnosis.with_password(self.name))
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                if sum(part.file_size for part in archive.infolist()) > UNPACKED_BYTES_MAX:
                    raise Unreadable(diagnosis.too_large(self.name, MEGABYTES_MAX))
                parts = sheet_parts(archive)
                with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
                    return self._find(archive, parts, book)
        except PasswordError as error:
            raise Unreadable(diagnosis.with_password(self.name)) from error
        except _DAMAGE as error:
            raise Unreadable(diagnosis.damaged(self.name)) from error
        except BaseException as error:
            # A panic of the reader's Rust code is no `Exception`, and its class has no name
            # that could be imported.
            if type(error).__name__ == "PanicException":
                raise Unreadable(diagnosis.damaged(self.name)) from error
            raise

    def _find(
        self, archive: zipfile.ZipFile, parts: Sequence[SheetPart], book: CalamineWorkbook
    ) -> Table:
        wanted = self._wanted or USUAL_SHEET
        named = [part for part in parts if part.sheet.casefold() == wanted.casefold()]
        if self._wanted and not named:
            names = [part.sheet for part in parts]
            raise Unreadable(diagnosis.no_sheet(self.name, self._wanted, names))
        problem: Unreadable | None = None
        for part in named or parts:
            try:
                return self._read(archive, part, book)
            except Unreadable as error:
                problem = problem or error
        raise problem or Unreadable(diagnosis.damaged(self.name))

    def _read(self, archive: zipfile.ZipFile, part: SheetPart, book: CalamineWorkbook) -> Table:
        far = sprawl(archive, part)
        if far is not None:
            raise Unreadable(diagnosis.sprawling(self.name, part.sheet, far))
        sheet = book.get_sheet_by_name(part.sheet)
        if sheet.height * sheet.width > CELLS_MAX:
            raise Unreadable(diagnosis.sprawling(self.name, part.sheet, _last_cell(sheet)))
        rows: Sequence[Sequence[object]] = sheet.to_python()
        where = part.sheet
        if self._range is not None:
            rows = self._range.of(rows, sheet.start or (0, 0))
            where = f"{part.sheet}!{self._cells}"
        layout = self._layout_of(rows)
        if layout is None:
            raise Unreadable(diagnosis.no_symbol_column(self.name, where))
        if not layout.has_price:
            raise Unreadable(diagnosis.no_price_column(self.name, where))
        return Table(where, rows, layout)

    def _layout_of(self, rows: Sequence[Sequence[object]]) -> Layout | None:
        """From one save to the next the header is the same, and so is what stands above it."""
        if self._header and rows[: len(self._header)] == self._header:
            return self._layout
        self._layout = layout = find_layout(rows)
        complete = layout is not None and layout.has_price
        self._header = rows[: layout.header_row + 1] if layout is not None and complete else ()
        return layout

    def _locked(self, error: OSError) -> Unreadable:
        return Unreadable(diagnosis.locked(self.name, error.strerror or type(error).__name__))


def _last_cell(sheet: CalamineSheet) -> str:
    """The bottom right corner, such as `cell ZZ9999`."""
    row, column = sheet.end or (0, 0)
    return f"cell {column_name(column)}{row + 1}"


_DAMAGE = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # a compression that nobody can read
    RuntimeError,  # an encrypted part
    EOFError,
    KeyError,
    ValueError,
    OSError,
)
