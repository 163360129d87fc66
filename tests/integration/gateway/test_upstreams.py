"""The client of the services against real sockets that answer, break off, or stay silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest

from services.gateway.domain.errors import AnswerLost, ServiceAway
from services.gateway.domain.routing import Service
from services.gateway.sources.upstreams import HttpUpstreams

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
