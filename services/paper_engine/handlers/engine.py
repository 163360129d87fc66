"""What the engine does with each thing that happens: a quote, an order, the passing of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.paper_engine.domain.agenda import Agenda
from services.paper_engine.domain.book import Book
from services.paper_engine.domain.matching import Venue, Wait
from services.paper_engine.domain.order import WorkingOrder
from services.paper_engine.domain.proposal import Proposal
from services.paper_engine.domain.quote import Quote
from shared.contracts.streams import shard_of
from shared.kernel.errors import NotFound
from shared.kernel.ids import OrderId
from shared.kernel.market_hours import Hours


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an order has not filled, and the quote that says so."""

    order: WorkingOrder
    waiting: Wait
    quote: Quote | None
    stale_after: timedelta


class OrderNotHere(NotFound):
    code = "order_not_found"


class Engine:
    """The books of the shards that are ours. Single-threaded, no I/O, no clock of its own:
    the same calls with the same arguments propose the same."""

    def __init__(self, *, stale_after: timedelta) -> None:
        self.agenda = Agenda()
        self._stale_after = stale_after
        self._books: dict[str, Book] = {}
        self._homes: dict[OrderId, Book] = {}
        self._hours: dict[str, Hours] = {}

    def quoted(self, quote: Quote, now: datetime) -> Sequence[Proposal]:
        book = self._books.get(quote.symbol)
        if book is None:
            book = self._open(quote.symbol)
        return book.quoted(quote, now)

    def worked(self, order: WorkingOrder, now: datetime) -> Sequence[Proposal]:
        """An order is pending, at this version."""
        book = self._books.get(order.symbol)
        if book is None:
            book = self._open(order.symbol)
        self._homes[order.order_id] = book
        return book.put(order, now)

    def ended(self, order_id: OrderId) -> None:
        """An order is pending no longer."""
        book = self._homes.pop(order_id, None)
        if book is not None:
            book.remove(order_id)

    def restored(self, shard: int, orders: Iterable[WorkingOrder], now: datetime) -> list[Proposal]:
        """`orders` are all that are pending on `shard`."""
        pending = {order.order_id: order for order in orders}
        for book in self._books_of(shard):
            for order_id in [known for known in book.order_ids if known not in pending]:
                self.ended(order_id)
        return [each for order in pending.values() for each in self.worked(order, now)]

    def woken(self, now: datetime) -> list[Proposal]:
        """Do what has become due: holds that end, expiries, proposals nobody answered."""
        found: list[Proposal] = []
        for symbol, order_id in self.agenda.due(now):
            book = self._books.get(symbol)
            if book is not None:
                found.extend(book.wake(order_id, now))
        return found

    def keep_hours(self, hours: Mapping[str, Hours]) -> None:
        """Enforce these market hours from now on."""
        self._hours.update(hours)
        for symbol in hours:
            book = self._books.get(symbol)
            if book is not None:
                book.venue = self._venue_of(symbol)

    def dropped(self, shard: int) -> None:
        """`shard` is somebody else's."""
        for book in self._books_of(shard):
            del self._books[book.symbol]
            for order_id in book.order_ids:
                self._homes.pop(order_id, None)

    def explained(self, order_id: OrderId, now: datetime) -> Explanation:
        """Why an order has not filled by `now`. Raises `OrderNotHere`."""
        book = self._homes.get(order_id)
        order = book.order(order_id) if book is not None else None
        waiting = book.explain(order_id, now) if book is not None else None
        if book is None or order is None or waiting is None:
            raise OrderNotHere("No working order of this engine has this id.")
        return Explanation(order, waiting, book.quote, self._stale_after)

    def _open(self, symbol: str) -> Book:
        book = self._books[symbol] = Book(symbol, self._venue_of(symbol), self.agenda)
        return book

    def _venue_of(self, symbol: str) -> Venue:
        return Venue(self._stale_after, self._hours.get(symbol))

    def _books_of(self, shard: int) -> list[Book]:
        return [book for book in self._books.values() if shard_of(book.symbol) == shard]
