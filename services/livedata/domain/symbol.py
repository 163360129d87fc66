"""Symbols as ThinkOrSwim writes them: `AAPL`, `BRK/B`, `/ES:XCME`, `.SPY180119C250`, `$DJT`."""

from __future__ import annotations

import re

_SYMBOL = re.compile(r"(?=.*[A-Z0-9])[A-Z0-9./$:^_=+\-]{1,32}")


def symbol_of(cell: object) -> str | None:
    """The symbol a cell names, in capitals, or `None` where it names none.

    A ticker that Excel took for a truth value or a whole number is still that ticker.
    """
    if isinstance(cell, bool):
        cell = str(cell)
    elif isinstance(cell, float) and cell.is_integer() and 0 < cell < 1_000_000:
        cell = str(int(cell))
    elif isinstance(cell, int) and 0 < cell < 1_000_000:
        cell = str(cell)
    if not isinstance(cell, str):
        return None
    text = cell.strip().upper()
    return text if _SYMBOL.fullmatch(text) else None
