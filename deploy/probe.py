"""Ask a service whether it is ready. It is the health check of a container, many times a minute:
`python -IS deploy/probe.py PORT` says what is missing and ends with 1. By hand, for loading a
client library would cost more than everything else it does.
"""

from __future__ import annotations

import socket
import sys

PATIENCE_SECONDS = 10.0
"""A machine that is busy is not ill."""
QUESTION = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
SILENT = "it does not answer yet"


def lacking(answer: bytes) -> str | None:
    """What a service that gave this answer still waits for; nothing once it is ready."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1:2]
    if status == [b"200"]:
        return None
    import json  # noqa: PLC0415  rarely needed

    try:
        return "; ".join(json.loads(body)["missing"]) or "it is not ready yet"
    except (ValueError, KeyError, TypeError):
        return f"it answers {b''.join(status).decode(errors='replace') or 'nothing'}"


def main(port: int) -> int:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as link:
            link.sendall(QUESTION)
            answer = b"".join(iter(lambda: link.recv(65536), b""))
    except OSError:
        print(SILENT)
        return 1
    said = lacking(answer)
    if said is not None:
        print(said)
    return int(said is not None)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
