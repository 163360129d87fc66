"""Ghosts, worked out by hand: orders on the stream, quotes while they are watched, the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from services.portfolio.consumers.ghosts import GhostWatcher, OrdersHandler
from services.portfolio.domain.ghost import Ghost
from services.portfolio.domain.seen import SeenPrices
from services.portfolio.sources import SessionCloses
from services.portfolio.store.ghosts import PostgresGhostBook, PostgresGhosts
from shared.bus.leases import Leases
from shared.bus.ports import Record
from shared.contracts.orders import (
    OrderCancelled,
    OrderEvent,
    OrderFilled,
    OrderReplaced,
    OrderSubmitted,
)
from shared.contracts.streams import Stream
from shared.kernel.enums import OrderStatus, OrderType, Side
from shared.kernel.ids import AccountId, Symbol
from tests.support.bus import running, until
from tests.support.clock import MONDAY, FrozenClock
from tests.support.paper_engine import ACCOUNT, an_order_state

LEASE = "portfolio:orders.v1"
CLOSE = datetime(2025, 6, 2, 20, 0, tzinfo=UTC)


class Watched:
    """The part of the service that follows ghosts, at a market that a test plays."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.clock = FrozenClock()
        self.seen = SeenPrices()
        self.ghosts = PostgresGhosts(engine, lease=LEASE, member="test")
        self.watcher = GhostWatcher(
            self.seen, self.ghosts, SessionCloses().next_after, clock=self.clock
        )
        self.orders = OrdersHandler(PostgresGhostBook)

    async def tell(self, contract: Callable[..., OrderEvent], name: str, **more: object) -> None:
        """An event of an order to buy 10 at a limit."""
        order = an_order_state(
            Side.BUY,
            OrderType.LIMIT,
            "10",
            name=name,
            symbol="AAPL",
            submitted_at=MONDAY,
            updated_at=self.clock.now(),
            **more,
        )
        event = contract(event_id=uuid4(), occurred_at=self.clock.now(), order=order)
        record = Record(Stream.ORDERS, 0, 0, 1, event.type, event.key, event.to_cloudevent())
        async with self.engine.begin() as connection:
            await self.orders.handle([record], connection)

    async def trades(self, mark: str, *, bid: str, ask: str) -> None:
        """Ten seconds in which this was the market."""
        await self.watcher.look()
        self.clock.advance(seconds=10)
        self.seen.see(Symbol("AAPL"), Decimal(mark), Decimal(bid), Decimal(ask), self.clock.now())
        await self.watcher.look()

    async def found(self) -> list[Ghost]:
        return await self.ghosts.ghosts(AccountId(UUID(str(ACCOUNT))), era=1, limit=9, before=None)


FILL = {"status": OrderStatus.FILLED, "filled_quantity": "10", "average_price": "100"}


async def test_ghosts_tell_what_a_cancel_and_an_edit_cost_or_saved(engine: AsyncEngine) -> None:
    watched = Watched(engine)

    async def nothing(_: int) -> None: ...

    leases = Leases(engine, group=LEASE, member="test", acquired=nothing, lost=nothing)
    async with running(leases.run):
        await until(lambda: len(leases.owned) == 16, "all shards")
        await watched.tell(OrderSubmitted, "cancelled", limit_price="99")
        await watched.tell(OrderSubmitted, "edited", limit_price="98")
        await watched.tell(OrderSubmitted, "plain", limit_price="101")
        await watched.tell(
            OrderFilled,
            "plain",
            limit_price="101",
            version=2,
            **FILL,
        )
        await watched.tell(OrderReplaced, "edited", limit_price="100", version=2)
        await watched.tell(
            OrderFilled,
            "edited",
            limit_price="100",
            version=3,
            **FILL,
        )
        await watched.tell(
            OrderCancelled,
            "cancelled",
            limit_price="99",
            status=OrderStatus.CANCELLED,
            version=2,
        )
        await watched.trades("100", bid="99.9", ask="100.1")
        [cancelled, edited] = sorted(await watched.found(), key=lambda ghost: ghost.edits)
        assert (cancelled.missed_pnl, cancelled.reached_at) == (10, None)
        assert edited.edit_effect == 0

        await watched.trades("98.9", bid="98.8", ask="99")
        await watched.trades("104", bid="103.9", ask="104.1")
        watched.clock.advance(seconds=(CLOSE - watched.clock.now() + timedelta(1)).total_seconds())
        await watched.trades("300", bid="300", ask="300")
        [cancelled, edited] = sorted(await watched.found(), key=lambda ghost: ghost.edits)

    # Bought at 99 and worth 104 at the close, had it been left alone.
    assert (cancelled.missed_pnl, cancelled.watched_until) == (50, CLOSE)
    assert cancelled.reached_at == MONDAY + timedelta(seconds=20)
    # Bought at 100 after the edit: 10 × 4. The first limit, 98, was never reached.
    assert (edited.edit_effect, edited.missed_pnl, edited.first_reached_at) == (40, None, None)


async def test_an_order_that_filled_as_it_was_sent_leaves_no_ghost(engine: AsyncEngine) -> None:
    watched = Watched(engine)
    await watched.tell(OrderSubmitted, "plain", limit_price="101")
    await watched.tell(
        OrderFilled,
        "plain",
        limit_price="101",
        version=2,
        **FILL,
    )

    assert await watched.found() == []
