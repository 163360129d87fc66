"""The log files of the services, and what their last line says."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

BYTES_MAX = 10_000_000
OLD_MAX = 3
_TAIL_BYTES = 32_768


def rotate(log: Path) -> None:
    """Put a log that has grown large aside, and let go of the oldest."""
    if not log.exists() or log.stat().st_size < BYTES_MAX:
        return
    for number in range(OLD_MAX, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log if number == 1 else log.with_name(f"{log.name}.{number - 1}")
        if newer.exists():
            newer.replace(older)


def last_lines(log: Path, count: int) -> list[str]:
    """The last lines that say something, each as a sentence for people."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return []
    lines = [line for line in text.splitlines() if line.strip()]
    return [_readable(line) for line in lines[-count:]]


def _readable(line: str) -> str:
    with contextlib.suppress(ValueError):
        said = json.loads(line)
        if isinstance(said, dict) and "event" in said:
            exception = str(said.get("exception", "")).strip()
            cause = f": {exception.splitlines()[-1]}" if exception else ""
            return f"{said['event']}{cause}"
    return line
