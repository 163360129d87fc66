"""All the working orders of one side of one symbol, arranged by what can reach them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from services.paper_engine.domain.ladder import ANY_PRICE, Ladder, Resting
from services.paper_engine.domain.quote import Quote
from shared.kernel.enums import Side
from shared.kernel.ids import OrderId


class Queue:
    """A rank is a signed price, so that one comparison serves both sides.

    `limits`: limits by sign × limit, and orders without a limit before all of them; reached
    by the far side. `touched`: limits of models that the last trade may fill, too.
    `stops`: by −sign × stop; reached by the trigger price. `trails`: trailing stops by
    sign × reference; moved by a better trigger price. `immediate`: what any good quote
    decides, an immediate order or a trigger that the book has yet to hear of.
    `left` is what remains of the displayed size that this side takes (`None`: unknown, which
    counts as enough).
    """

    __slots__ = ("_buying", "immediate", "left", "limits", "side", "stops", "touched", "trails")

    def __init__(self, side: Side) -> None:
        self.side = side
        self._buying = side is Side.BUY
        self.limits = Ladder()
        self.touched = Ladder()
        self.stops = Ladder()
        self.trails = Ladder()
        self.immediate: dict[OrderId, Resting] = {}
        self.left: Decimal | None = None

    def place(self, resting: Resting) -> None:
        order = resting.order
        if resting.awaits_trigger:
            reference = resting.seen.trail_reference
            level = order.stop_level(reference)
            if level is not None:
                self.stops.add(self._against(level), resting)
            if order.is_trailing:
                rank = ANY_PRICE if reference is None else self._along(reference)
                self.trails.add(rank, resting)
            return
        limit = order.limit_price if order.is_limited else None
        rank = ANY_PRICE if limit is None else self._along(limit)
        ladder = self.touched if order.fill_model.touched_by_last else self.limits
        ladder.add(rank, resting)
        if order.is_immediate or not order.trigger_booked:
            self.immediate[order.order_id] = resting

    def displace(self, resting: Resting) -> None:
        for ladder, key in resting.places:
            ladder.remove(key)
        resting.places.clear()
        self.immediate.pop(resting.order.order_id, None)

    def follow(self, resting: Resting) -> None:
        """Put a trailing stop where its new reference belongs."""
        reference = resting.seen.trail_reference
        level = resting.order.stop_level(reference)
        if reference is None or level is None or len(resting.places) != _TRAILING_PLACES:
            self.displace(resting)
            self.place(resting)
            return
        (stops, at_stop), (trails, at_reference) = resting.places
        resting.places = [
            (stops, stops.rerank(at_stop, self._against(level))),
            (trails, trails.rerank(at_reference, self._along(reference))),
        ]

    def reached_by(self, quote: Quote) -> Iterator[Resting]:
        """Every order that `quote` can fill, trigger, move or end, in the order of their
        claims: resting orders by price and time, then the stops that it triggers."""
        far = quote.far_side(self.side)
        if far is not None:
            level = self._along(far)
            if self.limits.best >= level:
                for resting in self.limits.reached(level):
                    if self.left is not None and self.left <= 0:
                        break
                    yield resting
        if self.touched:
            yield from self._touched_by(quote, far)
        watched = quote.trigger_price(self.side)
        if watched is not None:
            level = self._against(watched)
            if self.stops.best >= level:
                yield from self.stops.reached(level)
            level = self._along(watched)
            if self.trails.best > level:
                yield from self.trails.beyond(level)
        if self.immediate:
            yield from list(self.immediate.values())

    def _touched_by(self, quote: Quote, far: Decimal | None) -> Iterator[Resting]:
        prices = [self._along(price) for price in (far, quote.last) if price is not None]
        if prices:
            yield from self.touched.reached(min(prices))

    def _along(self, price: Decimal) -> Decimal:
        """sign × price"""
        return price if self._buying else -price

    def _against(self, price: Decimal) -> Decimal:
        """−sign × price"""
        return -price if self._buying else price


_TRAILING_PLACES = 2
"""A trailing stop that has seen a price stands in `stops` and, after that, in `trails`."""
