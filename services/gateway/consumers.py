"""Which stream feeds which part of the hub. The gateway keeps nothing: it reads from now on,
without a group, and what it missed is fetched anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from services.gateway.handlers.live.hub import Hub
from shared.bus.ports import Record
from shared.contracts.streams import Stream

STREAMS = (Stream.ORDERS, Stream.FILLS, Stream.PORTFOLIO, Stream.QUOTES)


class HubFeed:
    def __init__(self, hub: Hub) -> None:
        self._takes: Mapping[Stream, Callable[[Sequence[Record]], None]] = {
            Stream.ORDERS: hub.take_orders,
            Stream.FILLS: hub.take_account_events,
            Stream.PORTFOLIO: hub.take_portfolios,
            Stream.QUOTES: hub.take_quotes,
        }
        self._missed: Mapping[Stream, Callable[[], None]] = {
            Stream.ORDERS: hub.orders_missed,
            Stream.FILLS: hub.orders_missed,
            Stream.PORTFOLIO: hub.portfolios.lose_step,
            Stream.QUOTES: hub.market_missed.set,
        }

    async def handle(self, records: list[Record]) -> None:
        by_stream: defaultdict[Stream, list[Record]] = defaultdict(list)
        for record in records:
            by_stream[record.stream].append(record)
        for stream, own in by_stream.items():
            self._takes[stream](own)

    async def missed(self, stream: Stream, _: int) -> None:
        """Entries of a shard are gone for good."""
        self._missed[stream]()
