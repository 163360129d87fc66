"""A client's end of one connection, without a socket between them."""

from __future__ import annotations

import asyncio
from typing import TypeVar
from uuid import uuid4

from pydantic import BaseModel, TypeAdapter

from services.gateway.domain.credentials import Principal
from services.gateway.handlers.live.channels import OrdersChannel
from services.gateway.handlers.live.hub import Hub
from shared.contracts.websocket import Hello, ServerMessage
from shared.kernel.ids import UserId
from tests.support.gateway import ACCOUNT

KEY = str(ACCOUNT)
EMPTY = b'{"orders":[]}'
Message = TypeVar("Message", bound=BaseModel)
messages: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Watcher:
    """Reads what a connection sends, unless it is told not to."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.connection = hub.open(Principal(UserId(uuid4()), uuid4(), by_cookie=True))
        self.reads = asyncio.Event()
        self.reads.set()
        self.frames: list[ServerMessage] = []
        self._sender = asyncio.create_task(self.connection.run_sender(self._send))

    async def _send(self, frame: bytes) -> None:
        await self.reads.wait()
        self.frames.append(messages.validate_json(frame))

    async def read(self) -> list[ServerMessage]:
        """Everything that has come since the last time."""
        for _ in range(5):
            await asyncio.sleep(0)
        got, self.frames = self.frames, []
        return got

    async def one(self, kind: type[Message]) -> Message:
        (frame,) = [frame for frame in await self.read() if not isinstance(frame, Hello)]
        assert isinstance(frame, kind)
        return frame

    async def close(self) -> None:
        self._sender.cancel()
        await asyncio.gather(self._sender, return_exceptions=True)
        self.hub.leave(self.connection)


def follow_orders(hub: Hub, screen: Watcher) -> OrdersChannel:
    channel = hub.subscribe_orders(KEY, screen.connection)
    channel.loaded(EMPTY)
    screen.connection.wake()
    return channel
