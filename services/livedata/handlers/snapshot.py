"""What the desk knows just now, for those who ask."""

from __future__ import annotations

from collections.abc import Sequence

from services.livedata.domain.quote import GatedQuote
from services.livedata.handlers.desk import MarketDesk


def snapshot(desk: MarketDesk, symbols: Sequence[str] | None) -> tuple[list[GatedQuote], list[str]]:
    """The quotes of `symbols`, each once and in that order, and those of them that no source
    has named. Without `symbols`, everything."""
    if symbols is None:
        return [desk.quotes[symbol] for symbol in sorted(desk.quotes)], []
    wanted = list(dict.fromkeys(symbols))
    found = [desk.quotes[symbol] for symbol in wanted if symbol in desk.quotes]
    return found, [symbol for symbol in wanted if symbol not in desk.quotes]
