"""Quotes from a workbook that Excel, or any other program, keeps saving."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, NoReturn

import structlog

from services.livedata.domain.diagnosis import Diagnosis, Vouching, of_reading, unsaved
from services.livedata.domain.quote import Observation
from services.livedata.domain.sheet import Reading, SheetReader
from services.livedata.ports import Desk
from services.livedata.sources.workbook import Unreadable, Version, Workbook
from shared.clock import Clock

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Habits:
    """How the workbook is watched. It is looked at every `poll_seconds`; a save that cannot be
    read is tried again for `patience` before anybody hears of it, because other programs are
    caught in the middle of writing. `settling` covers file systems whose times are too coarse
    to tell two saves apart: for so long after a save the file's content is looked at too."""

    poll_seconds: float = 0.05
    retry_seconds: float = 0.1
    patience: timedelta = timedelta(seconds=2)
    settling: timedelta = timedelta(seconds=2)
    settling_every: timedelta = timedelta(milliseconds=200)
    frozen_saves: int = 5
    frozen_after: timedelta = timedelta(seconds=60)
    unsaved_after: timedelta = timedelta(seconds=15)


class Save(NamedTuple):
    """A save that has not been seen before. `modified_at` is the file's own time."""

    sheet: str
    reading: Reading
    modified_at: datetime


class Watch:
    """Sees each save once. Blocks; used from one thread at a time."""

    def __init__(self, workbook: Workbook, habits: Habits) -> None:
        self._workbook = workbook
        self._habits = habits
        self._version: Version | None = None
        self._content = b""
        self._reader = SheetReader()
        self._found: tuple[str, Reading] | None = None
        self._saved_at: datetime | None = None
        self._read_at: datetime | None = None

    def look(self, now: datetime) -> Save | None:
        """The newest save if it is news, else `None`. Raises `Unreadable`."""
        try:
            version = self._workbook.version()
            if version == self._version and not self._must_look_inside(now):
                return None
            content = self._workbook.content()
            self._read_at = now
            if version == self._version and content == self._content:
                return None
            if content != self._content or self._found is None:
                table = self._workbook.table(content)
                self._found = table.sheet, self._reader.read(table.rows, table.layout)
        except Unreadable:
            self._version = None  # so that it is read again, changed or not
            raise
        self._version, self._content, self._saved_at = version, content, now
        seconds = min(max(version.modified_ns / 1e9, 0), now.timestamp())
        return Save(*self._found, modified_at=datetime.fromtimestamp(seconds, UTC))

    def _must_look_inside(self, now: datetime) -> bool:
        if self._saved_at is None or self._read_at is None:
            return True
        settled = now - self._saved_at > self._habits.settling
        return not settled and now - self._read_at >= self._habits.settling_every


class ExcelSource:
    name = "excel"
    simulated = False

    def __init__(self, workbook: Workbook, clock: Clock, habits: Habits) -> None:
        self._workbook = workbook
        self._clock = clock
        self._habits = habits
        self._watch = Watch(workbook, habits)
        self._seen: list[Observation] = []
        self._vouching: Vouching | None = None
        self._failing_since: datetime | None = None
        self._reported: Diagnosis | None = None

    async def run(self, desk: Desk) -> NoReturn:
        loop = asyncio.get_running_loop()
        pool = ThreadPoolExecutor(1, thread_name_prefix="workbook")
        try:
            while True:
                try:
                    save = await loop.run_in_executor(pool, self._watch.look, self._clock.now())
                except Unreadable as problem:
                    self._failed(desk, problem.diagnosis)
                    await asyncio.sleep(self._habits.retry_seconds)
                    continue
                if save is None:
                    self._nothing_new(desk)
                else:
                    self.take(desk, save)
                await asyncio.sleep(self._habits.poll_seconds)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def take(self, desk: Desk, save: Save) -> None:
        """Bring one save to the desk."""
        now = self._clock.now()
        reading = save.reading
        vouching = self._vouch(reading.observations, save, now)
        self._seen, self._vouching = reading.observations, vouching
        self._failing_since = None
        found = of_reading(reading, self._workbook.name, save.sheet, frozen=vouching.frozen)
        self._report(desk, found)
        if not vouching.frozen:
            desk.observe(self.name, reading.observations, at=vouching.vouched_at)

    def _vouch(self, seen: list[Observation], save: Save, now: datetime) -> Vouching:
        """The first save that is seen is as old as the file says; a later one was made now,
        whatever the clock of the machine that keeps the file says."""
        if self._vouching is None:
            return Vouching(vouched_at=save.modified_at, changed_at=save.modified_at)
        return self._vouching.saved(
            changed=seen != self._seen,
            at=now,
            saves_max=self._habits.frozen_saves,
            frozen_after=self._habits.frozen_after,
        )

    def _nothing_new(self, desk: Desk) -> None:
        """Say that saves fail to come, unless there is something better to say already."""
        if self._vouching is None or self._reported is None or self._reported.state != "live":
            return
        if self._clock.now() - self._vouching.vouched_at > self._habits.unsaved_after:
            seconds = int(self._habits.unsaved_after.total_seconds())
            self._report(desk, unsaved(self._workbook.name, seconds))

    def _failed(self, desk: Desk, problem: Diagnosis) -> None:
        now = self._clock.now()
        self._failing_since = self._failing_since or now
        never_good = self._vouching is None
        if never_good or now - self._failing_since >= self._habits.patience:
            self._report(desk, problem)

    def _report(self, desk: Desk, found: Diagnosis) -> None:
        if found == self._reported:
            return
        self._reported = found
        _log.info("workbook", state=found.state, message=found.message)
        desk.report(self.name, found.state, found.message, symbols=len(self._seen))
