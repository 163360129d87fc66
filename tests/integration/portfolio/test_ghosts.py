"""Ghosts, worked out by hand: orders on the stream, quotes while they are watched, the answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
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
    OrderTrailed,
    OrderTriggered,
)
from shared.contracts.streams import SHARDS, Stream
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

    async def tell(
        self,
        contract: Callable[..., OrderEvent],
        name: str,
        **more: object,
    ) -> None:
        """An event of an order to buy 10, at a limit unless another `kind` is told."""
        kind, quantity = more.pop("kind", OrderType.LIMIT), more.pop("quantity", "10")
        assert isinstance(kind, OrderType)
        assert isinstance(quantity, str)
        caused_by = more.pop("caused_by", None)
        order = an_order_state(
            Side.BUY,
            kind,
            quantity,
            name=name,
            symbol="AAPL",
            submitted_at=MONDAY,
            updated_at=self.clock.now(),
            **more,
        )
        event = contract(
            event_id=uuid4(), occurred_at=self.clock.now(), order=order, caused_by=caused_by
        )
        record = Record(Stream.ORDERS, 0, 0, 1, event.type, event.key, event.to_cloudevent())
        async with self.engine.begin() as connection:
            await self.orders.handle([record], connection)

    async def trades(self, mark: str, *, bid: str, ask: str) -> None:
        """Ten seconds in which this was the market."""
        await self.watcher.look()
        self.clock.advance(seconds=10)
        self.seen.see(Symbol("AAPL"), Decimal(mark), Decimal(bid), Decimal(ask), self.clock.now())
        await self.watcher.look()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """With all the shards of symbols in its hands."""

        async def nothing(_: int) -> None: ...

        leases = Leases(self.engine, group=LEASE, member="test", acquired=nothing, lost=nothing)
        async with running(leases.run):
            await until(lambda: len(leases.owned) == SHARDS, "all shards")
            yield

    async def found(self) -> list[Ghost]:
        return await self.ghosts.ghosts(AccountId(UUID(str(ACCOUNT))), era=1, limit=9, before=None)


FILL = {"status": OrderStatus.FILLED, "filled_quantity": "10", "average_price": "100"}


async def test_ghosts_tell_what_a_cancel_and_an_edit_cost_or_saved(engine: AsyncEngine) -> None:
    watched = Watched(engine)
    async with watched.running():
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
        assert (cancelled.missed_pnl, cancelled.reached_at) == (None, None)  # nothing is missed yet
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


STOP_LIMIT = {"kind": OrderType.STOP_LIMIT, "stop_price": "105", "limit_price": "106"}
ENDED = {"status": OrderStatus.CANCELLED, "version": 2}


async def test_the_limit_of_a_stop_limit_order_counts_only_after_its_stop(
    engine: AsyncEngine,
) -> None:
    watched = Watched(engine)
    async with watched.running():
        await watched.tell(OrderSubmitted, "waiting", **STOP_LIMIT)
        await watched.tell(OrderCancelled, "waiting", **STOP_LIMIT, **ENDED)
        await watched.trades("100", bid="99.9", ask="100.1")  # below the limit, and not yet a fill
        await watched.trades("104", bid="103.9", ask="104.1")
        [ghost] = await watched.found()
        assert (ghost.reached_at, ghost.triggered_at, ghost.missed_pnl) == (None, None, None)

        await watched.trades("107", bid="106.9", ask="107.1")  # through both
        await watched.trades("108", bid="107.9", ask="108.1")
        [ghost] = await watched.found()
        assert (ghost.reached_at, ghost.triggered_at) == (None, MONDAY + timedelta(seconds=30))

        await watched.trades("105.5", bid="105.4", ask="105.6")
        await watched.trades("109", bid="108.9", ask="109.1")
        [ghost] = await watched.found()

    assert ghost.reached_at == MONDAY + timedelta(seconds=50)
    assert ghost.missed_pnl == 30  # 10 × (109 − 106)


async def test_of_a_stop_that_was_triggered_the_limit_counts_at_once(engine: AsyncEngine) -> None:
    watched, triggered = Watched(engine), {"triggered_at": MONDAY}
    async with watched.running():
        await watched.tell(OrderSubmitted, "triggered", **STOP_LIMIT)
        await watched.tell(OrderTriggered, "triggered", **STOP_LIMIT, **triggered, version=2)
        await watched.tell(
            OrderCancelled, "triggered", **STOP_LIMIT, **triggered, **{**ENDED, "version": 3}
        )
        await watched.trades("106", bid="105.9", ask="106")
        await watched.trades("107", bid="106.9", ask="107.1")
        [ghost] = await watched.found()

    assert (ghost.reached_at, ghost.edits, ghost.missed_pnl) == (
        MONDAY + timedelta(seconds=10),
        0,
        10,
    )


async def test_what_an_edit_is_measured_by_are_the_terms_just_before_it(
    engine: AsyncEngine,
) -> None:
    """A stop trailed from 110 down to 104, where it was edited to 108, and filled there. Where it
    was before the edit it would have bought four cheaper."""
    watched, trail = Watched(engine), {"kind": OrderType.TRAILING_STOP}
    async with watched.running():
        await watched.tell(OrderSubmitted, "trails", **trail, stop_price="110", trail_amount="4")
        await watched.tell(
            OrderTrailed, "trails", **trail, stop_price="104", trail_amount="4", version=2
        )
        await watched.tell(
            OrderReplaced, "trails", **trail, stop_price="108", trail_amount="8", version=3
        )
        await watched.trades("104.5", bid="104.4", ask="104.6")
        await watched.tell(
            OrderFilled,
            "trails",
            **trail,
            stop_price="108",
            version=4,
            **{**FILL, "average_price": "108"},
        )
        await watched.trades("112", bid="111.9", ask="112.1")
        [ghost] = await watched.found()

    assert (ghost.first.price, ghost.edits, ghost.missed_pnl) == (104, 1, None)
    assert ghost.edit_effect == -40  # 10 × (112 − 108) came of it, 10 × (112 − 104) would have


async def test_a_split_is_no_edit_and_puts_the_terms_before_one_into_new_units(
    engine: AsyncEngine,
) -> None:
    """Two orders of 10 at 90, one of them edited to 96; then two for one: 20 at 45 and at 48."""
    watched, split = Watched(engine), {"quantity": "20", "caused_by": uuid4()}
    async with watched.running():
        await watched.tell(OrderSubmitted, "left alone", limit_price="90")
        await watched.tell(OrderSubmitted, "edited", limit_price="90")
        await watched.tell(OrderReplaced, "edited", limit_price="96", version=2)
        await watched.tell(OrderReplaced, "left alone", limit_price="45", version=2, **split)
        await watched.tell(OrderReplaced, "edited", limit_price="48", version=3, **split)
        ended = {"status": OrderStatus.CANCELLED, "quantity": "20", "version": 4}
        await watched.tell(OrderCancelled, "left alone", limit_price="45", **ended)
        await watched.tell(OrderCancelled, "edited", limit_price="48", **ended)
        await watched.trades("44", bid="43.9", ask="44.1")
        await watched.trades("50", bid="49.9", ask="50.1")
        alone, edited = sorted(await watched.found(), key=lambda ghost: ghost.edits)

    assert (alone.edits, alone.edit_effect, alone.missed_pnl) == (0, None, 100)
    assert (edited.edits, edited.first.quantity, edited.first.price) == (1, 20, 45)
    # Nothing came of it, and 20 × (50 − 45) would have.
    assert edited.edit_effect == -100


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
