"""Which ports to listen on."""

from __future__ import annotations

import errno
import random
import socket

from deploy.local.places import LauncherError

PREFERRED = 8000
_TRIED_AFTER_PREFERRED = 100
_INTERNAL = range(18_000, 32_000)
"""Below the ports that systems lend to outgoing connections, so that a service which is started
again finds its own port still free."""


def for_browsers(wanted: int | None) -> int:
    """The port that was asked for (0: any), else 8000 or the next that is free."""
    if wanted:
        if not _is_free(wanted):
            raise LauncherError(f"Port {wanted} is taken; choose another with --port.")
        return wanted
    if wanted == 0:
        return for_services(1)[0]
    for port in range(PREFERRED, PREFERRED + _TRIED_AFTER_PREFERRED):
        if _is_free(port):
            return port
    raise LauncherError(f"No port from {PREFERRED} on is free; choose one with --port.")


def for_services(count: int) -> list[int]:
    """`count` free ports that no two launchers are likely to choose at once."""
    chosen: list[int] = []
    for port in random.SystemRandom().sample(_INTERNAL, len(_INTERNAL)):
        if len(chosen) == count:
            break
        if _is_free(port):
            chosen.append(port)
    return chosen


def _is_free(port: int) -> bool:
    """Free on both loopback addresses: a browser may take either for `localhost`."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            if family is socket.AF_INET or error.errno == errno.EADDRINUSE:
                return False
    return True
