"""The connection, against a real websocket server in this process."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http import HTTPStatus

import pytest
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from thor_bridge.link import Down, Link, Refused

Handle = Callable[[ServerConnection], None]
Decide = Callable[[ServerConnection, Request], Response | None]


@contextmanager
def thor(handle: Handle, decide: Decide | None = None) -> Generator[str]:
    """A server as Thor is one, and its address."""
    with serve(handle, "127.0.0.1", 0, process_request=decide, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            server.shutdown()
            thread.join()


def answer_each(connection: ServerConnection) -> None:
    for message in connection:
        connection.send(json.dumps({"accepted": len(json.loads(message)["quotes"])}))


@contextmanager
def link_to(url: str) -> Generator[Link]:
    link = Link(url, "thor_secret")
    try:
        yield link
    finally:
        link.close()


def test_the_key_goes_with_the_handshake_and_each_batch_is_answered() -> None:
    asked: list[tuple[str, str]] = []

    def decide(_: ServerConnection, request: Request) -> None:
        asked.append((request.path, request.headers["authorization"]))

    with thor(answer_each, decide) as url, link_to(url + "/") as link:
        assert link.push('{"quotes": [1]}')["accepted"] == 1
        assert link.push('{"quotes": [1, 2]}')["accepted"] == 2

    assert asked == [("/api/v1/quotes/stream", "Bearer thor_secret")]


def test_a_connection_that_broke_is_opened_anew_by_the_next_push() -> None:
    connections: list[ServerConnection] = []

    def answer_one(connection: ServerConnection) -> None:
        connections.append(connection)
        connection.recv()
        if len(connections) > 1:
            connection.send('{"accepted": 1}')

    with thor(answer_one) as url, link_to(url) as link:
        with pytest.raises(Down, match="broke"):
            link.push("{}")
        assert link.push("{}")["accepted"] == 1

    assert len(connections) == 2


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (401, b'{"detail": "Log in first."}', Refused, "Log in first."),
        (403, b'{"detail": "This needs a key."}', Refused, "This needs a key."),
        (503, b'{"detail": "Try again."}', Down, "Thor answered 503: Try again."),
        (404, b"<html>", Down, "Thor answered 404: no reason was given"),
    ],
)
def test_a_handshake_that_is_refused_says_why(
    status: int, body: bytes, error: type[Exception], words: str
) -> None:
    def decide(connection: ServerConnection, _: Request) -> Response:
        return connection.respond(HTTPStatus(status), body.decode())

    with thor(answer_each, decide) as url, link_to(url) as link, pytest.raises(error, match=words):
        link.push("{}")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('{"code": "service_unavailable", "detail": "Livedata is away."}', "Livedata is away."),
        ("hello", "not Thor"),
    ],
)
def test_what_thor_cannot_take_just_now_is_to_be_tried_again(said: str, words: str) -> None:
    def answer(connection: ServerConnection) -> None:
        for _ in connection:
            connection.send(said)

    with thor(answer) as url, link_to(url) as link, pytest.raises(Down, match=words):
        link.push("{}")


def test_rows_of_which_none_was_accepted_are_an_answer() -> None:
    def answer(connection: ServerConnection) -> None:
        for _ in connection:
            connection.send('{"code": "no_quote_accepted", "errors": []}')

    with thor(answer) as url, link_to(url) as link:
        assert link.push("{}")["code"] == "no_quote_accepted"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://"])
def test_nobody_there_is_to_be_tried_again(url: str) -> None:
    with link_to(url) as link, pytest.raises(Down, match="cannot be reached"):
        link.push("{}")
