"""A rectangle of a sheet, as Excel names it: `A1:N13`, or `A:N` for whole columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_ROWS_MAX = 1_048_576
_COLUMNS_MAX = 16_384
_NAME = re.compile(r"\$?([A-Z]{1,3})(?:\$?([1-9][0-9]{0,6}))?", re.IGNORECASE)


class CellRange(NamedTuple):
    """Rows and columns count from zero; the last ones belong to it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @classmethod
    def parse(cls, text: str) -> CellRange:
        """Raises `ValueError` with a sentence for people."""
        corners = [_NAME.fullmatch(each.strip()) for each in text.split(":")]
        first, last = corners if len(corners) == 2 else (None, None)
        if first is None or last is None or (first[2] is None) != (last[2] is None):
            raise ValueError(f"'{text}' is not a range of cells such as A1:N13 or A:N")
        found = cls(
            int(first[2] or 1) - 1, _column(first[1]), int(last[2] or _ROWS_MAX) - 1,
            _column(last[1]),
        )  # fmt: skip
        if found.last_row >= _ROWS_MAX or found.last_column >= _COLUMNS_MAX:
            raise ValueError(f"'{text}' reaches beyond the last cell of a sheet")
        if found.first_row > found.last_row or found.first_column > found.last_column:
            raise ValueError(f"'{text}' ends before it begins: name its upper left corner first")
        return found

    def of(
        self, rows: Sequence[Sequence[object]], start: tuple[int, int]
    ) -> list[Sequence[object]]:
        """What of `rows` lies in the range. `start` is the place of their first cell."""
        top, left = start
        columns = slice(max(self.first_column - left, 0), max(self.last_column + 1 - left, 0))
        wanted = rows[max(self.first_row - top, 0) : max(self.last_row + 1 - top, 0)]
        return [row[columns] for row in wanted]


def column_name(column: int) -> str:
    """The letters of a column that counts from zero: 0 is `A`, 27 is `AB`."""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
