"""Loops outlive the servers they talk to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from shared.bus.faults import AWAY, Backoff
from shared.kernel.errors import Unavailable


async def retrying(name: str, loop: Callable[[Backoff], Awaitable[None]]) -> None:
    """Run `loop` for ever, anew after a pause whenever a server it needs is away. The loop
    resets the pauses whenever it has got something done."""
    log = structlog.get_logger()
    backoff = Backoff()
    while True:
        try:
            await loop(backoff)
        except (*AWAY, Unavailable) as error:
            log.warning("waiting_for_a_server", loop=name, error=str(error))
            await backoff.wait()
