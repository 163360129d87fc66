"""Orders in the order in which a market reaches them: best price, then oldest."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from services.paper_engine.domain.order import Seen, WorkingOrder
from services.paper_engine.domain.proposal import Proposal
from shared.kernel.money import ZERO

ANY_PRICE = Decimal("Infinity")
"""The rank of an order that trades at every price."""
NO_PRICE = Decimal("-Infinity")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(eq=False, slots=True)
class Resting:
    """One order in the book, and what the engine remembers of it beyond its terms.

    `arrival_sequence` is the quote that was in force when the order began to work (-1: there
    was none; `None`: it has not begun). `places` are the ladders it stands in, with its key
    in each. `proposal` is the newest one for this version, sent at `proposed_at`, and `taken`
    the displayed size it used of the sizes that quote number `taken_of` brought.
    `trailed_at` is when a trail reference was last proposed.
    """

    order: WorkingOrder
    seen: Seen
    arrival_sequence: int | None = None
    places: list[tuple[Ladder, Key]] = field(default_factory=list)
    proposal: Proposal | None = None
    proposed_at: datetime | None = None
    taken: Decimal = ZERO
    taken_of: int = -1
    trailed_at: datetime | None = None

    @property
    def awaits_trigger(self) -> bool:
        """A stop that nobody has seen reached yet."""
        return not (self.order.trigger_booked or self.seen.triggered)


Key: TypeAlias = tuple[Decimal, int, int, Resting]


class Ladder:
    """Kept sorted with the best at the end, so that taking the best moves nothing.

    A rank grows with how readily an order trades, whatever its side: `queue.py` derives it.
    Equal ranks go by age, then by order id so that a replay decides alike.
    """

    __slots__ = ("_keys", "best")

    def __init__(self) -> None:
        self._keys: list[Key] = []
        self.best = NO_PRICE
        """The rank of the first in line."""

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, rank: Decimal, resting: Resting) -> None:
        order = resting.order
        age = (_EPOCH - order.working_since) // _MICROSECOND
        key = (rank, age, -order.order_id.int, resting)
        insort(self._keys, key)
        self.best = self._keys[-1][0]
        resting.places.append((self, key))

    def remove(self, key: Key) -> None:
        del self._keys[bisect_left(self._keys, key)]
        self.best = self._keys[-1][0] if self._keys else NO_PRICE

    def rerank(self, key: Key, rank: Decimal) -> Key:
        """Move one order to another rank. Its new key."""
        del self._keys[bisect_left(self._keys, key)]
        moved = (rank, *key[1:])
        insort(self._keys, moved)
        self.best = self._keys[-1][0]
        return moved

    def reached(self, level: Decimal) -> Iterator[Resting]:
        """The orders with a rank of `level` or more, best first. The one just given may be
        removed meanwhile; nothing else may change."""
        index = len(self._keys) - 1
        while index >= 0 and self._keys[index][0] >= level:
            yield self._keys[index][3]
            index -= 1

    def beyond(self, level: Decimal) -> list[Resting]:
        """The orders with a rank above `level`, best first."""
        first = bisect_right(self._keys, level, key=lambda key: key[0])
        return [key[3] for key in reversed(self._keys[first:])]
