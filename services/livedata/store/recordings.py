"""Recordings on disk: a file a session and start, appended to, compressed, never changed.

Every few seconds what has gathered is compressed into a member of its own and appended to the
file: gzip reads members one after another, so whatever was flushed can be read, whenever the
process dies, and at most the torn end of the last write is lost. A start begins a new file.
"""

from __future__ import annotations

import asyncio
import gzip
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import NoReturn

import structlog

from services.livedata.domain.recording import SUFFIX, line_of
from services.livedata.domain.session import session_of
from shared.clock import Clock

FLUSH_SECONDS = 2.0
WAITING_BYTES_MAX = 64 * 1024 * 1024
PRUNE_SECONDS = 600.0
_CALENDAR = "XNYS"
_LEVEL = 3

_log = structlog.get_logger()


class Recorder:
    """Takes what was published, and writes it down in a thread of its own. What the disk does
    never reaches the quotes: if it is full or gone, the recording has a hole and the log says so.
    Without a folder nothing is recorded.
    """

    def __init__(
        self, folder: Path | None, clock: Clock, *, keep: timedelta, bytes_max: int
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._keep = keep
        self._bytes_max = bytes_max
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._file: Path | None = None
        self._session_ends_at = datetime.min.replace(tzinfo=UTC)
        self._failing = False
        self._one_at_a_time = Lock()

    def published(self, quotes: Iterable[bytes]) -> None:
        """Quotes, as JSON, that have just left."""
        if self._folder is None:
            return
        line = line_of(self._clock.now(), quotes)
        if self._waiting_bytes + len(line) > WAITING_BYTES_MAX:
            self._lose("more came than the disk takes")
        self._waiting.append(line)
        self._waiting_bytes += len(line)

    async def run(self) -> NoReturn:
        loop = asyncio.get_running_loop()
        prune_at = loop.time()
        try:
            while True:
                await asyncio.sleep(FLUSH_SECONDS)
                await asyncio.to_thread(self._write, self._take())
                if loop.time() >= prune_at:
                    prune_at = loop.time() + PRUNE_SECONDS
                    await asyncio.to_thread(self.prune)
        finally:
            self.flush()

    def flush(self) -> None:
        """Append what waits."""
        self._write(self._take())

    def _take(self) -> Sequence[bytes]:
        """In the thread of those who publish: nothing falls between two lists."""
        lines, self._waiting, self._waiting_bytes = self._waiting, [], 0
        return lines

    def _write(self, lines: Sequence[bytes]) -> None:
        with self._one_at_a_time:
            if self._folder is not None and lines:
                self._append(self._folder, lines)

    def _append(self, folder: Path, lines: Sequence[bytes]) -> None:
        member = gzip.compress(b"".join(lines), _LEVEL)
        try:
            with self._current(folder).open("ab") as file:
                file.write(member)
                file.flush()
                os.fdatasync(file.fileno())
        except OSError as error:
            self._file = None  # what was half written ends that file
            self._lose(str(error), lines=len(lines))
        else:
            self._failing = False

    def prune(self) -> None:
        """Remove what is too old and, the oldest first, what is too much."""
        try:
            if self._folder is not None:
                self._prune(self._folder)
        except OSError as error:  # such as a file that another process has just removed
            _log.warning("recordings_not_pruned", reason=str(error))

    def _prune(self, folder: Path) -> None:
        files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime)
        total = sum(file.stat().st_size for file in files)
        oldest = (self._clock.now() - self._keep).timestamp()
        for file in files:
            size, written_at = file.stat().st_size, file.stat().st_mtime
            if file == self._file or (written_at >= oldest and total <= self._bytes_max):
                continue
            file.unlink(missing_ok=True)
            total -= size
            _log.info("recording_removed", file=file.name, bytes=size)

    def _current(self, folder: Path) -> Path:
        now = self._clock.now()
        if self._file is None or now >= self._session_ends_at:
            session = session_of(_CALENDAR, now)
            self._session_ends_at = session.ends_at
            folder.mkdir(parents=True, exist_ok=True)
            self._file = folder / f"{session.day}_{now:%Y%m%dT%H%M%S.%fZ}{SUFFIX}"
        return self._file

    def _lose(self, why: str, *, lines: int | None = None) -> None:
        """Say once, until it works again, that the recording has a hole."""
        lost = len(self._waiting) if lines is None else lines
        if lines is None:
            self._waiting, self._waiting_bytes = [], 0
        if not self._failing:
            _log.error("recording_interrupted", reason=why, lines=lost)
        self._failing = True
