"""Ask a service of ours whether it is ready, without waiting for it in the meantime."""

from __future__ import annotations

import asyncio
import contextlib

from deploy.probe import QUESTION, SILENT, lacking

ANSWER_SECONDS_MAX = 2.0


async def missing(port: int) -> str | None:
    """What the service on `port` still waits for; nothing once it is ready."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            return lacking(await _ask(port))
    except (OSError, TimeoutError):
        return SILENT


async def _ask(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(QUESTION)
        return await reader.read()
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
