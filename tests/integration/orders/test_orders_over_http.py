"""What a client of the service sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.http.auth import SERVICE_USER, authorization
from shared.kernel.ids import UserId
from tests.support.clock import MONDAY, FrozenClock
from tests.support.orders import SECRET, STRANGER

pytestmark = pytest.mark.usefixtures("sound")


def a_body(account_id: str, /, **more: object) -> dict[str, object]:
    return {
        "account_id": account_id,
        "client_order_id": uuid4().hex,
        "symbol": "AAPL",
        "side": "BUY",
        "type": "LIMIT",
        "quantity": "10",
        "limit_price": "100",
        **more,
    }


async def submit(client: httpx.AsyncClient, account_id: str, **more: object) -> dict[str, Any]:
    answer = await client.post("/api/v1/orders", json=a_body(account_id, **more))
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.json()
    return order


async def account(client: httpx.AsyncClient, account_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/api/v1/accounts/{account_id}")).json()
    return found


async def test_a_new_account_has_a_hundred_thousand_dollars(
    client: httpx.AsyncClient, account_id: str
) -> None:
    listed = (await client.get("/api/v1/accounts")).json()["accounts"]

    assert [each["account_id"] for each in listed] == [account_id]
    assert listed[0]["cash"] == listed[0]["buying_power"] == "100000.00"
    assert listed[0]["reserved"] == "0"
    assert (listed[0]["kind"], listed[0]["status"]) == ("CASH", "OPEN")


async def test_opening_the_same_account_again_finds_it(client: httpx.AsyncClient) -> None:
    body = {"client_account_id": str(uuid4()), "name": "Swing"}
    first = await client.post("/api/v1/accounts", json=body)
    second = await client.post("/api/v1/accounts", json=body)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


async def test_an_order_is_pending_and_sets_cash_aside(
    client: httpx.AsyncClient, account_id: str
) -> None:
    answer = await client.post("/api/v1/orders", json=a_body(account_id))
    order = answer.json()

    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert (order["status"], order["version"], order["reserved_cash"]) == ("PENDING", 1, "1000")
    assert (await account(client, account_id))["buying_power"] == "99000.00"
    assert (await client.get(f"/api/v1/orders/{order['order_id']}")).json() == order


async def test_the_same_request_again_gets_the_original_and_another_one_a_conflict(
    client: httpx.AsyncClient, account_id: str
) -> None:
    body = a_body(account_id)
    first = await client.post("/api/v1/orders", json=body)
    again = await client.post("/api/v1/orders", json=body)
    other = await client.post("/api/v1/orders", json={**body, "quantity": "11"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert again.json() == first.json()
    assert other.json()["code"] == "duplicate_client_order_id"
    assert other.json()["order"] == first.json()


REFUSALS: list[tuple[dict[str, object], str, str]] = [
    ({"symbol": "NOPE"}, "unknown_symbol", "symbol"),
    ({"symbol": "SPX"}, "not_tradable", "symbol"),
    ({"quantity": "0"}, "not_positive", "quantity"),
    ({"quantity": "-1"}, "not_positive", "quantity"),
    ({"quantity": "1e15"}, "too_large", "quantity"),
    ({"quantity": 0.1}, "not_fractionable", "quantity"),
    ({"limit_price": "100.001"}, "off_tick", "limit_price"),
    ({"limit_price": None}, "missing_field", "limit_price"),
    ({"quantity": "1001"}, "insufficient_buying_power", "quantity"),
    ({"side": "SELL"}, "insufficient_shares", "quantity"),
]


async def test_a_refused_order_is_answered_with_the_reason_and_recorded(
    client: httpx.AsyncClient, account_id: str, clock: FrozenClock
) -> None:
    for more, code, field in REFUSALS:
        clock.advance(seconds=1)
        body = a_body(account_id, **more)
        answer = await client.post("/api/v1/orders", json=body)
        problem = answer.json()

        assert answer.status_code == 422, more
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["code"] == code
        assert problem["errors"] == [{"field": field, "reason": problem["detail"]}]
        assert (problem["order"]["status"], problem["order"]["reason_code"]) == ("REJECTED", code)
        params: dict[str, str | int] = {"status": "REJECTED", "limit": 1}
        listed = (await client.get("/api/v1/orders", params=params)).json()
        assert listed["orders"] == [problem["order"]]
        again = await client.post("/api/v1/orders", json=body)
        assert (again.status_code, again.json()) == (422, problem)


MALFORMED: list[dict[str, object]] = [
    {"quantity": "many"},
    {"quantity": "NaN"},
    {"quantity": "Infinity"},
    {"quantity": "1e100000"},
    {"quantity": None},
    {"side": "HOLD"},
    {"type": "MAGIC"},
    {"hold_seconds": 301},
    {"hold_seconds": -1},
    {"symbol": ""},
    {"symbol": "A\x00B"},
    {"symbol": "A" * 33},
    {"client_order_id": ""},
    {"client_order_id": "x" * 65},
    {"account_id": "mine"},
    {"surprise": 1},
]


async def test_a_malformed_body_names_the_field_and_records_nothing(
    client: httpx.AsyncClient, account_id: str
) -> None:
    for more in MALFORMED:
        answer = await client.post("/api/v1/orders", json=a_body(account_id, **more))

        assert answer.status_code == 422, more
        assert answer.json()["code"] == "malformed"
        assert [error["field"] for error in answer.json()["errors"]] == list(more)
    assert (await client.get("/api/v1/orders")).json() == {"orders": [], "next": None}


async def test_an_order_is_edited_and_cancelled(client: httpx.AsyncClient, account_id: str) -> None:
    order = await submit(client, account_id)
    path = f"/api/v1/orders/{order['order_id']}"

    edited = await client.patch(f"{path}/update", json={"quantity": "20", "expected_version": 1})
    assert edited.status_code == 200
    assert (edited.json()["version"], edited.json()["reserved_cash"]) == (2, "2000")
    cancelled = await client.post(f"{path}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "CANCELLED")
    assert (await account(client, account_id))["reserved"] == "0"

    for answer in (
        await client.post(f"{path}/cancel"),
        await client.patch(f"{path}/update", json={"quantity": "1"}),
    ):
        assert answer.status_code == 409
        assert answer.json()["code"] == "order_not_pending"
        assert answer.json()["order"] == cancelled.json()


async def test_an_edit_of_a_stale_version_is_a_conflict(
    client: httpx.AsyncClient, account_id: str
) -> None:
    order = await submit(client, account_id)
    path = f"/api/v1/orders/{order['order_id']}/update"
    await client.patch(path, json={"quantity": "11"})

    for body, headers in (
        ({"quantity": "12", "expected_version": 1}, {}),
        ({"quantity": "12"}, {"If-Match": '"1"'}),
    ):
        stale = await client.patch(path, json=body, headers=headers)
        assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
        assert (stale.json()["order"]["version"], stale.json()["order"]["quantity"]) == (2, "11")

    fresh = await client.patch(path, json={"quantity": "12"}, headers={"If-Match": '"2"'})
    assert fresh.status_code == 200
    nonsense = await client.patch(path, json={"quantity": "12"}, headers={"If-Match": "new"})
    assert (nonsense.status_code, nonsense.json()["code"]) == (422, "invalid")


async def test_an_edit_that_cannot_be_afforded_changes_nothing(
    client: httpx.AsyncClient, account_id: str
) -> None:
    order = await submit(client, account_id)
    path = f"/api/v1/orders/{order['order_id']}"
    refused = await client.patch(f"{path}/update", json={"quantity": "5000"})

    assert (refused.status_code, refused.json()["code"]) == (422, "insufficient_buying_power")
    assert refused.json()["errors"][0]["field"] == "quantity"
    assert (await client.get(path)).json() == order


async def test_an_edit_that_says_nothing_or_nonsense_is_malformed(
    client: httpx.AsyncClient, account_id: str
) -> None:
    order = await submit(client, account_id)
    bodies: list[dict[str, object]] = [
        {},
        {"expected_version": 1},
        {"quantity": "x"},
        {"side": "SELL"},
    ]
    for body in bodies:
        answer = await client.patch(f"/api/v1/orders/{order['order_id']}/update", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed"), body


async def test_the_list_is_paged_newest_first_and_filtered(
    client: httpx.AsyncClient, account_id: str, clock: FrozenClock
) -> None:
    made: list[str] = []
    for _ in range(5):
        made.append((await submit(client, account_id))["order_id"])
        clock.advance(seconds=1)
    await client.post(f"/api/v1/orders/{made[0]}/cancel")

    seen: list[str] = []
    cursor: str | None = None
    for _ in range(5):
        params: dict[str, str | int] = {"limit": 2, "account_id": account_id}
        params |= {"cursor": cursor} if cursor else {}
        page = (await client.get("/api/v1/orders", params=params)).json()
        seen += [order["order_id"] for order in page["orders"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made[::-1]

    async def count(**params: str | list[str]) -> int:
        return len((await client.get("/api/v1/orders", params=params)).json()["orders"])

    assert await count(status="PENDING") == 4
    assert await count(status="CANCELLED", symbol="aapl") == 1
    assert await count(symbol="MSFT") == 0
    assert await count(status=["CANCELLED", "EXPIRED", "PENDING"]) == 5
    third = (MONDAY + timedelta(seconds=2)).isoformat()
    assert (await count(**{"from": third}), await count(to=third)) == (3, 2)


async def test_a_cursor_of_somebody_elses_making_is_refused(client: httpx.AsyncClient) -> None:
    for cursor in ("x", "eHh4", "MjAyNS0wMS0wMSB4", "é"):
        answer = await client.get("/api/v1/orders", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor"), cursor


async def test_nothing_of_somebody_else_can_be_seen_or_touched(
    client: httpx.AsyncClient, account_id: str
) -> None:
    order = await submit(client, account_id)
    path = f"/api/v1/orders/{order['order_id']}"
    client.headers.update(authorization(SECRET, UserId(STRANGER)))
    answers = [
        await client.get(f"/api/v1/accounts/{account_id}"),
        await client.get(path),
        await client.get(f"{path}/executions"),
        await client.patch(f"{path}/update", json={"quantity": "1"}),
        await client.post(f"{path}/cancel"),
        await client.post("/api/v1/orders", json=a_body(account_id)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert (await client.get("/api/v1/accounts")).json() == {"accounts": []}
    listed = await client.get("/api/v1/orders", params={"account_id": account_id})
    assert listed.json() == {"orders": [], "next": None}


async def test_only_services_may_ask_for_working_orders_and_the_audit(
    client: httpx.AsyncClient, account_id: str
) -> None:
    for path in ("/internal/audit", "/internal/working-orders?shard=0"):
        assert (await client.get(path)).status_code == 401
        assert (await client.get(path, headers={"authorization": "Bearer x"})).status_code == 401
        service = authorization(SECRET, SERVICE_USER)
        assert (await client.get(path, headers=service)).status_code == 200


async def test_without_a_token_nobody_gets_an_answer(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/accounts", auth=None)).status_code == 401


async def test_the_day_order_names_its_end_and_the_held_one_the_end_of_its_hold(
    client: httpx.AsyncClient, account_id: str
) -> None:
    order = await submit(client, account_id, hold_seconds=30)

    assert order["expires_at"] == "2025-06-02T20:00:00Z"
    assert order["hold_until"] == "2025-06-02T14:30:30Z"
