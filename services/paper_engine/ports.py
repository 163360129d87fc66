"""What the engine needs from outside: a book to start from, quotes, hours, and an ear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.contracts.executions import ExecutionReport
from shared.contracts.market_data import Quote
from shared.contracts.orders import OrderState
from shared.contracts.streams import Stream
from shared.kernel.market_hours import Hours


class SourceAway(Exception):
    """Whoever was asked does not answer now; asking again later may help."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The pending orders of a shard as of event `seq` of `orders.v1`."""

    seq: int
    orders: Sequence[OrderState]


class WorkingOrders(Protocol):
    async def of_shard(self, shard: int) -> Snapshot:
        """Raises `SourceAway`."""
        ...


class LastQuotes(Protocol):
    async def of_shard(self, shard: int) -> Sequence[Quote]:
        """The newest quote of each symbol. Raises `SourceAway`."""
        ...


class TradingHours(Protocol):
    async def of_shard(self, shard: int) -> Mapping[str, Hours]:
        """The hours of each symbol; nothing where they are not enforced. Raises `SourceAway`."""
        ...


class Ends(Protocol):
    async def of_shard(self, shard: int) -> Mapping[Stream, str]:
        """The id of the last entry of `orders.v1` and `quotes.v1`. Raises `SourceAway`."""
        ...


class Reports(Protocol):
    async def publish(self, reports: Sequence[ExecutionReport]) -> None:
        """Raises `SourceAway`; then some may have been sent and some not."""
        ...
