"""Stamps: what a slow step was made from, so that it is done again only when that changes."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
from collections.abc import AsyncGenerator, Iterable
from pathlib import Path

WAIT_SECONDS = 0.2


def digest(files: Iterable[Path], *, base: Path) -> str:
    """One digest of the names and contents of `files`."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(f"{path.relative_to(base)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    try:
        return stamp.read_text() == wanted
    except FileNotFoundError:
        return False


@contextlib.asynccontextmanager
async def alone(path: Path) -> AsyncGenerator[None]:
    """Hold `path` so that two launchers never do the same step side by side."""
    with path.open() as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(WAIT_SECONDS)
        yield
