"""Shards that come and go, what the streams bring, and what happens when a source is away."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from services.paper_engine.consumers import Floor
from services.paper_engine.handlers.engine import Engine, OrderNotHere
from services.paper_engine.ports import Snapshot, SourceAway
from shared.bus.ports import Record
from shared.contracts.executions import ExecutionReport
from shared.contracts.market_data import QUOTES_TYPE, Quote, QuoteBatch, encode
from shared.contracts.orders import OrderCancelled, OrderState, OrderSubmitted
from shared.contracts.streams import Stream, shard_of
from shared.kernel.enums import OrderStatus, OrderType, QuoteQuality
from shared.kernel.market_hours import Hours
from tests.support.bus import running, until
from tests.support.clock import MONDAY, FrozenClock
from tests.support.paper_engine import SYMBOL, an_order_state, order_id

SHARD = shard_of(SYMBOL)
NOW_MS = int(MONDAY.timestamp() * 1000)


class Sources:
    """The outside world in memory."""

    def __init__(self) -> None:
        self.orders = Orders(self)
        self.quotes = Quotes(self)
        self.hours = NoHours()
        self.ends = Ends(self)
        self.reports = Reports(self)
        self.away: set[str] = set()

    def ask(self, name: str) -> None:
        if name in self.away:
            raise SourceAway(name)


class Orders:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.snapshot = Snapshot(0, [])
        self.asked = 0
        self.answer = asyncio.Event()
        self.answer.set()

    async def of_shard(self, shard: int) -> Snapshot:
        self.asked += 1
        self._sources.ask("orders")
        await self.answer.wait()
        return self.snapshot if shard == SHARD else Snapshot(0, [])


class Quotes:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.newest: list[Quote] = []
        self.asked = 0

    async def of_shard(self, shard: int) -> Sequence[Quote]:
        self.asked += 1
        self._sources.ask("quotes")
        return self.newest if shard == SHARD else []


class NoHours:
    async def of_shard(self, shard: int) -> Mapping[str, Hours]:
        return {}


class Ends:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def of_shard(self, shard: int) -> Mapping[Stream, str]:
        self._sources.ask("ends")
        return {Stream.ORDERS: "7-7", Stream.QUOTES: "8-8"}


class Reports:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.sent: list[ExecutionReport] = []

    async def publish(self, reports: Sequence[ExecutionReport]) -> None:
        self._sources.ask("reports")
        self.sent.extend(reports)


@pytest.fixture
def sources() -> Sources:
    return Sources()


@pytest.fixture
def engine() -> Engine:
    return Engine(stale_after=timedelta(seconds=15))


@pytest.fixture
def floor(sources: Sources, engine: Engine, clock: FrozenClock) -> Floor:
    return Floor(
        engine,
        orders=sources.orders,
        quotes=sources.quotes,
        hours=sources.hours,
        reports=sources.reports,
        ends=sources.ends,
        clock=clock,
    )


async def ready(floor: Floor, *shards: int) -> None:
    for shard in shards or (SHARD,):
        await floor.acquired(shard)
    await until(lambda: _is_ready(floor), "the shards are loaded")


async def _is_ready(floor: Floor) -> bool:
    return await floor.missing() is None


def a_wire_quote(
    sequence: int = 1, *, bid: str = "99.99", ask: str = "100.01", age_seconds: float = 0
) -> Quote:
    at = MONDAY - timedelta(seconds=age_seconds)
    return Quote(
        symbol=SYMBOL,
        sequence=sequence,
        as_of=at,
        changed_at=at,
        source="test",
        quality=QuoteQuality.FRESH,
        bid=Decimal(bid),
        ask=Decimal(ask),
        last=Decimal(100),
    )


def a_batch(*quotes: Quote, batch: int = 1, epoch: str = "one", age_seconds: float = 0) -> Record:
    return Record(
        Stream.QUOTES,
        SHARD,
        NOW_MS - int(age_seconds * 1000),
        batch,
        QUOTES_TYPE,
        "",
        encode(QuoteBatch(epoch, batch, list(quotes))),
    )


def submitted(seq: int, order: OrderState) -> Record:
    event = OrderSubmitted(event_id=uuid4(), occurred_at=MONDAY, order=order)
    return Record(Stream.ORDERS, SHARD, NOW_MS, seq, event.type, event.key, event.to_cloudevent())


def cancelled(seq: int, order: OrderState) -> Record:
    gone = order.model_copy(update={"status": OrderStatus.CANCELLED, "version": order.version + 1})
    event = OrderCancelled(event_id=uuid4(), occurred_at=MONDAY, order=gone)
    return Record(Stream.ORDERS, SHARD, NOW_MS, seq, event.type, event.key, event.to_cloudevent())


async def test_an_order_and_a_quote_from_the_streams_become_a_report_with_its_receipt(
    floor: Floor, sources: Sources
) -> None:
    async with running(floor.load):
        await ready(floor)
        await floor.handle([submitted(1, an_order_state()), a_batch(a_wire_quote())])

    (report,) = sources.reports.sent
    assert (report.kind, report.order_id, report.order_version) == ("fill", order_id(1), 1)
    assert (report.last_quantity, report.last_price) == (Decimal(100), Decimal("100.01"))
    assert report.commission == 0
    receipt = report.receipt
    assert receipt is not None
    assert (receipt.rule, receipt.model, receipt.model_version) == ("market", "quote", 1)
    assert (receipt.bid, receipt.ask) == (Decimal("99.99"), Decimal("100.01"))
    assert (receipt.quote_sequence, receipt.age_ms, receipt.source) == (1, 0, "test")


async def test_a_shard_starts_from_the_books_own_list_and_the_newest_quotes(
    floor: Floor, sources: Sources
) -> None:
    sources.orders.snapshot = Snapshot(9, [an_order_state()])
    sources.quotes.newest = [a_wire_quote()]

    async with running(floor.load):
        await ready(floor)

    assert [report.kind for report in sources.reports.sent] == ["fill"]
    assert floor.followed() == {SHARD}
    assert await floor.start(Stream.ORDERS, SHARD) == "7-7"
    assert await floor.start(Stream.QUOTES, SHARD) == "8-8"


async def test_an_engine_that_starts_again_proposes_the_same_report(
    sources: Sources, clock: FrozenClock
) -> None:
    sources.orders.snapshot = Snapshot(9, [an_order_state()])
    sources.quotes.newest = [a_wire_quote()]
    for _ in range(2):
        floor = Floor(
            Engine(stale_after=timedelta(seconds=15)),
            orders=sources.orders,
            quotes=sources.quotes,
            hours=sources.hours,
            reports=sources.reports,
            ends=sources.ends,
            clock=clock,
        )
        async with running(floor.load):
            await ready(floor)

    first, second = sources.reports.sent
    assert first == second


async def test_events_wait_for_the_list_and_those_it_covers_are_ignored(
    floor: Floor, sources: Sources, engine: Engine
) -> None:
    old, new = an_order_state(name="old"), an_order_state(name="new")
    sources.orders.answer.clear()
    sources.orders.snapshot = Snapshot(5, [])
    async with running(floor.load):
        await floor.acquired(SHARD)
        await until(lambda: sources.orders.asked == 1, "the list is asked for")
        await floor.handle([submitted(5, old), submitted(6, new)])
        assert await floor.missing() == "Shards that wait for the list of their orders: 1."
        sources.orders.answer.set()
        await ready(floor)

    assert engine.explained(order_id("new"), MONDAY).order.version == 1
    with pytest.raises(OrderNotHere):
        engine.explained(order_id("old"), MONDAY)


async def test_an_event_that_comes_twice_does_not_bring_an_order_back(
    floor: Floor, engine: Engine
) -> None:
    order = an_order_state(kind=OrderType.LIMIT, limit_price="90")
    async with running(floor.load):
        await ready(floor)
        await floor.handle([submitted(1, order), cancelled(2, order)])
        await floor.handle([submitted(1, order)])

    with pytest.raises(OrderNotHere):
        engine.explained(order_id(1), MONDAY)


async def test_a_source_that_is_away_is_asked_again_until_it_answers(
    floor: Floor, sources: Sources
) -> None:
    sources.away = {"ends", "orders"}
    async with running(floor.load):
        await floor.acquired(SHARD)
        await until(lambda: floor.followed() == frozenset(), "nothing is followed yet")
        sources.away = {"orders"}
        await until(lambda: sources.orders.asked > 1, "the list is asked for again")
        sources.away = set()
        await ready(floor)


async def test_a_shard_that_is_lost_takes_its_orders_along(
    floor: Floor, sources: Sources, engine: Engine
) -> None:
    sources.orders.snapshot = Snapshot(1, [an_order_state()])
    async with running(floor.load):
        await ready(floor)
        await floor.lost(SHARD)
        await floor.handle([a_batch(a_wire_quote()), submitted(2, an_order_state(name="2"))])

    assert sources.reports.sent == []
    assert floor.followed() == frozenset()
    with pytest.raises(OrderNotHere):
        engine.explained(order_id(1), MONDAY)


async def test_a_shard_that_is_lost_while_it_loads_is_not_taken_up(
    floor: Floor, sources: Sources, engine: Engine
) -> None:
    sources.orders.snapshot = Snapshot(1, [an_order_state()])
    sources.orders.answer.clear()
    async with running(floor.load):
        await floor.acquired(SHARD)
        await until(lambda: sources.orders.asked == 1, "the list is asked for")
        await floor.lost(SHARD)
        sources.orders.answer.set()
        await floor.acquired((SHARD + 1) % 16)
        await until(lambda: _is_ready(floor), "the other shard is loaded")

    with pytest.raises(OrderNotHere):
        engine.explained(order_id(1), MONDAY)


async def test_a_hole_in_the_orders_means_the_whole_list_again(
    floor: Floor, sources: Sources, engine: Engine
) -> None:
    order = an_order_state(name="gone", kind=OrderType.LIMIT, limit_price="90")
    async with running(floor.load):
        await ready(floor)
        await floor.handle([submitted(1, order)])
        sources.orders.snapshot = Snapshot(9, [an_order_state(name="here")])
        await floor.gap(Stream.ORDERS, SHARD)
        await ready(floor)

    assert engine.explained(order_id("here"), MONDAY).order.version == 1
    with pytest.raises(OrderNotHere):
        engine.explained(order_id("gone"), MONDAY)


@pytest.mark.parametrize(
    "record",
    [
        a_batch(a_wire_quote(1), batch=3),
        a_batch(a_wire_quote(1), batch=2, age_seconds=3),
    ],
    ids=["a batch is missing", "the reader is behind"],
)
async def test_quotes_that_were_missed_are_made_good_from_the_newest(
    floor: Floor, sources: Sources, record: Record, engine: Engine
) -> None:
    async with running(floor.load):
        await ready(floor)
        await floor.handle(
            [
                a_batch(a_wire_quote(0), batch=1),
                submitted(1, an_order_state(kind=OrderType.LIMIT, limit_price="90")),
            ]
        )
        asked = sources.quotes.asked
        sources.quotes.newest = [a_wire_quote(5, bid="98", ask="98.02")]
        await floor.handle([record])

    assert sources.quotes.asked == asked + 1
    quote = engine.explained(order_id(1), MONDAY).quote
    assert quote is not None
    assert quote.sequence == 5


async def test_a_new_epoch_of_quotes_is_no_gap(floor: Floor, sources: Sources) -> None:
    async with running(floor.load):
        await ready(floor)
        asked = sources.quotes.asked
        await floor.handle([a_batch(a_wire_quote(1), batch=40, epoch="one")])
        await floor.handle([a_batch(a_wire_quote(2), batch=90, epoch="two")])

    assert sources.quotes.asked == asked


async def test_a_proposal_that_could_not_be_sent_is_made_again(
    floor: Floor, sources: Sources, clock: FrozenClock
) -> None:
    async with running(floor.load, floor.keep_time):
        await ready(floor)
        sources.away = {"reports"}
        await floor.handle([a_batch(a_wire_quote()), submitted(1, an_order_state())])
        assert sources.reports.sent == []
        sources.away = set()
        clock.advance(seconds=1)
        await until(lambda: len(sources.reports.sent) == 1, "the proposal is sent")

    assert sources.reports.sent[0].decided_at == MONDAY


async def test_a_hold_ends_by_itself(floor: Floor, sources: Sources, clock: FrozenClock) -> None:
    order = an_order_state(hold_until=MONDAY + timedelta(seconds=5))
    async with running(floor.load, floor.keep_time):
        await ready(floor)
        await floor.handle([a_batch(a_wire_quote()), submitted(1, order)])
        assert sources.reports.sent == []
        clock.advance(seconds=5)
        await until(lambda: len(sources.reports.sent) == 1, "the order fills")


async def test_a_floor_without_a_shard_is_not_ready(floor: Floor) -> None:
    assert await floor.missing() == "No shard has been leased yet."
