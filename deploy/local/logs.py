"""The log files of the services, and what their last line says."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

BYTES_MAX = 10_000_000
OLD_MAX = 3
_TAIL_BYTES = 65_536


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
    return [_sentence(line) for line in _tail(log)[-count:]]


def last_words(log: Path, *, since_bytes: int = 0) -> str | None:
    """Why the process that began to write at `since_bytes` ended: the last error that it logged,
    for what follows one is only its tidying up; else its last line."""
    lines = _tail(log, since_bytes)
    errors = [line for line in lines if _record(line).get("level") in ("error", "critical")]
    return _sentence((errors or lines)[-1]) if lines else None


def _tail(log: Path, since_bytes: int = 0) -> list[str]:
    try:
        with log.open("rb") as file:
            file.seek(max(since_bytes, log.stat().st_size - _TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return []
    return [line for line in text.splitlines() if line.strip()]


def _sentence(line: str) -> str:
    said = _record(line)
    raised = [
        part.strip(" |+-")
        for part in str(said.get("exception", "")).splitlines()
        if part.strip(" |+-")
    ]
    return ": ".join([str(said.get("event", line)), *raised[-1:]])


def _record(line: str) -> dict[str, Any]:
    """What a line of JSON says; nothing where it is none."""
    with contextlib.suppress(ValueError):
        said = json.loads(line)
        if isinstance(said, dict):
            return said
    return {}
