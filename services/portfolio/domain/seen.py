"""The prices that passed since somebody last asked: what one could have bought and sold at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shared.kernel.ids import Symbol


@dataclass(slots=True)
class Passed:
    """`low` is the lowest ask, `high` the highest bid; the mark stands in for a side that is
    missing. `first` and `last` are marks, `at` is when the last one was vouched for."""

    low: Decimal
    high: Decimal
    first: Decimal
    last: Decimal
    at: datetime


class SeenPrices:
    def __init__(self) -> None:
        self._passed: dict[Symbol, Passed] = {}

    def see(
        self,
        symbol: Symbol,
        mark: Decimal,
        bid: Decimal | None,
        ask: Decimal | None,
        at: datetime,
    ) -> None:
        low, high = mark if ask is None else ask, mark if bid is None else bid
        passed = self._passed.get(symbol)
        if passed is None:
            self._passed[symbol] = Passed(low, high, mark, mark, at)
            return
        passed.low, passed.high = min(passed.low, low), max(passed.high, high)
        passed.last, passed.at = mark, at

    def take(self) -> dict[Symbol, Passed]:
        """What passed since the last call."""
        passed, self._passed = self._passed, {}
        return passed
