"""Ghosts: what would have become of an order that never filled, and what an edit cost or saved.

A ghost is watched from the moment its order ended, or from its first edit, until the session in
which it ended closes. Prices in that time come from good quotes: the lowest at which one could
have bought and the highest at which one could have sold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from shared.kernel.enums import OrderStatus, OrderType, Side
from shared.kernel.ids import AccountId, Symbol
from shared.kernel.money import ZERO, notional


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`price` is the limit, or without one the stop; None for the market's own. `stop` is that of
    a stop-limit order while it is not triggered: its limit counts only after the market was there.
    """

    quantity: Decimal
    price: Decimal | None
    stop: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """An order as far as its ghost needs it. `first` are its terms before the first edit; a stop
    that trails has them where it was then, and stays where it was when the order ended.

    `goes_down`: the market reaches its price from above (a limit to buy, a stop to sell).
    `watched_until` is set soon after it ended. `reached_at` and `first_reached_at` say when it
    was first known to have reached the newest and the first terms, `triggered_at` and
    `first_triggered_at` the stop before them; `first_mark` and `last_mark` are the marks at both
    ends of the time it was watched. None where nobody saw it.
    """

    order_id: UUID
    account_id: AccountId
    era: int
    symbol: Symbol
    side: Side
    type: OrderType
    multiplier: Decimal
    terms: Terms
    first: Terms
    goes_down: bool
    edits: int
    status: OrderStatus
    filled_quantity: Decimal
    average_price: Decimal | None
    reason_code: str | None
    submitted_at: datetime
    ended_at: datetime | None
    watched_from: datetime | None
    watched_until: datetime | None
    version: int
    first_mark: Decimal | None = None
    last_mark: Decimal | None = None
    last_at: datetime | None = None
    reached_at: datetime | None = None
    first_reached_at: datetime | None = None
    triggered_at: datetime | None = None
    first_triggered_at: datetime | None = None

    @property
    def is_worth_keeping(self) -> bool:
        """Nothing is to be told of an order that filled as it was sent."""
        return self.ended_at is None or self.edits > 0 or not self.filled_quantity

    @property
    def price(self) -> Decimal | None:
        """What it would have filled at."""
        return self.first_mark if self.terms.price is None else self.terms.price

    @property
    def missed_pnl(self) -> Decimal | None:
        """What it would have gained by the last mark, before fees, had it been left alone and all
        of it filled when the market came to its price; None where the market was not seen there
        and so nothing was missed, and where part of it did fill."""
        if self.filled_quantity or self.reached_at is None:
            return None
        if self.price is None or self.last_mark is None:
            return None
        return self._gain(self.terms.quantity, self.price, self.last_mark)

    @property
    def edit_effect(self) -> Decimal | None:
        """What the edits saved or, negative, cost by the end, before fees: what came of the order
        less what would have come of its first terms, which is nothing where the market never
        reached them."""
        if not self.edits or self.ended_at is None or self.last_mark is None:
            return None
        came = ZERO
        if self.average_price is not None:
            came = self._gain(self.filled_quantity, self.average_price, self.last_mark)
        first_price = self.first_mark if self.first.price is None else self.first.price
        if self.first_reached_at is None or first_price is None:
            return came
        return came - self._gain(self.first.quantity, first_price, self.last_mark)

    def _gain(self, quantity: Decimal, price: Decimal, mark: Decimal) -> Decimal:
        return notional(quantity, mark - price, self.multiplier) * self.side.sign


def goes_down(side: Side, kind: OrderType) -> bool:
    stops = kind in {OrderType.STOP, OrderType.TRAILING_STOP}
    return (side is Side.BUY) is not stops
