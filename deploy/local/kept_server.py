"""Keeps one embedded server running for as long as Thor does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Protocol

from deploy.local.server import ServerFailed

LOOK_SECONDS = 0.3
RETRY_SECONDS = 2.0


class Server(Protocol):
    """What `deploy.local.servers` offers; every call may block for seconds."""

    @property
    def name(self) -> str: ...
    @property
    def running(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...


class KeptServer:
    """`say` tells the person at the terminal."""

    def __init__(self, server: Server, *, say: Callable[[str], None]) -> None:
        self._server = server
        self._say = say
        self._stopping = asyncio.Event()
        self._at_work: asyncio.Future[None] | None = None

    async def start(self) -> None:
        await self._in_thread(self._server.start)

    async def keep(self) -> None:
        """Start the server again whenever it dies, until `stop`."""
        while not self._stopping.is_set():
            if not self._server.running:
                await self._revive()
            await self._wait(LOOK_SECONDS)

    def retire(self) -> None:
        """Do not start it again when it ends; it runs on until then."""
        self._stopping.set()

    async def stop(self) -> None:
        """Stop in order, after whatever was being done to the server."""
        self.retire()
        if self._at_work is not None:
            await asyncio.wait([self._at_work])
        await asyncio.to_thread(self._server.stop)

    def kill(self) -> None:
        self.retire()
        self._server.kill()

    async def _revive(self) -> None:
        self._say(f"{self._server.name} ended unexpectedly; starting it again.")
        try:
            await self._in_thread(self._server.stop)  # lets go of its folder
            if self._stopping.is_set():
                return
            await self._in_thread(self._server.start)
        except ServerFailed as error:
            self._say(f"{error}\n{self._server.name} is tried again in {RETRY_SECONDS:g} s.")
            await self._wait(RETRY_SECONDS)
            return
        self._say(f"{self._server.name} is back.")

    async def _in_thread(self, act: Callable[[], None]) -> None:
        # Shielded: a thread cannot be cancelled, so `stop` waits for it instead.
        self._at_work = asyncio.ensure_future(asyncio.to_thread(act))
        await asyncio.shield(self._at_work)

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
