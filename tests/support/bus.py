"""What tests of the bus and of its users need: events to send, loops to run, effects to count."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from typing import ClassVar, Literal
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus.outbox import PostgresOutbox
from shared.contracts.event import Event
from shared.contracts.streams import Stream
from tests.support.clock import MONDAY


class Counted(Event, frozen=True):
    """An event of a key, with its number within that key."""

    stream: ClassVar[Stream] = Stream.ORDERS
    source: ClassVar[str] = "/thor/tests"

    type: Literal["counted.v1"] = "counted.v1"
    name: str
    number: int

    @property
    def key(self) -> str:
        return self.name


def counted(name: str, number: int) -> Counted:
    return Counted(event_id=uuid4(), occurred_at=MONDAY, name=name, number=number)


async def announce(engine: AsyncEngine, *events: Event) -> None:
    """Commit events through the outbox, as a business transaction does."""
    async with engine.begin() as connection:
        outbox = PostgresOutbox(connection)
        for event in events:
            outbox.append(event)
        await outbox.flush()


@contextlib.asynccontextmanager
async def running(*loops: Callable[[], Coroutine[None, None, None]]) -> AsyncGenerator[None]:
    """Run loops beside the block. A loop that fails, or does not end when it is told to, fails
    the block."""
    tasks = [asyncio.create_task(loop()) for loop in loops]
    try:
        yield
    finally:
        ended = [task for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        _, stuck = await asyncio.wait(tasks, timeout=15)
        for task in stuck:
            task.print_stack()
        for task in ended:
            task.result()
        assert not stuck, "a loop did not end when it was cancelled"


async def until(
    true: Callable[[], bool | Awaitable[bool]], what: str, *, seconds: float = 60
) -> None:
    """Wait until a condition holds; fail with its name when it takes too long."""
    deadline = time.monotonic() + seconds
    while True:
        answer = true()
        if answer if isinstance(answer, bool) else await answer:
            return
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen within {seconds} s: {what}")
        await asyncio.sleep(0.01)
