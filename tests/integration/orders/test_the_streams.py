"""What the book reads from the bus and what it writes to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast
from uuid import UUID

import httpx
import orjson
import pytest
from redis.asyncio import Redis

from services.orders.dependencies import Surroundings
from services.orders.domain.order import Order
from shared.bus.feed import FeedEntry, FeedPublisher
from shared.contracts.executions import REPORT_TYPE, ExecutionReport
from shared.contracts.streams import Stream, shard_of, stream_key
from shared.http.auth import SERVICE_USER, authorization
from shared.kernel.ids import OrderId
from tests.support.orders import SECRET, USER, a_report, d

pytestmark = pytest.mark.usefixtures("sound")


async def eventually(look: Callable[[], Awaitable[bool]], what: str) -> None:
    for _ in range(400):
        if await look():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never happened: {what}")


class Engine:
    """What the paper engine would do to an order."""

    def __init__(self, redis: Redis, around: Surroundings) -> None:
        self._publisher = FeedPublisher(redis)
        self._around = around

    async def now(self, order_id: str) -> Order:
        order = await self._around.readings.order(OrderId(UUID(order_id)), USER)
        assert order is not None
        return order

    async def propose(self, *reports: ExecutionReport) -> None:
        for report in reports:
            await self.send(str(report.account_id), report.model_dump_json().encode())

    async def send(self, key: str, body: bytes) -> None:
        entry = FeedEntry(shard_of(key), REPORT_TYPE, key, body)
        await self._publisher.publish(Stream.REPORTS, [entry])

    async def await_version(self, order_id: str, version: int) -> Order:
        async def there() -> bool:
            return (await self.now(order_id)).version >= version

        await eventually(there, f"version {version}")
        return await self.now(order_id)


@pytest.fixture
def engine_(redis: Redis, around: Surroundings) -> Engine:
    return Engine(redis, around)


async def submit(client: httpx.AsyncClient, account_id: str, **more: object) -> dict[str, Any]:
    body = {
        "account_id": account_id,
        "symbol": "AAPL",
        "side": "BUY",
        "type": "LIMIT",
        "quantity": "10",
        "limit_price": "100",
        **more,
    }
    answer = await client.post("/api/v1/orders", json=body)
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.json()
    return order


async def entries(redis: Redis, stream: Stream, key: str) -> list[tuple[str, dict[str, Any]]]:
    """Type and data of everything that was said about `key`."""
    raw = await redis.xrange(stream_key(stream, shard_of(key)))
    found = cast(list[tuple[bytes, dict[bytes, bytes]]], raw)
    return [
        (fields[b"t"].decode(), orjson.loads(fields[b"e"])["data"])
        for _, fields in found
        if fields[b"k"].decode() == key
    ]


async def test_a_report_on_the_stream_is_booked_and_its_receipt_can_be_read(
    client: httpx.AsyncClient, account_id: str, engine_: Engine
) -> None:
    order = await submit(client, account_id)
    report = a_report(await engine_.now(order["order_id"]), last_price=d("99.5"))
    await engine_.propose(report)
    await engine_.await_version(order["order_id"], 2)

    path = f"/api/v1/orders/{order['order_id']}"
    filled = (await client.get(path)).json()
    assert (filled["status"], filled["average_price"]) == ("FILLED", "99.5")
    (execution,) = (await client.get(f"{path}/executions")).json()["executions"]
    assert (execution["last_quantity"], execution["notional"]) == ("10", "995.0")
    assert report.receipt is not None
    assert execution["receipt"] == report.receipt.model_dump(mode="json")
    account = (await client.get(f"/api/v1/accounts/{account_id}")).json()
    assert (account["cash"], account["reserved"]) == ("99005.00", "0")


async def test_repeated_stale_foreign_and_unreadable_reports_change_nothing(
    client: httpx.AsyncClient, account_id: str, engine_: Engine
) -> None:
    order = await submit(client, account_id)
    first = a_report(await engine_.now(order["order_id"]), last_quantity=d("4"))
    await engine_.send(account_id, b"not even JSON")
    await engine_.send(account_id, b'{"kind": "fill"}')
    await engine_.propose(first, first, first)
    await engine_.propose(first.model_copy(update={"order_id": first.account_id}))
    pending = await engine_.await_version(order["order_id"], 2)
    await engine_.propose(a_report(pending))

    final = await engine_.await_version(order["order_id"], 3)
    assert final.version == 3
    assert final.filled_quantity == 10
    executions = await client.get(f"/api/v1/orders/{order['order_id']}/executions")
    assert [each["last_quantity"] for each in executions.json()["executions"]] == ["4", "6"]


async def test_every_change_is_on_the_streams_in_the_order_in_which_it_happened(
    client: httpx.AsyncClient, account_id: str, engine_: Engine, redis: Redis
) -> None:
    order = await submit(client, account_id)
    path = f"/api/v1/orders/{order['order_id']}"
    await client.patch(f"{path}/update", json={"quantity": "20"})
    part = a_report(await engine_.now(order["order_id"]), last_quantity=d("5"))
    await engine_.propose(part)
    await engine_.await_version(order["order_id"], 3)
    await client.post(f"{path}/cancel")

    async def all_there() -> bool:
        orders, fills = await told()
        return len(orders) == 4 and len(fills) == 5

    async def told() -> tuple[list[Any], list[Any]]:
        return (
            await entries(redis, Stream.ORDERS, "AAPL"),
            await entries(redis, Stream.FILLS, account_id),
        )

    await eventually(all_there, "four events of the order, five of the account")
    orders, fills = await told()
    assert [kind for kind, _ in orders] == [
        "order.submitted.v1",
        "order.replaced.v1",
        "order.partially_filled.v1",
        "order.cancelled.v1",
    ]
    assert [data["order"]["version"] for _, data in orders] == [1, 2, 3, 4]
    assert [kind for kind, _ in fills] == [
        "account.opened.v1",
        "account.funds_changed.v1",
        "account.funds_changed.v1",
        "execution.booked.v1",
        "account.funds_changed.v1",
    ]
    assert [data["funds"]["version"] for _, data in fills] == [1, 2, 3, 4, 5]
    assert [data["funds"]["reserved"] for _, data in fills] == ["0", "1000", "2000", "1500", "0"]


async def test_an_engine_starts_from_the_pending_orders_and_the_log_position_they_have(
    client: httpx.AsyncClient, account_id: str
) -> None:
    pending = await submit(client, account_id)
    gone = await submit(client, account_id)
    await client.post(f"/api/v1/orders/{gone['order_id']}/cancel")
    shard = shard_of("AAPL")

    async def working() -> dict[str, Any]:
        answer = await client.get(
            "/internal/working-orders",
            params={"shard": shard},
            headers=authorization(SECRET, SERVICE_USER),
        )
        found: dict[str, Any] = answer.json()
        return found

    async def logged() -> bool:
        return int((await working())["seq"]) == 3

    await eventually(logged, "three events in the log")
    assert (await working())["orders"] == [pending]
