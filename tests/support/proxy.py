"""A wire between client and server that loses answers: the worst moment to lose a connection."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path


class Wire:
    """Forwards bytes between unix sockets. After `lose_answer_to` the next request that holds the
    given bytes is carried out by the server, and then both ends are cut."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._pattern: bytes | None = None
        self.lost = 0

    def lose_answer_to(self, pattern: bytes) -> None:
        self._pattern = pattern

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        above_reader, above_writer = await asyncio.open_unix_connection(str(self._server))
        answers = asyncio.create_task(_copy(above_reader, writer))
        with contextlib.suppress(OSError):
            while request := await reader.read(65536):
                lose = self._pattern is not None and self._pattern in request
                if lose:
                    self._pattern = None
                    answers.cancel()
                    await asyncio.wait([answers])
                above_writer.write(request)
                await above_writer.drain()
                if lose:
                    await above_reader.read(65536)  # the server has done it
                    self.lost += 1
                    break
        answers.cancel()
        await asyncio.wait([answers])
        for end in (writer, above_writer):
            end.close()
            with contextlib.suppress(OSError):
                await end.wait_closed()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def wire(server: Path, client: Path) -> AsyncGenerator[Wire]:
    """A wire whose client side is the unix socket `client`."""
    between = Wire(server)
    listening = await asyncio.start_unix_server(between.serve, str(client))
    try:
        yield between
    finally:
        listening.close()
