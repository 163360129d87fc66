"""Keeps one program running: starts it again when it dies, and stops it when told to."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.local.leftovers import NAME
from deploy.local.logs import last_words, rotate
from deploy.local.places import ROOT
from deploy.local.probe import missing

FIRST_DELAY_SECONDS = 0.2
LAST_DELAY_SECONDS = 5.0
HEALTHY_SECONDS = 30.0
"""A program that lived this long was well: its next death is answered at once again."""
STOP_SECONDS_MAX = 15.0
PROBE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    port: int


class Supervised:
    """One program in a process group of its own, deaf to the terminal's Ctrl-C.

    `say` tells the person at the terminal; `changed` is called with every new process.
    """

    def __init__(
        self, program: Program, *, say: Callable[[str], None], changed: Callable[[], None]
    ) -> None:
        self.program = program
        self._say = say
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self._log_began = 0

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    async def keep(self) -> None:
        """Run the program, again and again, until `stop` or `kill`."""
        delay = FIRST_DELAY_SECONDS
        announce: asyncio.Task[None] | None = None
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._run_once()
            if announce is not None:
                announce.cancel()
            if self._stopping.is_set():
                return
            if time.monotonic() - started >= HEALTHY_SECONDS:
                delay = FIRST_DELAY_SECONDS
            self._say(self._obituary(code, delay))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)
            delay = min(delay * 2, LAST_DELAY_SECONDS)
            announce = asyncio.create_task(self._announce_return())

    async def ready(self) -> None:
        """Return once the program says it is ready."""
        while await missing(self.program.port):  # noqa: ASYNC110  it happens elsewhere
            await asyncio.sleep(PROBE_SECONDS)

    def retire(self) -> None:
        """Do not start it again when it ends; it runs on until then."""
        self._stopping.set()

    async def stop(self) -> None:
        """Ask it to end; end it where it takes too long."""
        self.retire()
        process = self._process
        if process is None:
            return
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)
        self.kill()
        await process.wait()

    def kill(self) -> None:
        self.retire()
        self._signal(signal.SIGKILL)

    async def _run_once(self) -> int:
        rotate(self.program.log)
        with self.program.log.open("ab") as log:
            self._log_began = log.tell()
            self._process = await asyncio.create_subprocess_exec(
                *self.program.command,
                cwd=ROOT,
                env={**self.program.environment, NAME: self.program.name},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._changed()
        if self._stopping.is_set():  # since it was being started
            self._signal(signal.SIGTERM)
        code = await self._process.wait()
        self._process = None
        return code

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    async def _announce_return(self) -> None:
        died = time.monotonic()
        await self.ready()
        self._say(f"{self.program.name} is ready again ({time.monotonic() - died:.1f} s).")

    def _obituary(self, code: int, delay: float) -> str:
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        words = last_words(self.program.log, since_bytes=self._log_began)
        said = f"\n    its last words: {words}" if words else ""
        return f"{self.program.name} {how}; starting it again in {delay:g} s.{said}"
