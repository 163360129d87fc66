"""Servers that speak as Alpaca's and Schwab's do, as far as a client of their quotes can tell."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgpack
from fastapi import FastAPI, WebSocket
from starlette.websockets import WebSocketDisconnect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.support.edge import serving

VALID = "the token of today"


@dataclass
class Alpaca:
    """Stream (msgpack over a websocket) and snapshots (JSON over HTTP) on one address."""

    key: str = "key"
    snapshots: dict[str, Any] = field(default_factory=dict[str, Any])
    subscriptions: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    refusal: str | None = None
    url: str = ""
    _socket: WebSocket | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        app = FastAPI()
        app.add_api_websocket_route("/v2/iex", self._stream)

        @app.get("/v2/stocks/snapshots")
        async def snapshots() -> dict[str, Any]:
            return self.snapshots

        async with serving(app) as address:
            self.url = f"http://{address}"
            yield

    @property
    def stream_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/v2/iex"

    async def say(self, *messages: Mapping[str, Any]) -> None:
        assert self._socket is not None
        stamped = [{"t": msgpack.Timestamp(1_748_874_600, 0), **message} for message in messages]
        await self._socket.send_bytes(_packed(stamped))

    async def hang_up(self) -> None:
        assert self._socket is not None
        await self._socket.close(1011)

    async def _stream(self, socket: WebSocket) -> None:
        await socket.accept()
        await self._control(socket, T="success", msg="connected")
        asked = msgpack.unpackb(await socket.receive_bytes())
        if self.refusal is not None or asked != {
            "action": "auth", "key": self.key, "secret": "secret",
        }:  # fmt: skip
            await self._control(socket, T="error", code=402, msg=self.refusal or "auth failed")
            await socket.close()
            return
        await self._control(socket, T="success", msg="authenticated")
        try:
            while True:
                asked = msgpack.unpackb(await socket.receive_bytes())
                self.subscriptions.append(asked)
                self._socket = socket
                await self._control(socket, T="subscription", quotes=asked["quotes"])
        except WebSocketDisconnect:
            self._socket = None

    async def _control(self, socket: WebSocket, **message: object) -> None:
        await socket.send_bytes(_packed([message]))


def _packed(messages: object) -> bytes:
    body = msgpack.packb(messages)
    assert isinstance(body, bytes)
    return body


@dataclass
class _Answer:
    status_code: int
    body: Any

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        return self.body

    def raise_for_status(self) -> None:
        return None


@dataclass
class _Token:
    token: dict[str, str]


@dataclass
class Schwab:
    """The streamer, and a client as schwab-py makes one: it knows the address and has a token."""

    token: str = VALID
    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    logins: int = 0
    server: Server | None = None
    connection: ServerConnection | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        async with serve(self._serve, "127.0.0.1", 0) as self.server:
            yield

    def client(self, token: str = VALID) -> Any:  # noqa: ANN401 - theirs is untyped, too
        schwab = self

        class Client:
            token_metadata = _Token({"access_token": token})

            async def get_user_preferences(self) -> _Answer:
                assert schwab.server is not None
                port = schwab.server.sockets[0].getsockname()[1]
                streamer = {
                    "streamerSocketUrl": f"ws://127.0.0.1:{port}/ws",
                    "schwabClientCustomerId": "customer",
                    "schwabClientCorrelId": "correlation",
                    "schwabClientChannel": "N9",
                    "schwabClientFunctionId": "APIAPP",
                }
                return _Answer(200, {"streamerInfo": [streamer]})

            async def close_async_session(self) -> None:
                return None

        return Client()

    async def say(
        self,
        service: str = "LEVELONE_EQUITIES",
        **content: Any,  # noqa: ANN401 - any field
    ) -> None:
        """A change of one symbol; fields by their numbers, as `_1`."""
        fields = {name.removeprefix("_"): value for name, value in content.items()}
        data = {"service": service, "command": "SUBS", "content": [fields]}
        await self._send({"data": [data]})

    async def beat(self) -> None:
        await self._send({"notify": [{"heartbeat": "1748874600000"}]})

    async def hang_up(self) -> None:
        assert self.connection is not None
        await self.connection.close()

    async def _send(self, message: object) -> None:
        assert self.connection is not None
        await self.connection.send(json.dumps(message))

    async def _serve(self, connection: ServerConnection) -> None:
        try:
            async for text in connection:
                for request in json.loads(text)["requests"]:
                    await self._answer(connection, request)
        except ConnectionClosed:
            pass

    async def _answer(self, connection: ServerConnection, request: dict[str, Any]) -> None:
        self.requests.append(request)
        code, said = 0, "ok"
        if request["command"] == "LOGIN":
            self.logins += 1
            if request["parameters"]["Authorization"] != self.token:
                code, said = 3, "Login Denied."
        response = {
            "service": request["service"],
            "command": request["command"],
            "requestid": request["requestid"],
            "content": {"code": code, "msg": said},
        }
        await connection.send(json.dumps({"response": [response]}))
        if request["command"] == "SUBS":
            self.connection = connection


async def until(done: Any, what: str) -> None:  # noqa: ANN401 - any function that says so
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110 - a look now and then is enough
            await asyncio.sleep(0.01)
    assert done(), what
