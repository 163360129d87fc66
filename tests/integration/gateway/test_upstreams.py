"""The client of the services against real sockets that answer, break off, or stay silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from yarl import URL

from services.gateway.domain.errors import AnswerLost, ServiceAway
from services.gateway.domain.routing import Service
from services.gateway.sources.upstreams import HttpUpstreams, by_name

Behavior = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Start = Callable[[Behavior], Awaitable[HttpUpstreams]]

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\netag: 1\r\n\r\n{}"


@pytest.fixture
async def start() -> AsyncGenerator[Start]:
    stack: list[asyncio.Server | HttpUpstreams] = []

    async def serve(behavior: Behavior) -> HttpUpstreams:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await behavior(reader, writer)
            finally:
                writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        address = {Service.ORDERS: f"http://127.0.0.1:{port}"}
        upstreams = await HttpUpstreams(address, timeout_seconds=0.5).__aenter__()
        stack.extend((server, upstreams))
        return upstreams

    yield serve
    for opened in reversed(stack):
        if isinstance(opened, HttpUpstreams):
            await opened.__aexit__(None, None, None)
        else:
            opened.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


async def test_connections_are_kept_and_hop_headers_dropped(start: Start) -> None:
    connections = 0

    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while True:
            try:
                await _request(reader)
            except asyncio.IncompleteReadError:
                return
            writer.write(OK)

    upstreams = await start(answering)
    answers = [
        await upstreams.send(Service.ORDERS, "GET", "/api/v1/orders?x=%20", headers={})
        for _ in range(3)
    ]

    assert connections == 1
    assert answers[0].body == b"{}"
    assert answers[0].headers == [(b"etag", b"1")]


async def test_a_service_that_does_not_listen_is_away(start: Start) -> None:
    upstreams = HttpUpstreams({Service.ORDERS: "http://127.0.0.1:9"}, timeout_seconds=1)
    async with upstreams:
        with pytest.raises(ServiceAway):
            await upstreams.send(Service.ORDERS, "GET", "/", headers={})


async def test_an_answer_that_breaks_off_is_lost(start: Start) -> None:
    async def breaking(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _request(reader)
        writer.write(OK[:-10])

    upstreams = await start(breaking)
    with pytest.raises(AnswerLost):
        await upstreams.send(Service.ORDERS, "POST", "/", headers={}, body=b"{}")


async def test_an_answer_that_does_not_come_in_time_is_lost(start: Start) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _request(reader)
        await asyncio.sleep(2)

    upstreams = await start(silent)
    with pytest.raises(AnswerLost):
        await upstreams.send(Service.ORDERS, "POST", "/", headers={}, body=b"{}")


def knows(order: bytes) -> Behavior:
    """An engine that owns the shard of one order."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found = b"/orders/" + order in await _request(reader)
        status = b"200 OK" if found else b"404 Not Found"
        writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 3\r\n\r\n" + order)

    return answer


@asynccontextmanager
async def engines(*behaviors: Behavior, lost: int = 0) -> AsyncGenerator[HttpUpstreams]:
    """Replicas of the paper engine behind one name; `lost` more are named and do not listen."""
    async with AsyncExitStack() as stack:
        urls = [URL("http://127.0.0.1:9")] * lost
        for behavior in behaviors:

            async def connected(
                reader: asyncio.StreamReader,
                writer: asyncio.StreamWriter,
                behavior: Behavior = behavior,
            ) -> None:
                await behavior(reader, writer)
                writer.close()

            server = await asyncio.start_server(connected, "127.0.0.1", 0)
            stack.callback(server.close)
            urls.append(URL(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))

        async def replicas(url: URL) -> list[URL]:
            return [each.with_path(url.path) for each in urls]

        named = {Service.PAPER_ENGINE: "http://paper_engine:8000"}
        yield await stack.enter_async_context(
            HttpUpstreams(named, timeout_seconds=5, replicas=replicas)
        )


@pytest.mark.parametrize("order", [b"one", b"two"])
async def test_the_engine_that_has_the_order_answers_whichever_it_is(order: bytes) -> None:
    async with engines(knows(b"one"), knows(b"two")) as upstreams:
        answer = await upstreams.send(
            Service.PAPER_ENGINE, "GET", f"/orders/{order.decode()}", headers={}
        )

    assert (answer.status, answer.body) == (200, order)


async def test_an_order_that_no_engine_has_is_not_found() -> None:
    async with engines(knows(b"one"), knows(b"two")) as upstreams:
        answer = await upstreams.send(Service.PAPER_ENGINE, "GET", "/orders/three", headers={})

    assert answer.status == 404


async def test_an_order_is_not_called_unknown_while_an_engine_is_away() -> None:
    async with engines(knows(b"one"), lost=1) as upstreams:
        with pytest.raises(ServiceAway):
            await upstreams.send(Service.PAPER_ENGINE, "GET", "/orders/three", headers={})
        answer = await upstreams.send(Service.PAPER_ENGINE, "GET", "/orders/one", headers={})

    assert answer.status == 200


async def test_every_address_of_a_name_is_a_replica() -> None:
    found = await by_name(URL("http://127.0.0.1:8004/api/v1/orders/x/why?y=1"))

    assert found == [URL("http://127.0.0.1:8004/api/v1/orders/x/why?y=1")]
