"""From stream entries to the frames of one connection, each checked against the contract."""

from __future__ import annotations

from uuid import uuid4

from services.gateway.handlers.live.channels import QUEUED_MAX
from services.gateway.handlers.live.connection import STUCK_SECONDS
from services.gateway.handlers.live.hub import Hub
from shared.contracts.websocket import (
    CLOSE_SLOW,
    CLOSE_UNAUTHENTICATED,
    FillsDelta,
    Gap,
    Heartbeat,
    OrdersDelta,
    OrdersSnapshot,
)
from tests.support.clock import MONDAY
from tests.support.gateway import (
    ACCOUNT,
    an_execution,
    an_order,
    order_filled,
    order_submitted,
    portfolio_update,
    record_of,
    record_of_update,
)
from tests.support.watcher import EMPTY, KEY, Stopwatch, Watcher, follow_orders


async def test_what_happens_while_the_snapshot_is_fetched_comes_after_it(
    hub: Hub, screen: Watcher
) -> None:
    await screen.read()
    order = an_order()
    channel = hub.subscribe_orders(KEY, screen.connection)
    hub.take_order_event(record_of(order_submitted(order)))
    assert await screen.read() == []

    channel.loaded(EMPTY)
    screen.connection.wake()
    snapshot, delta = await screen.read()

    assert isinstance(snapshot, OrdersSnapshot)
    assert isinstance(delta, OrdersDelta)
    assert (delta.prev, delta.ver) == (snapshot.ver, snapshot.ver + 1)
    assert delta.data.event == "order.submitted.v1"
    assert delta.data.order == order


async def test_orders_and_fills_are_counted_together(hub: Hub, screen: Watcher) -> None:
    follow_orders(hub, screen)
    await screen.read()
    execution = an_execution()
    hub.take_account_event(record_of(execution))
    hub.take_order_event(record_of(order_filled(an_order())))

    fill, order = await screen.read()

    assert isinstance(fill, FillsDelta)
    assert isinstance(order, OrdersDelta)
    assert fill.ver == order.prev
    assert fill.data.receipt == execution.receipt
    assert fill.data.occurred_at == execution.occurred_at


async def test_another_accounts_orders_and_figures_are_not_sent(hub: Hub, screen: Watcher) -> None:
    follow_orders(hub, screen)
    hub.portfolios.subscribe(KEY, screen.connection)
    await screen.read()
    other = uuid4()
    hub.take_order_event(record_of(order_submitted(an_order(account_id=other))))
    hub.take_account_event(record_of(an_execution(other)))
    hub.take_portfolio(record_of_update(portfolio_update(1, full=True, account_id=other)))

    assert await screen.read() == []


async def test_a_client_that_falls_behind_gets_a_gap_and_can_start_over(
    hub: Hub, screen: Watcher
) -> None:
    channel = follow_orders(hub, screen)
    await screen.read()
    record = record_of(order_submitted())
    for _ in range(QUEUED_MAX + 1):
        hub.take_order_event(record)
    assert channel.bytes_queued == 0

    assert (await screen.one(Gap)).account_id == ACCOUNT
    hub.take_order_event(record)
    assert await screen.read() == []

    follow_orders(hub, screen)
    assert isinstance((await screen.read())[0], OrdersSnapshot)


async def test_a_client_with_more_than_a_mebibyte_waiting_is_closed(
    hub: Hub, screen: Watcher
) -> None:
    accounts = [uuid4() for _ in range(4)]
    for account in accounts:
        hub.subscribe_orders(str(account), screen.connection)
    for account in accounts:
        for _ in range(QUEUED_MAX):
            hub.take_order_event(record_of(order_submitted(an_order(account_id=account))))

    assert screen.connection.closing.result()[0] == CLOSE_SLOW


async def test_a_client_that_reads_nothing_for_ten_seconds_is_closed(
    hub: Hub, screen: Watcher, watch: Stopwatch
) -> None:
    screen.reads.clear()
    hub.beat()
    await screen.read()
    watch.seconds += STUCK_SECONDS - 1
    hub.beat()
    assert not screen.connection.closing.done()

    watch.seconds += 2
    hub.beat()
    assert screen.connection.closing.result()[0] == CLOSE_SLOW


async def test_the_heartbeat_carries_the_servers_time(hub: Hub, screen: Watcher) -> None:
    await screen.read()
    hub.beat()

    assert (await screen.one(Heartbeat)).server_time == MONDAY


async def test_the_end_of_a_session_closes_its_connections_and_no_others(
    hub: Hub, screen: Watcher
) -> None:
    other = Watcher(hub)
    assert screen.connection.principal
    hub.end_credential(screen.connection.principal.credential_id)

    assert screen.connection.closing.result()[0] == CLOSE_UNAUTHENTICATED
    assert not other.connection.closing.done()
    await other.close()
