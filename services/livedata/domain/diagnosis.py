"""What to tell a trader about a workbook: how it is doing, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from services.livedata.domain.headers import HEADER_ROWS_MAX
from services.livedata.domain.sheet import SYMBOLS_MAX, Reading

State = Literal["live", "degraded", "down"]


class Diagnosis(NamedTuple):
    state: State
    message: str


@dataclass(frozen=True, slots=True)
class Vouching:
    """Whether the saves of a workbook still mean anything.

    ThinkOrSwim that lost its connection leaves its last figures in the cells, and Excel goes
    on saving them. So a save vouches for the figures only while they move: once they did move
    and then `saves_max` saves and `frozen_after` went by without a change, nobody vouches.
    """

    vouched_at: datetime
    changed_at: datetime
    has_moved: bool = False
    saves_unchanged: int = 0
    frozen: bool = False

    def saved(
        self, *, changed: bool, at: datetime, saves_max: int, frozen_after: timedelta
    ) -> Vouching:
        if changed:
            return Vouching(vouched_at=at, changed_at=at, has_moved=True)
        saves = self.saves_unchanged + 1
        frozen = self.has_moved and saves >= saves_max and at - self.changed_at >= frozen_after
        vouched_at = self.vouched_at if frozen else at
        return Vouching(vouched_at, self.changed_at, self.has_moved, saves, frozen)


def of_reading(reading: Reading, book: str, sheet: str, *, frozen: bool) -> Diagnosis:
    """The state of a workbook that could be read."""
    symbols = len(reading.observations)
    where = f"sheet '{sheet}' of {book}"
    if symbols == 0:
        return Diagnosis(
            "degraded", f"There is no symbol in {where}. Write one symbol per row below the header."
        )
    if reading.loading and len(reading.without_price) == symbols:
        return Diagnosis(
            "degraded",
            f"Every symbol in {where} still says 'loading'. Start ThinkOrSwim, log in, wait until "
            "Excel shows prices, and save the workbook.",
        )
    if len(reading.without_price) == symbols:
        return Diagnosis(
            "degraded",
            f"No symbol in {where} has a price: the cells are empty, 'N/A' or errors. Check that "
            "ThinkOrSwim is running and logged in, then save the workbook.",
        )
    if frozen:
        return Diagnosis(
            "degraded",
            f"{book} is still being saved, but no figure in it changes any more. ThinkOrSwim may "
            "have lost its connection: check it, or restart it and Excel.",
        )
    if reading.overflow:
        return Diagnosis(
            "degraded",
            f"There are {reading.overflow} symbols more than the {SYMBOLS_MAX} that one workbook "
            f"may have in {where}. The first {SYMBOLS_MAX} are used: move the others away.",
        )
    message = f"{symbols} {'symbol' if symbols == 1 else 'symbols'} from {where}."
    for names, about in (
        (reading.without_price, "without a price"),
        (reading.duplicates, "more than once, first row used"),
        (reading.not_symbols, "not a symbol, row ignored"),
    ):
        if names:
            message += f" {_some(names)}: {about}."
    return Diagnosis("live", message)


def unsaved(book: str, seconds: int) -> Diagnosis:
    return Diagnosis(
        "degraded",
        f"{book} has not been saved for more than {seconds} seconds, so its prices are stale. "
        "Save it in Excel, or let a macro save it.",
    )


def nobody_pushes() -> Diagnosis:
    return Diagnosis(
        "down",
        "No program has pushed quotes yet. Start the bridge beside Excel, or push to "
        "/api/v1/quotes with an API key.",
    )


def pushed(symbols: int) -> Diagnosis:
    return Diagnosis("live", f"{symbols} {'symbol' if symbols == 1 else 'symbols'} pushed.")


def pushing_stopped(seconds: int) -> Diagnosis:
    return Diagnosis(
        "down",
        f"No quotes have been pushed for more than {seconds} seconds. Check that the bridge, or "
        "whatever pushes them, still runs and reaches Thor.",
    )


def pushed_frozen() -> Diagnosis:
    return Diagnosis(
        "degraded",
        "Quotes are still being pushed, but no figure in them changes any more. ThinkOrSwim may "
        "have lost its connection: check it, or restart it and Excel.",
    )


def missing(path: str) -> Diagnosis:
    return Diagnosis(
        "down", f"There is no workbook at {path}. Put it there, or start with the right file name."
    )


def locked(book: str, why: str) -> Diagnosis:
    return Diagnosis(
        "down",
        f"{book} cannot be opened ({why}). Close other programs that keep it locked, and check "
        "that Thor may read it.",
    )


def damaged(book: str) -> Diagnosis:
    return Diagnosis(
        "down",
        f"{book} is not a complete Excel workbook (xlsx or xlsm). If a program is still writing "
        "it, let it finish; else open it in Excel and save it again.",
    )


def with_password(book: str) -> Diagnosis:
    return Diagnosis("down", f"{book} is protected with a password. Save it in Excel without one.")


def too_large(book: str, megabytes_max: int) -> Diagnosis:
    return Diagnosis(
        "down",
        f"{book} is larger than {megabytes_max} MB, too large to read at every save. Keep the "
        "quotes in a workbook of their own.",
    )


def no_sheet(book: str, wanted: str, sheets: Sequence[str]) -> Diagnosis:
    return Diagnosis(
        "down",
        f"The workbook {book} has no sheet '{wanted}'; it has {_some(sheets, quote=True)}. Rename "
        "the sheet, or name the right one in the settings.",
    )


def no_symbol_column(book: str, sheet: str) -> Diagnosis:
    return Diagnosis(
        "down",
        f"The workbook {book} has no column named Symbol, Ticker or Contract on sheet '{sheet}'. "
        f"Name the column of the symbols so, in one of the first {HEADER_ROWS_MAX} rows, and save.",
    )


def no_price_column(book: str, sheet: str) -> Diagnosis:
    return Diagnosis(
        "down",
        f"The workbook {book} has symbols on sheet '{sheet}' but no column named Last, Bid or Ask. "
        "Add these columns beside the symbols and save.",
    )


def sprawling(book: str, sheet: str, where: str) -> Diagnosis:
    return Diagnosis(
        "down",
        f"Sheet '{sheet}' of {book} reaches as far as {where}, too far to be read at every "
        "save. Delete everything that is far away from the table and save.",
    )


def _some(names: Sequence[str], *, quote: bool = False) -> str:
    """The first few of `names`: `A, B, C and 12 more`."""
    shown = [f"'{name}'" if quote else name for name in names[:5]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
