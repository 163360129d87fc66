"""How far a round trip went: the best and the worst that its P/L was while it was held.

P/L here is all that the trip has gained since it began, before fees: what it has realized and
what the rest is worth at the mark, less its cost. It begins at nothing, at the price of its
first fill. Between two fills it follows the mark, so it is extreme where the mark is.
"""

from __future__ import annotations

from typing import NamedTuple

from services.portfolio.domain.journal import PositionEvent, Step


class Reach(NamedTuple):
    """The extremes of one round trip in floats; `*_at` are seconds since 1970. `realized` is
    what the trip has realized so far."""

    realized: float = 0.0
    best: float = 0.0
    best_price: float = 0.0
    best_at: float = 0.0
    worst: float = 0.0
    worst_price: float = 0.0
    worst_at: float = 0.0

    def reaching(self, pnl: float, price: float, at: float) -> Reach:
        """With a moment at which the trip's P/L was `pnl` and its symbol at `price`."""
        reach = self
        if pnl > self.best:
            reach = reach._replace(best=pnl, best_price=price, best_at=at)
        if pnl < self.worst:
            reach = reach._replace(worst=pnl, worst_price=price, worst_at=at)
        return reach


def begun(price: float, at: float) -> Reach:
    return Reach(best_price=price, best_at=at, worst_price=price, worst_at=at)


def followed(reach: Reach | None, line: PositionEvent) -> Reach:
    """How far a round trip has gone after this line of its history; `reach` is how far before,
    if anybody saw."""
    price, at = float(line.price or 0), line.at.timestamp()
    if reach is None or line.step is Step.OPENED:
        reach = begun(price, at)
    earned = float(line.realized_pnl + line.dividends)
    reach = reach._replace(realized=reach.realized + earned)
    return reach if line.trip_pnl is None else reach.reaching(float(line.trip_pnl), price, at)


NOWHERE = Reach()
