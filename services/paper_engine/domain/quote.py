"""A quote as the engine needs it: prices, sizes, age, and whether it may be traded on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.paper_engine.domain.reason import Waiting
from shared.kernel.enums import QuoteQuality, Side

_TRADABLE = (QuoteQuality.FRESH, QuoteQuality.ONE_SIDED)


@dataclass(slots=True)
class Quote:
    """Prices per unit and sizes in units; `None` is unknown. Never changed once made: it is
    not frozen only because one is built for every tick, and freezing costs six times as much.

    `as_of` is when the source last vouched for the values, `changed_at` when one last changed.
    """

    symbol: str
    sequence: int
    as_of: datetime
    changed_at: datetime
    source: str
    quality: QuoteQuality
    bid: Decimal | None
    ask: Decimal | None
    last: Decimal | None
    bid_size: Decimal | None
    ask_size: Decimal | None

    @property
    def flaw(self) -> Waiting | None:
        """Why nothing may trade on this quote whatever its age, or `None`.

        A quote with one side missing is no flaw by itself: the side that is there trades.
        """
        if self.quality not in _TRADABLE:
            return Waiting(self.quality.value)
        if self.bid is not None and self.ask is not None and self.bid > self.ask:
            return Waiting.CROSSED
        return None

    def far_side(self, side: Side) -> Decimal | None:
        """The price an order of `side` trades at now: the ask for a buy, the bid for a sell."""
        price = self.ask if side is Side.BUY else self.bid
        return price if price is not None and price > 0 else None

    def displayed(self, side: Side) -> Decimal | None:
        """The size shown at `far_side`, or `None` where the source does not say."""
        return self.ask_size if side is Side.BUY else self.bid_size

    def trigger_price(self, side: Side) -> Decimal | None:
        """What a stop of `side` watches: the last trade, or the far side where there is none."""
        if self.last is not None and self.last > 0:
            return self.last
        return self.far_side(side)
