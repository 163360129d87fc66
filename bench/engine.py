"""How many quotes a second the engine decides on, beside a bare loop over the resting orders.

    python -m bench.engine [--quotes 100000] [--runs 3] [--profile]

One evaluation is one quote matched against the whole book of its symbol. The quotes of 500
symbols walk at random. `near`: orders rest from 0.1 % to 10 % away, limits, stops, stop limits
and trailing stops, so that ten times as many of them are reached ten times as often. `far`:
limits and stops from 10 % to 50 % away, which no quote reaches. Every thousand quotes, untimed,
the proposals are answered: an order that filled makes room for a new one, so the number that
rests stays as it is. Times are those of this process alone, the best of identical runs.

- `decide`: from a quote in memory to what is proposed.
- `wire`: the same from the bytes of `quotes.v1` entries of 30 quotes.
- `looks`: how many orders a quote reached, on average.
- `bare loop`: compare the quote with every resting order of its symbol, and do nothing else.

The limit is 200,000 evaluations a second with 10,000 resting orders; the cost per quote must
grow with the orders it reaches, not with those that rest.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from time import process_time
from uuid import UUID

from rich.console import Console
from rich.table import Table

from services.paper_engine.domain.agenda import Agenda
from services.paper_engine.domain.book import Book
from services.paper_engine.domain.matching import Fill, Trail, Venue
from services.paper_engine.domain.order import WorkingOrder
from services.paper_engine.domain.proposal import Proposal
from services.paper_engine.domain.quote import Quote
from services.paper_engine.handlers.translate import quote_from
from shared.contracts import market_data
from shared.kernel.enums import OrderType, QuoteQuality, Side, TimeInForce
from shared.kernel.ids import AccountId, OrderId

SYMBOLS = 500
ROWS = ((1_000, "near"), (10_000, "near"), (100_000, "near"), (100_000, "far"))
AWAY = {"near": (0.001, 0.1), "far": (0.1, 0.5)}
LIMIT = 200_000
BATCH = 30
CHUNK = 1_000
START = datetime(2025, 1, 2, 15, tzinfo=UTC)
TICK = timedelta(microseconds=500)
CENT = Decimal("0.01")
TYPES = (
    *([OrderType.LIMIT] * 12),
    *([OrderType.STOP] * 5),
    *([OrderType.STOP_LIMIT] * 2),
    OrderType.TRAILING_STOP,
)


class Market:
    """A seeded random walk of the mid prices, pulled back to where each began."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._start = [random.uniform(20, 500) for _ in range(SYMBOLS)]
        self.mids = list(self._start)
        self._sequence = 0

    def next(self) -> market_data.Quote:
        index = self._random.randrange(SYMBOLS)
        pull = (self._start[index] / self.mids[index] - 1) * 0.01
        self.mids[index] *= 1 + pull + self._random.gauss(0, 0.0003)
        mid = Decimal(round(self.mids[index] * 100)) * CENT
        self._sequence += 1
        at = START + self._sequence * TICK
        return market_data.Quote(
            symbol=f"S{index:03d}",
            sequence=self._sequence,
            as_of=at,
            changed_at=at,
            source="bench",
            quality=QuoteQuality.FRESH,
            bid=mid - CENT,
            ask=mid + CENT,
            last=mid,
            bid_size=Decimal(self._random.randrange(1, 20) * 100),
            ask_size=Decimal(self._random.randrange(1, 20) * 100),
            volume=Decimal(1_000_000),
            open=mid,
            high=mid,
            low=mid,
            previous_close=mid,
        )


class Trader:
    """Makes orders somewhere off the market and answers proposals as the book would."""

    def __init__(self, market: Market, random: Random, where: str) -> None:
        self._market = market
        self._away = AWAY[where]
        self._types = TYPES if where == "near" else TYPES[:-1]
        self._random = random
        self.agenda = Agenda()
        venue = Venue(timedelta(days=1))
        self.books = {f"S{i:03d}": Book(f"S{i:03d}", venue, self.agenda) for i in range(SYMBOLS)}
        self.proposals = 0

    def order(self, index: int) -> WorkingOrder:
        random = self._random
        side, kind = random.choice(list(Side)), random.choice(self._types)
        away = self._market.mids[index] * random.uniform(*self._away)
        below = Decimal(round((self._market.mids[index] - away) * 100)) * CENT
        above = Decimal(round((self._market.mids[index] + away) * 100)) * CENT
        resting, beyond = (below, above) if side is Side.BUY else (above, below)
        quantity = Decimal(random.randrange(1, 20) * 10)
        return WorkingOrder(
            order_id=OrderId(UUID(int=random.getrandbits(128))),
            account_id=AccountId(UUID(int=0)),
            symbol=f"S{index:03d}",
            side=side,
            type=kind,
            time_in_force=TimeInForce.GTC,
            quantity=quantity,
            filled_quantity=Decimal(0),
            remaining_quantity=quantity,
            version=1,
            working_since=START - timedelta(seconds=random.random()),
            limit_price={OrderType.LIMIT: resting, OrderType.STOP_LIMIT: beyond}.get(kind),
            stop_price=beyond if kind in (OrderType.STOP, OrderType.STOP_LIMIT) else None,
            trail_percent=Decimal(random.randrange(1, 6)),
        )

    def submit(self, index: int, now: datetime) -> None:
        order = self.order(index)
        self.answer(self.books[order.symbol].put(order, now), now)

    def answer(self, proposals: Iterable[Proposal], now: datetime) -> None:
        for proposal in proposals:
            self.proposals += 1
            order, action = proposal.order, proposal.action
            book = self.books[order.symbol]
            changed = _booked(order, action, now)
            if changed is None:
                book.remove(order.order_id)
                self.submit(int(order.symbol[1:]), now)
            else:
                self.answer(book.put(changed, now), now)


