from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from websockets.exceptions import InvalidStatus

from services.gateway.domain.routing import Service
from shared.contracts.websocket import (
    CLOSE_UNAUTHENTICATED,
    Authenticated,
    Heartbeat,
    Hello,
    OrdersSnapshot,
    Pong,
    SocketError,
)
from tests.integration.gateway.conftest import Gateway, Open, Person, SignUp
from tests.support.edge import Socket


@pytest.fixture
async def person(sign_up: SignUp) -> Person:
    return await sign_up()


async def follow(socket: Socket, ch: str, person: Person) -> None:
    await socket.send(op="sub", ch=ch, account_id=person.account_id)


async def test_a_new_connection_is_greeted_and_kept_informed_of_the_time(
    open_socket: Open, person: Person
) -> None:
    socket = await open_socket(person)

    hello = await socket.next(Hello)
    assert hello.authenticated
    assert hello.heartbeat_ms == 2000
    await socket.next(Heartbeat)
    await socket.send(op="ping")
    await socket.next(Pong)


async def test_another_users_account_is_refused_and_nothing_of_it_is_shown(
    open_socket: Open, sign_up: SignUp, person: Person
) -> None:
    stranger = await sign_up()
    socket = await open_socket(stranger)
    for ch in ("orders", "portfolio"):
        await follow(socket, ch, person)
        error = await socket.next(SocketError)
        assert (error.code, error.ch) == ("not_found", ch)
        assert str(error.account_id) == person.account_id


async def test_a_subscription_survives_a_service_that_is_away_for_a_moment(
    gateway: Gateway, open_socket: Open, person: Person
) -> None:
    gateway.upstreams.away.add(Service.ORDERS)
    socket = await open_socket(person)
    await follow(socket, "orders", person)
    assert (await socket.next(SocketError)).code == "service_unavailable"

    gateway.upstreams.away.clear()
    await socket.next(OrdersSnapshot)


async def test_messages_that_make_no_sense_are_answered_and_end_nothing(
    open_socket: Open, person: Person
) -> None:
    socket = await open_socket(person)
    for text in ("", "{", "[]", '{"op":"sub"}', '{"op":"sub","ch":"orders","account_id":"x"}'):
        await socket.connection.send(text)
        assert (await socket.next(SocketError)).code == "malformed"
    await socket.connection.send(b"\xff\xfe")
    assert (await socket.next(SocketError)).code == "malformed"
    await socket.send(op="ping")
    await socket.next(Pong)


async def test_a_program_logs_in_with_its_first_message(
    gateway: Gateway, open_socket: Open, person: Person
) -> None:
    made = (await person.http.post("/api/v1/api-keys", json={"name": "bot"})).json()
    socket = await open_socket()
    assert not (await socket.next(Hello)).authenticated
    await socket.send(op="sub", ch="quotes", symbols=["*"])
    assert (await socket.next(SocketError)).code == "not_logged_in"

    await socket.send(op="auth", api_key=made["secret"])
    await socket.next(Authenticated)
    await follow(socket, "orders", person)
    await socket.next(OrdersSnapshot)

    await person.http.delete(f"/api/v1/api-keys/{made['api_key']['key_id']}")
    assert await socket.closed() == CLOSE_UNAUTHENTICATED


async def test_a_wrong_key_closes_the_connection(open_socket: Open) -> None:
    socket = await open_socket()
    await socket.send(op="auth", api_key="thor_nonsense")

    assert await socket.closed() == CLOSE_UNAUTHENTICATED


async def test_another_sites_page_gets_no_connection(open_socket: Open, person: Person) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await open_socket(person, origin="https://evil.example")

    assert refused.value.response.status_code == 403


async def test_a_cookie_of_no_session_is_told_so(open_socket: Open, person: Person) -> None:
    person.token = str(uuid4())
    socket = await open_socket(person)

    assert await socket.closed() == CLOSE_UNAUTHENTICATED


async def test_logging_out_closes_the_connections_of_that_session(
    open_socket: Open, person: Person
) -> None:
    socket = await open_socket(person)
    await socket.next(Hello)
    await person.http.post("/api/v1/auth/logout")

    assert await socket.closed() == CLOSE_UNAUTHENTICATED


async def test_a_session_that_expires_closes_its_connections(
    gateway: Gateway, open_socket: Open, person: Person
) -> None:
    socket = await open_socket(person)
    await socket.next(Hello)
    gateway.clock.ahead += timedelta(days=31)

    assert await socket.closed() == CLOSE_UNAUTHENTICATED
