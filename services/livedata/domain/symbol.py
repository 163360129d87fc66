"""Symbols as ThinkOrSwim writes them: `AAPL`, `BRK/B`, `/ES:XCME`, `.SPY180119C250`, `$DJT`."""

from __future__ import annotations

import re
from decimal import Decimal

_SYMBOL = re.compile(r"(?=.*[A-Z0-9])[A-Z0-9./$:^_=+\-]{1,32}")

_OPTION = re.compile(
    r"\.(?P<root>[A-Z][A-Z0-9]{0,5}?)(?P<expires>[0-9]{6})(?P<right>[CP])"
    r"(?P<strike>[0-9]+(?:\.[0-9]+)?)"
)


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


def without_exchange(symbol: str) -> str:
    """A future as brokers write it: `/ES` for `/ES:XCME`."""
    return symbol.partition(":")[0]


def osi_symbol(symbol: str) -> str | None:
    """An option as the exchanges write it, in 21 characters: `SPY   180119C00250000` for
    `.SPY180119C250`. `None` where it is no option on a stock, a fund or an index."""
    match = _OPTION.fullmatch(symbol)
    if match is None:
        return None
    thousandths = Decimal(match["strike"]) * 1000
    if thousandths % 1 or thousandths >= 10**8:
        return None
    return f"{match['root']:<6}{match['expires']}{match['right']}{int(thousandths):08d}"
