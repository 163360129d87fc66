"""Golden files: what was once put on a stream, kept to the byte of its meaning.

`THOR_WRITE_GOLDEN=1 python -m pytest tests/contracts` writes them anew. Do that only for an
event that is new: a change of an old one breaks whoever reads the streams.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson

GOLDEN = Path(__file__).parents[1] / "contracts" / "golden"


def golden(stream: str, name: str) -> bytes:
    """The file's content. Raises `FileNotFoundError` where there is none yet."""
    return _path(stream, name).read_bytes()


def names(stream: str) -> set[str]:
    return {path.stem for path in (GOLDEN / stream).glob("*.json")}


def expect_golden(stream: str, name: str, body: bytes) -> None:
    """Fail unless `body` says what the golden file says, whatever the order of its fields."""
    if os.environ.get("THOR_WRITE_GOLDEN"):
        _write(_path(stream, name), orjson.loads(body))
    assert orjson.loads(body) == orjson.loads(golden(stream, name)), name


def _path(stream: str, name: str) -> Path:
    return GOLDEN / stream / f"{name}.json"


def _write(path: Path, body: Any) -> None:  # noqa: ANN401 - any JSON
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
