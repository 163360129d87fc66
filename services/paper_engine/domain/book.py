"""The working orders of one symbol, and the quote they are matched against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from services.paper_engine.domain.agenda import Agenda
from services.paper_engine.domain.ladder import Resting
from services.paper_engine.domain.matching import (
    Decision,
    Fill,
    Trail,
    Venue,
    Wait,
    decide,
    unusable,
)
from services.paper_engine.domain.order import Seen, WorkingOrder
from services.paper_engine.domain.proposal import Action, Proposal
from services.paper_engine.domain.queue import Queue
from services.paper_engine.domain.quote import Quote
from services.paper_engine.domain.reason import Waiting
from shared.kernel.enums import Side
from shared.kernel.ids import OrderId
from shared.kernel.money import ZERO

ANSWER_WITHIN = timedelta(seconds=1)
"""How long the book may take to answer a proposal before it is made again, and the least time
between two proposals to move the reference of one trailing stop."""
NOTHING: Sequence[Proposal] = ()
_NO_QUOTE = -1


class Book:
    """What a quote costs grows with the orders it reaches, not with those that rest: four
    remembered prices tell whether it reaches any.

    An order leaves its ladders when something is proposed for it and comes back with its next
    version, or when the book has not answered in time. Every method that may decide something
    returns what is to be proposed.
    """

    def __init__(self, symbol: str, venue: Venue, agenda: Agenda) -> None:
        self.symbol = symbol
        self.quote: Quote | None = None
        self.looks = 0
        """How often an order was decided on; what the cost of this book grows with."""
        self.venue = venue
        self.agenda = agenda
        self._orders: dict[OrderId, Resting] = {}
        self._queues = {side: Queue(side) for side in Side}
        self._buys, self._sells = self._queues[Side.BUY], self._queues[Side.SELL]
        self._sizes_of = _NO_QUOTE
        self._proposals: list[Proposal] = []
        self._remember_reach()

    def __len__(self) -> int:
        return len(self._orders)

    @property
    def order_ids(self) -> Iterable[OrderId]:
        return self._orders.keys()

    def order(self, order_id: OrderId) -> WorkingOrder | None:
        resting = self._orders.get(order_id)
        return None if resting is None else resting.order

    def quoted(self, quote: Quote, now: datetime) -> Sequence[Proposal]:
        """Take `quote` as the current one and match what it reaches. One that is not newer
        than the current one is ignored."""
        known = self.quote
        if known is not None and quote.sequence <= known.sequence:
            return NOTHING
        self.quote = quote
        if known is None or quote.as_of > known.as_of or quote.changed_at != known.changed_at:
            self._buys.left, self._sells.left = quote.ask_size, quote.bid_size
            self._sizes_of = quote.sequence
        bid, ask, last = quote.bid, quote.ask, quote.last
        if (
            ask is not None
            and bid is not None
            and last is not None
            and ask > self._buys_to
            and bid < self._sells_from
            and self._low < last < self._high
            and not self._anything
        ):
            return NOTHING
        return self._sweep(quote, now)

    def put(self, order: WorkingOrder, now: datetime) -> Sequence[Proposal]:
        """Work `order` from now on at this version. An older or known version is ignored."""
        known = self._orders.get(order.order_id)
        if known is None:
            resting = Resting(order, Seen.by(order))
        elif order.version > known.order.version:
            self._displace(known)
            resting = _succeed(known, order)
        else:
            return NOTHING
        self._orders[order.order_id] = resting
        self._remind(known, resting)
        self._look(resting, now)
        return self._decided()

    def remove(self, order_id: OrderId) -> None:
        resting = self._orders.pop(order_id, None)
        if resting is not None:
            self._displace(resting)
            self._remember_reach()

    def wake(self, order_id: OrderId, now: datetime) -> Sequence[Proposal]:
        """Look at an order of which the agenda reminds; it may be gone or have nothing due."""
        resting = self._orders.get(order_id)
        if resting is None:
            return NOTHING
        self._look(resting, now)
        return self._decided()

    def explain(self, order_id: OrderId, now: datetime) -> Wait | None:
        """What keeps an order from filling now; `None` where the order is not here."""
        resting = self._orders.get(order_id)
        if resting is None:
            return None
        decision = self._decision(resting, now)
        on_its_way = _unanswered(resting, now)
        if isinstance(decision, Wait) and (resting.places or not on_its_way):
            return decision
        detail = "A proposal is on its way" if on_its_way else "It is being proposed"
        return Wait(Waiting.AWAITING_BOOK, f"{detail} to the book.")

    def _sweep(self, quote: Quote, now: datetime) -> Sequence[Proposal]:
        if unusable(quote, now, self.venue) is None:
            for queue in (self._buys, self._sells):
                for resting in queue.reached_by(quote):
                    self._consider(resting, now)
        return self._decided()

    def _look(self, resting: Resting, now: datetime) -> None:
        """Let an order begin to work, or propose again what was not answered."""
        if not resting.order.active or resting.order.held(now) or _unanswered(resting, now):
            return
        queue = self._queues[resting.order.side]
        if resting.taken_of == self._sizes_of and queue.left is not None:
            queue.left += resting.taken
        resting.taken = ZERO
        if resting.arrival_sequence is None:
            resting.arrival_sequence = _NO_QUOTE if self.quote is None else self.quote.sequence
        if not resting.places:
            queue.place(resting)
            self._moved = True
        self._consider(resting, now)

    def _consider(self, resting: Resting, now: datetime) -> None:
        self.looks += 1
        decision = self._decision(resting, now)
        if isinstance(decision, Trail):
            resting.seen = Seen(decision.reference)
            self._queues[resting.order.side].follow(resting)
            self._moved = True
        if isinstance(decision, Wait | Trail):
            self._propose_trail(resting, now)
            return
        if not resting.order.trigger_booked:
            resting.seen = Seen(resting.seen.trail_reference, triggered=True)
        self._displace(resting)
        if _unanswered(resting, now):
            return  # a trail is on its way; what it makes of the order decides this
        if isinstance(decision, Fill):
            self._consume(resting, decision)
        self._propose(resting, decision, now)

    def _decision(self, resting: Resting, now: datetime) -> Decision:
        quote = self.quote
        return decide(
            resting.order,
            quote,
            self._queues[resting.order.side].left,
            now,
            self.venue,
            resting.seen,
            arrival=quote is not None and quote.sequence == resting.arrival_sequence,
        )

    def _propose_trail(self, resting: Resting, now: datetime) -> None:
        reference = resting.seen.trail_reference
        if reference is None or reference == resting.order.trail_reference:
            return
        if resting.trailed_at is None or now >= resting.trailed_at + ANSWER_WITHIN:
            resting.trailed_at = now
            self._propose(resting, Trail(reference), now)

    def _consume(self, resting: Resting, fill: Fill) -> None:
        queue = self._queues[resting.order.side]
        if queue.left is not None and resting.order.fill_model.sized:
            queue.left -= fill.quantity
            resting.taken, resting.taken_of = fill.quantity, self._sizes_of

    def _propose(self, resting: Resting, action: Action, now: datetime) -> None:
        """Where it is what was proposed before, the very same proposal goes out again."""
        proposal = resting.proposal
        if proposal is None or proposal.quote is not self.quote or proposal.action != action:
            proposal = resting.proposal = Proposal(resting.order, action, self.quote, now)
        resting.proposed_at = now
        self.agenda.remind(now + ANSWER_WITHIN, self.symbol, resting.order.order_id)
        self._proposals.append(proposal)

    def _remind(self, known: Resting | None, resting: Resting) -> None:
        order = resting.order
        if not order.active:
            return
        before = known.order if known is not None and known.order.active else None
        if order.hold_until is not None and (
            before is None or before.hold_until != order.hold_until
        ):
            self.agenda.remind(order.hold_until, self.symbol, order.order_id)
        if order.expires_at is not None and (
            before is None or before.expires_at != order.expires_at
        ):
            self.agenda.remind(order.expires_at, self.symbol, order.order_id)

    def _displace(self, resting: Resting) -> None:
        self._queues[resting.order.side].displace(resting)
        self._moved = True

    def _remember_reach(self) -> None:
        """The prices between which a quote reaches nothing. A trailing stop is moved only by a
        price beyond its reference, hence the next number on its far side."""
        self._moved = False
        buys, sells = self._buys, self._sells
        self._buys_to = max(buys.limits.best, buys.touched.best)
        self._sells_from = -max(sells.limits.best, sells.touched.best)
        self._low = max(buys.trails.best.next_minus(), buys.touched.best, sells.stops.best)
        self._high = -max(sells.trails.best.next_minus(), sells.touched.best, buys.stops.best)
        self._anything = bool(buys.immediate or sells.immediate)

    def _decided(self) -> Sequence[Proposal]:
        """What has been decided since the last time; orders may have moved meanwhile."""
        if self._moved:
            self._remember_reach()
        if not self._proposals:
            return NOTHING
        proposals, self._proposals = self._proposals, []
        return proposals


def _unanswered(resting: Resting, now: datetime) -> bool:
    return resting.proposed_at is not None and now < resting.proposed_at + ANSWER_WITHIN


def _succeed(known: Resting, order: WorkingOrder) -> Resting:
    """The same order at a later version. One that began to work stays begun unless its terms
    or its hold were set anew."""
    began = order.started_at == known.order.started_at
    same_terms = order.working_since == known.order.working_since
    return Resting(
        order,
        known.seen.carried_to(order) if same_terms else Seen.by(order),
        arrival_sequence=known.arrival_sequence if began else None,
        trailed_at=known.trailed_at,
    )
