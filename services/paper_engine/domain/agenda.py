"""When to look at which order again: the ends of holds, expiries, unanswered proposals."""

from __future__ import annotations

from datetime import datetime
from heapq import heappop, heappush

from shared.kernel.ids import OrderId


class Agenda:
    """A heap of reminders. One that has become pointless is not searched for and taken out:
    looking at an order for which nothing is due does nothing."""

    __slots__ = ("_heap", "_serial")

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, str, OrderId]] = []
        self._serial = 0

    def __len__(self) -> int:
        return len(self._heap)

    @property
    def next_at(self) -> datetime | None:
        return self._heap[0][0] if self._heap else None

    def remind(self, at: datetime, symbol: str, order_id: OrderId) -> None:
        self._serial += 1
        heappush(self._heap, (at, self._serial, symbol, order_id))

    def due(self, now: datetime) -> list[tuple[str, OrderId]]:
        """Take out every reminder for `now` or before, in order."""
        found: list[tuple[str, OrderId]] = []
        while self._heap and self._heap[0][0] <= now:
            _, _, symbol, order_id = heappop(self._heap)
            found.append((symbol, order_id))
        return found
