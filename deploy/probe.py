"""Ask a service whether it is ready. The launcher does, and the health check of a container:
`python deploy/probe.py PORT` says what is missing and ends with 1.

By hand rather than with a client library: loading one takes longer than everything else that the
launcher does before it can start the servers.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys

ANSWER_SECONDS_MAX = 2.0
PATIENCE_SECONDS = 10.0
"""Of a health check: a machine that is busy is not ill."""
_QUESTION = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


async def missing(port: int, *, seconds_max: float = ANSWER_SECONDS_MAX) -> str | None:
    """What the service on `port` still waits for; nothing once it is ready."""
    try:
        async with asyncio.timeout(seconds_max):
            answer = await _ask(port)
    except (OSError, TimeoutError):
        return "it does not answer yet"
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1:2]
    if status == [b"200"]:
        return None
    with contextlib.suppress(ValueError, KeyError, TypeError):
        return "; ".join(json.loads(body)["missing"]) or "it is not ready yet"
    return f"it answers {b''.join(status).decode(errors='replace') or 'nothing'}"


async def _ask(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_QUESTION)
        return await reader.read()
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def main(port: int) -> int:
    lacking = asyncio.run(missing(port, seconds_max=PATIENCE_SECONDS))
    if lacking is not None:
        print(lacking)
    return int(lacking is not None)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
