"""Which stream feeds which part of the hub. The gateway keeps nothing: it reads from now on,
without a group, and what it missed is fetched anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
import structlog

from services.gateway.handlers.live.hub import Hub
from shared.bus.ports import Record
from shared.contracts.streams import Stream

STREAMS = (Stream.ORDERS, Stream.FILLS, Stream.PORTFOLIO, Stream.QUOTES, Stream.BARS)


class HubFeed:
    def __init__(self, hub: Hub) -> None:
        self._takes: Mapping[Stream, Callable[[Record], None]] = {
            Stream.ORDERS: hub.take_order_event,
            Stream.FILLS: hub.take_account_event,
            Stream.PORTFOLIO: hub.take_portfolio,
            Stream.QUOTES: hub.take_market_data,
            Stream.BARS: hub.take_bars,
        }
        self._missed: Mapping[Stream, Callable[[], None]] = {
            Stream.ORDERS: hub.orders_missed,
            Stream.FILLS: hub.orders_missed,
            Stream.PORTFOLIO: hub.portfolios.lose_step,
            Stream.QUOTES: hub.market_missed.set,
            Stream.BARS: hub.bars.lose,
        }

    async def handle(self, records: list[Record]) -> None:
        """Show what came. An entry that cannot be read is left out and reported: nothing is
        kept here, so it harms one figure until the next one, and no other client."""
        for record in records:
            try:
                self._takes[record.stream](record)
            except msgspec.DecodeError as error:
                structlog.get_logger().error(
                    "entry_unreadable",
                    stream=record.stream.value,
                    shard=record.shard,
                    entry=record.entry_id,
                    error=str(error),
                )

    async def missed(self, stream: Stream, _: int) -> None:
        """Entries of a shard are gone for good."""
        self._missed[stream]()
