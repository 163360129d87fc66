"""One cell of a quote sheet: an exact number, a named absence, or a refusal with its reason.

ThinkOrSwim, Excel and people write the same price in many ways. Whatever a cell holds, it
becomes the number the sheet shows or no number at all; nothing is ever guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import isfinite, isnan
from typing import NamedTuple


class Absence(StrEnum):
    """The cell is fine and there is no number in it."""

    EMPTY = "empty"
    LOADING = "loading"
    NOT_AVAILABLE = "not available"
    ERROR = "an Excel error"


class Percentage(NamedTuple):
    """`12.3%` is the fraction 0.123: a number, but neither a price nor a size."""

    fraction: Decimal


@dataclass(frozen=True, slots=True)
class Refused:
    """The cell holds something that is not a number. `reason` completes "the cell …"."""

    reason: str


Cell = Decimal | Percentage | Absence | Refused

# Excel's errors as COM hands them over: 0x800A0000 plus the error number, 2000 (#NULL!) to
# 2042 (#N/A) and the newer ones after it. A number in here is an error and never a price.
_COM_ERROR_MIN = -2146828288 + 2000
_COM_ERROR_MAX = -2146828288 + 2099
_COM_GETTING_DATA = -2146828288 + 2043

_WORDS = {
    "": Absence.EMPTY,
    "loading": Absence.LOADING,
    "#getting_data": Absence.LOADING,
    "n/a": Absence.NOT_AVAILABLE,
    "!n/a": Absence.NOT_AVAILABLE,
    "#n/a": Absence.NOT_AVAILABLE,
    "na": Absence.NOT_AVAILABLE,
    "nan": Absence.NOT_AVAILABLE,
    "-": Absence.NOT_AVAILABLE,
    "--": Absence.NOT_AVAILABLE,
}
_TEXT_LENGTH_MAX = 40
_DIGITS_MAX = 15
_WHOLE_MAX = 10.0**_DIGITS_MAX
_INVISIBLE = " \t\r\n\u00a0\u2007\u202f\u200b\ufeff"
_EXCEL_ERROR = re.compile(r"#[A-Z][A-Z0-9_/]*[!?]?")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)\$?(?P<digits>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?P<percent> ?%)?"
)
_THIRTY_SECONDS = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]+)['’-](?P<count>[0-9]{2})(?P<part>[0-9+]?)"
)
# The third digit of a price in 32nds is the first decimal of eighths of a 32nd: 2 means 0.25,
# 5 means half, 7 means 0.75. There is no eighth that starts with 4 or 9.
_EIGHTHS = {
    "": "0", "0": "0", "1": "0.125", "2": "0.25", "3": "0.375",
    "5": "0.5", "+": "0.5", "6": "0.625", "7": "0.75", "8": "0.875",
}  # fmt: skip


def parse(value: object) -> Cell:
    """What `value`, a cell as a workbook reader or a bridge hands it over, says."""
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _error(value) or Decimal(value)
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return Absence.EMPTY
    if isinstance(value, Decimal) and value.is_finite():
        return value
    return Refused(f"holds a {type(value).__name__}, which is not a number")


def _float(value: float) -> Cell:
    if value.is_integer() and -_WHOLE_MAX < value < _WHOLE_MAX:
        return Decimal(int(value)) if value >= 0 else _error(value) or Decimal(int(value))
    if isfinite(value):
        # Excel calculates with 15 digits and shows no more, so neither do we: 208.153, where
        # the binary number behind it would read 208.15300000000002. The shortest text that is
        # this number is much cheaper to have, and nearly always short enough.
        text = repr(value)
        return Decimal(text if len(text) <= _DIGITS_MAX else f"{value:.15g}")
    return Absence.NOT_AVAILABLE if isnan(value) else Refused("holds an infinite number")


def _error(whole: float) -> Absence | None:
    if _COM_ERROR_MIN <= whole <= _COM_ERROR_MAX:
        return Absence.LOADING if whole == _COM_GETTING_DATA else Absence.ERROR
    return None


def _text(value: str) -> Cell:
    text = value.strip(_INVISIBLE)
    word = _WORDS.get(text.rstrip(".…").casefold())
    if word is not None:
        return word
    if len(text) > _TEXT_LENGTH_MAX:
        return Refused(f"holds a text of {len(text)} characters, which is not a number")
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"  # accountants' minus
    if match := _NUMBER.fullmatch(text):
        number = Decimal(match["sign"] + match["digits"].replace(",", ""))
        if match["percent"]:
            return Percentage(number.scaleb(-2))
        return Absence.ERROR if _COM_ERROR_MIN <= number <= _COM_ERROR_MAX else number
    if match := _THIRTY_SECONDS.fullmatch(text):
        return _thirty_seconds(match, text)
    if _EXCEL_ERROR.fullmatch(text):
        return Absence.ERROR
    return Refused(f"holds {text!r}, which is not a number")


def _thirty_seconds(match: re.Match[str], text: str) -> Cell:
    eighths = _EIGHTHS.get(match["part"])
    if int(match["count"]) > 31 or eighths is None:
        return Refused(f"holds {text!r}, which is no price in 32nds")
    parts = Decimal(match["count"]) + Decimal(eighths)
    number = Decimal(match["whole"]) + parts / 32
    return -number if match["sign"] == "-" else number
