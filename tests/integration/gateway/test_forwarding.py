from __future__ import annotations

from collections.abc import AsyncGenerator
from uuid import UUID, uuid4

import httpx
import pytest

from services.gateway.domain.routing import Service
from services.gateway.routes.middleware import BODY_BYTES_MAX
from tests.integration.gateway.conftest import Gateway, Person, SignUp
from tests.support.gateway import an_order


@pytest.fixture
async def person(sign_up: SignUp) -> Person:
    return await sign_up()


async def test_a_request_reaches_its_service_in_the_users_name(
    gateway: Gateway, person: Person
) -> None:
    trace = "00-" + "1" * 32 + "-" + "2" * 16 + "-01"
    answer = await person.http.post(
        "/api/v1/orders?a=b%20c",
        json={"symbol": "AAPL"},
        headers={"x-request-id": "mine-1", "traceparent": trace, "x-user": "somebody else"},
    )

    assert answer.status_code == 201
    assert answer.json() == {"user": str(person.user_id), "echo": '{"symbol":"AAPL"}'}
    assert answer.headers["x-request-id"] == "mine-1"
    url, headers, _ = gateway.services.requests[-1]
    assert url.endswith("/api/v1/orders?a=b%20c")
    assert (headers["x-request-id"], headers["traceparent"]) == ("mine-1", trace)
    assert "cookie" not in headers
    assert "x-user" not in headers


async def test_nobody_gets_through_without_logging_in(gateway: Gateway) -> None:
    async with httpx.AsyncClient(base_url=gateway.url) as http:
        for path in ("/api/v1/accounts", "/api/v1/snapshot", "/api/v1/watchlist"):
            answer = await http.get(path)
            assert answer.status_code == 401
            assert answer.json()["code"] == "not_logged_in"
        forged = await http.get("/api/v1/accounts", headers={"authorization": "Bearer thor_x"})
        assert forged.status_code == 401
    assert gateway.upstreams.asked == []


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/internal/audit",
        "/api/internal/audit",
        "/internal/audit",
        "/internal/working-orders?shard=1",
    ],
)
async def test_an_address_that_is_not_public_is_not_found(
    gateway: Gateway, person: Person, path: str
) -> None:
    asked = len(gateway.upstreams.asked)
    answer = await person.http.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(gateway.upstreams.asked) == asked


async def test_a_method_that_an_address_does_not_know_is_named(person: Person) -> None:
    answer = await person.http.delete("/api/v1/orders")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


async def test_a_service_that_is_away_is_named(gateway: Gateway, person: Person) -> None:
    gateway.upstreams.away.add(Service.ORDERS)
    answer = await person.http.post("/api/v1/orders", json={})

    assert answer.status_code == 503
    assert answer.json()["code"] == "service_unavailable"
    assert "orders" in answer.json()["detail"]


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(
    gateway: Gateway, person: Person
) -> None:
    announced = await person.http.post("/api/v1/orders", content=b"x" * (BODY_BYTES_MAX + 1))
    assert announced.status_code == 413
    assert announced.json()["code"] == "too_large"


async def test_a_body_that_hides_its_size_is_refused_too(person: Person) -> None:
    async def endless() -> AsyncGenerator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    answer = await person.http.post("/api/v1/orders", content=endless())
    assert answer.status_code == 413


async def test_why_an_order_waits_is_for_its_owner_only(
    gateway: Gateway, sign_up: SignUp, person: Person
) -> None:
    order = an_order(account_id=UUID(person.account_id))
    gateway.services.orders.append(order)
    path = f"/api/v1/orders/{order.order_id}/why"
    stranger = await sign_up()

    assert (await person.http.get(path)).json()["blocked_by"] == "limit_not_reached"
    assert (await stranger.http.get(path)).status_code == 404
    assert (await person.http.get(f"/api/v1/orders/{uuid4()}/why")).status_code == 404


async def test_the_gateway_is_ready_with_its_database_and_without_redis(gateway: Gateway) -> None:
    async with httpx.AsyncClient(base_url=gateway.url) as http:
        assert (await http.get("/readyz")).json()["status"] == "ready"
        assert (await http.get("/healthz")).status_code == 200
