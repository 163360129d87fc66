"""Quotes that programs push, at the edge: who may, and how they are passed on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import orjson
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as connect_websocket
from websockets.exceptions import ConnectionClosed, InvalidStatus

from services.gateway.domain.limits import TokenBuckets
from services.gateway.domain.routing import Service
from tests.integration.gateway.conftest import PASSWORD, Gateway, Person, SignUp
from thor_bridge.keys import NoKey, make_key
from thor_bridge.link import Link

BATCH = {"quotes": [{"symbol": "META", "last": 612.77}]}


@pytest.fixture
async def owner(sign_up: SignUp) -> Person:
    """The first user of this Thor."""
    return await sign_up()


async def a_key(person: Person, *scopes: str) -> httpx.Response:
    wished = {"scopes": list(scopes)} if scopes else {}
    return await person.http.post("/api/v1/api-keys", json={"name": "bridge", **wished})


async def bearer(person: Person, *scopes: str) -> dict[str, str]:
    return {"authorization": f"Bearer {(await a_key(person, *scopes)).json()['secret']}"}


@pytest.fixture
async def pusher(gateway: Gateway, owner: Person) -> AsyncGenerator[httpx.AsyncClient]:
    headers = await bearer(owner, "quotes:write")
    async with httpx.AsyncClient(base_url=f"{gateway.url}/api/v1", headers=headers) as http:
        yield http


def stream(gateway: Gateway, headers: dict[str, str]) -> connect_websocket:
    return connect_websocket(
        f"ws://{gateway.address}/api/v1/quotes/stream", additional_headers=headers
    )


async def ask(connection: ClientConnection, message: bytes) -> dict[str, Any]:
    await connection.send(message.decode())
    answer: dict[str, Any] = orjson.loads(await connection.recv())
    return answer


async def test_a_key_for_pushing_pushes_and_does_nothing_else(
    owner: Person, pusher: httpx.AsyncClient
) -> None:
    pushed = await pusher.post("/quotes", json=BATCH)
    assert pushed.json() == {"user": str(owner.user_id), "accepted": 1}

    for method, path in [("GET", "/accounts"), ("POST", "/orders"), ("GET", "/watchlist")]:
        answer = await pusher.request(method, path, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


async def test_neither_a_usual_key_nor_a_session_pushes(gateway: Gateway, owner: Person) -> None:
    headers = await bearer(owner)
    async with httpx.AsyncClient(base_url=gateway.url, headers=headers) as bot:
        by_key = await bot.post("/api/v1/quotes", json=BATCH)
    by_cookie = await owner.http.post("/api/v1/quotes", json=BATCH)

    for answer in (by_key, by_cookie):
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
        assert "quotes:write" in answer.json()["detail"]
    assert gateway.services.requests == []


async def test_only_the_first_user_makes_keys_that_push(owner: Person, sign_up: SignUp) -> None:
    other = await sign_up()
    refused = await a_key(other, "quotes:write")
    made = await a_key(owner, "quotes:write", "account")

    assert (refused.status_code, refused.json()["code"]) == (403, "owner_required")
    assert made.json()["api_key"]["scopes"] == ["quotes:write", "account"]
    assert (await a_key(other)).json()["api_key"]["scopes"] == ["account"]
    assert (await a_key(owner, "everything")).status_code == 422


async def test_a_stream_answers_each_batch_as_a_request_would_be_answered(
    gateway: Gateway, owner: Person
) -> None:
    async with stream(gateway, await bearer(owner, "quotes:write")) as connection:
        for _ in range(3):
            assert (await ask(connection, orjson.dumps(BATCH)))["accepted"] == 1
        gateway.upstreams.away.add(Service.LIVEDATA)
        assert (await ask(connection, orjson.dumps(BATCH)))["code"] == "service_unavailable"
        gateway.upstreams.away.clear()
        assert (await ask(connection, orjson.dumps(BATCH)))["accepted"] == 1


async def test_the_bridge_makes_its_key_and_pushes_with_it(gateway: Gateway, owner: Person) -> None:
    with pytest.raises(NoKey, match="Email or password is wrong"):
        await asyncio.to_thread(make_key, gateway.url, owner.email, "a wrong password")
    secret = await asyncio.to_thread(make_key, gateway.url, owner.email, PASSWORD)
    link = Link(gateway.url, secret)

    answer = await asyncio.to_thread(link.push, orjson.dumps(BATCH).decode())
    await asyncio.to_thread(link.close)

    assert answer["accepted"] == 1


async def test_a_stream_does_not_open_without_a_key_for_pushing(
    gateway: Gateway, owner: Person
) -> None:
    usual = await bearer(owner)
    for headers, status, code in [({}, 401, "not_logged_in"), (usual, 403, "scope_missing")]:
        with pytest.raises(InvalidStatus) as refused:
            await stream(gateway, headers)
        assert refused.value.response.status_code == status
        assert orjson.loads(refused.value.response.body or b"")["code"] == code


async def test_a_key_that_is_revoked_ends_its_stream(gateway: Gateway, owner: Person) -> None:
    made = (await a_key(owner, "quotes:write")).json()
    async with stream(gateway, {"authorization": f"Bearer {made['secret']}"}) as connection:
        assert (await ask(connection, orjson.dumps(BATCH)))["accepted"] == 1
        await owner.http.delete(f"/api/v1/api-keys/{made['api_key']['key_id']}")
        with pytest.raises(ConnectionClosed) as closed:
            await ask(connection, orjson.dumps(BATCH))

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4001


async def test_a_program_that_pushes_too_often_is_told_to_wait(
    gateway: Gateway, pusher: httpx.AsyncClient
) -> None:
    gateway.app.state.edge.limits.pushes = TokenBuckets(per_second=1, burst=1)

    first, second = [await pusher.post("/quotes", json=BATCH) for _ in range(2)]

    assert (first.status_code, second.status_code) == (200, 429)
    assert int(second.headers["retry-after"]) >= 1
