"""What a client sees of brackets and pairs, on the real book."""

from __future__ import annotations

import httpx
import pytest

from services.orders.dependencies import Surroundings
from services.orders.domain.order import Order
from shared.kernel.enums import GroupRole
from tests.integration.orders.test_orders_over_http import a_body, account
from tests.integration.orders.test_races import Trading, answers
from tests.support.orders import USER, a_report, d

pytestmark = pytest.mark.usefixtures("sound")
EXITS = {
    "take_profit": {"limit_price": "120"},
    "stop_loss": {"stop_price": "90", "limit_price": "89.50"},
}


@pytest.fixture
def trading(around: Surroundings, account_id: str) -> Trading:
    return Trading(around, account_id)


async def bracket(client: httpx.AsyncClient, account_id: str, name: str = "bracket") -> str:
    body = a_body(account_id, client_order_id=name, **EXITS)
    answer = await client.post("/api/v1/orders", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["group_role"] == "entry"
    group_id: str = answer.json()["group_id"]
    return group_id


async def group(
    client: httpx.AsyncClient, around: Surroundings, group_id: str
) -> dict[GroupRole, Order]:
    listed = (await client.get("/api/v1/orders", params={"group_id": group_id})).json()["orders"]
    found = [await around.readings.order(each["order_id"], USER) for each in listed]
    return {order.group.role: order for order in found if order and order.group}


async def test_a_bracket_is_one_request_and_three_orders(
    client: httpx.AsyncClient, account_id: str, around: Surroundings
) -> None:
    group_id = await bracket(client, account_id)
    again = await client.post(
        "/api/v1/orders", json=a_body(account_id, client_order_id="bracket", **EXITS)
    )
    orders = await group(client, around, group_id)

    assert again.status_code == 200
    assert set(orders) == set(GroupRole)
    assert [order.active for order in orders.values()].count(False) == 2
    assert (await account(client, account_id))["reserved"] == "1000"


async def test_its_exits_follow_its_fills(
    client: httpx.AsyncClient, account_id: str, around: Surroundings, trading: Trading
) -> None:
    group_id = await bracket(client, account_id)
    orders = await group(client, around, group_id)
    await trading.report(a_report(orders[GroupRole.ENTRY], last_quantity=d("6")))
    orders = await group(client, around, group_id)
    await trading.report(a_report(orders[GroupRole.TAKE_PROFIT], last_price=d("120")))

    views = (await client.get("/api/v1/orders", params={"group_id": group_id})).json()["orders"]
    by_role = {each["group_role"]: each for each in views}
    assert by_role["entry"]["status"] == "CANCELLED"
    assert by_role["entry"]["reason_code"] == "exit_filled"
    assert (by_role["take_profit"]["status"], by_role["take_profit"]["quantity"]) == ("FILLED", "6")
    assert by_role["stop_loss"]["reason_code"] == "other_exit_filled"


async def test_both_exits_filled_at_once_never_sell_more_than_was_bought(
    client: httpx.AsyncClient, account_id: str, around: Surroundings, trading: Trading
) -> None:
    for number in range(10):
        group_id = await bracket(client, account_id, f"bracket-{number}")
        orders = await group(client, around, group_id)
        await trading.report(a_report(orders[GroupRole.ENTRY]))
        orders = await group(client, around, group_id)
        profit, loss = orders[GroupRole.TAKE_PROFIT], orders[GroupRole.STOP_LOSS]
        await answers(
            trading.report(a_report(profit, last_price=d("120"))),
            trading.report(a_report(loss, last_price=d("90"))),
            trading.cancel(profit),
        )
        ended = await group(client, around, group_id)
        assert sum(order.filled_quantity for order in ended.values() if order.is_exit) in (0, 10)


async def test_a_pair_is_two_orders_or_none(
    client: httpx.AsyncClient, account_id: str, trading: Trading
) -> None:
    body = {
        "account_id": account_id,
        "client_order_id": "pair",
        "symbol": "AAPL",
        "side": "SELL",
        "quantity": "10",
        **EXITS,
    }
    refused = await client.post("/api/v1/orders/oco", json={**body, "client_order_id": "early"})
    bought = await trading.submit("buy")
    await trading.report(a_report(bought, last_price=d("10")))
    pair = await client.post("/api/v1/orders/oco", json=body)
    again = await client.post("/api/v1/orders/oco", json=body)

    assert (refused.status_code, refused.json()["code"]) == (422, "insufficient_shares")
    assert (pair.status_code, again.status_code) == (201, 200)
    assert pair.json() == again.json()
    first, second = pair.json()["orders"]
    assert (first["group_role"], second["group_role"]) == ("take_profit", "stop_loss")
    assert (first["client_order_id"], second["type"]) == ("pair", "STOP_LIMIT")
    half = await client.post("/api/v1/orders/oco", json={**body, "stop_loss": None})
    assert (half.status_code, half.json()["code"]) == (422, "malformed")