def _booked(order: WorkingOrder, action: object, now: datetime) -> WorkingOrder | None:
    later = replace(order, version=order.version + 1)
    if isinstance(action, Trail):
        return replace(later, trail_reference=action.reference)
    if not isinstance(action, Fill):
        return replace(later, triggered_at=now)
    remaining = order.remaining_quantity - action.quantity
    if not remaining:
        return None
    return replace(later, filled_quantity=action.quantity, remaining_quantity=remaining)


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds a quote; looks and proposals a quote."""

    decide: float
    wire: float
    bare: float
    looks: float
    proposals: float


def measure(resting: int, where: str, quotes: int, *, profile: bool) -> Measured:
    random = Random(7)  # noqa: S311 - seeded on purpose
    market = Market(random)
    trader = Trader(market, random, where)
    for _ in range(SYMBOLS * 4):
        quote = quote_from(market.next())
        trader.books[quote.symbol].quoted(quote, quote.as_of)
    for number in range(resting):
        trader.submit(number % SYMBOLS, START)
    trader.proposals = 0

    lean = [quote_from(market.next()) for _ in range(quotes)]
    profiler = cProfile.Profile()
    before = sum(book.looks for book in trader.books.values())
    decide = _decide_all(trader, lean, profiler if profile else None)
    looks = sum(book.looks for book in trader.books.values()) - before
    if profile:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(15)
    proposals = trader.proposals

    wire = [market.next() for _ in range(quotes)]
    bodies = [
        market_data.encode(market_data.QuoteBatch("bench", n, wire[n : n + BATCH]))
        for n in range(0, quotes, BATCH)
    ]
    from_wire = _receive_all(trader, bodies)
    sample = lean[: max(1, quotes * 1_000 // resting)]
    return Measured(
        decide=decide / quotes,
        wire=from_wire / quotes,
        bare=_bare_loop(trader, sample) / len(sample),
        looks=looks / quotes,
        proposals=proposals / quotes,
    )


def _decide_all(trader: Trader, quotes: list[Quote], profiler: cProfile.Profile | None) -> float:
    """Seconds of this process's time for deciding alone; the answers are not the engine's."""
    books, spent = trader.books, 0.0
    for first in range(0, len(quotes), CHUNK):
        chunk = quotes[first : first + CHUNK]
        found: list[Proposal] = []
        if profiler is not None:
            profiler.enable()
        started = process_time()
        for quote in chunk:
            proposals = books[quote.symbol].quoted(quote, quote.as_of)
            if proposals:
                found.extend(proposals)
        spent += process_time() - started
        if profiler is not None:
            profiler.disable()
        trader.answer(found, chunk[-1].as_of)
    return spent


def _receive_all(trader: Trader, bodies: list[bytes]) -> float:
    books, spent = trader.books, 0.0
    for body in bodies:
        found: list[Proposal] = []
        started = process_time()
        for wire in market_data.decode_batch(body).quotes:
            quote = quote_from(wire)
            found.extend(books[quote.symbol].quoted(quote, quote.as_of))
        spent += process_time() - started
        if found:
            trader.answer(found, found[-1].decided_at)
    return spent


def _bare_loop(trader: Trader, quotes: list[Quote]) -> float:
    prices = {
        symbol: [
            (order.side is Side.BUY, order.limit_price or order.stop_price or Decimal(0))
            for order_id in book.order_ids
            if (order := book.order(order_id)) is not None
        ]
        for symbol, book in trader.books.items()
    }
    started, reached = process_time(), 0
    for quote in quotes:
        assert quote.ask is not None
        assert quote.bid is not None
        for buying, price in prices[quote.symbol]:
            if (quote.ask <= price) if buying else (quote.bid >= price):
                reached += 1
    return process_time() - started


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--quotes", type=int, default=100_000)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--profile", action="store_true")
    options = arguments.parse_args()

    table = Table(title=f"Engine: {SYMBOLS} symbols, one core, {options.quotes:,} quotes a row")
    for heading in (
        "resting orders",
        "decide: evaluations/s",
        "µs",
        "looks",
        "proposals",
        "wire: evaluations/s",
        "bare loop: evaluations/s",
        "µs",
    ):
        table.add_column(heading, justify="right")
    for resting, where in ROWS:
        runs = [
            measure(resting, where, options.quotes, profile=options.profile)
            for _ in range(options.runs)
        ]
        decide, wire, bare = (
            min(getattr(run, name) for run in runs) for name in ("decide", "wire", "bare")
        )
        table.add_row(
            f"{resting:,} {where}",
            f"{1 / decide:,.0f}",
            f"{decide * 1e6:.2f}",
            f"{runs[0].looks:.3f}",
            f"{runs[0].proposals:.3f}",
            f"{1 / wire:,.0f}",
            f"{1 / bare:,.0f}",
            f"{bare * 1e6:.2f}",
        )
    table.caption = f"Limit: {LIMIT:,} decided evaluations a second with 10,000 resting near."
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
