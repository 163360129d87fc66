"""A recording, played again: at its own pace, faster, or as fast as it is taken.

The market's time in this service is the recording's: it stands at what was last said and moves
only with the file. So what the gate decides, and every bar, follows from the file alone, however
fast it is played and whatever the machine does meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import structlog

from services.livedata.domain.quote import Observation
from services.livedata.domain.recording import Frame
from services.livedata.ports import Desk
from services.livedata.sources.recording import BadRecording, frames, is_own
from shared.clock import Clock

STEP = timedelta(milliseconds=50)
"""What is said within one step leaves together, so a faster replay makes no smaller batches."""
CONFIRM_AFTER = timedelta(seconds=5)
READ_AHEAD = 2_000
LOOK_SECONDS = 0.01

_log = structlog.get_logger()


class ReplayClock:
    """The market's time, as far as the recording has been played."""

    def __init__(self, begins: datetime) -> None:
        self._now = begins

    def now(self) -> datetime:
        return self._now

    def advance(self, to: datetime) -> None:
        """It never goes back."""
        self._now = max(self._now, to)


class ReplaySource:
    """`pace` is the market's time in all other services; with `None` the files are played as fast
    as `step_done` returns. It is awaited after each step, and lets what was said go out.

    A process that starts in the middle plays without a pause until it is where the market is.
    """

    name = "replay"
    simulated = True

    def __init__(
        self,
        paths: Sequence[Path],
        clock: ReplayClock,
        pace: Clock | None,
        step_done: Callable[[], Awaitable[None]],
    ) -> None:
        self._paths = paths
        self._clock = clock
        self._pace = pace
        self._step_done = step_done
        self._standing: dict[str, Observation] = {}
        self._confirmed_at = datetime.min.replace(tzinfo=UTC)
        self._step_ends: datetime | None = None

    async def run(self, desk: Desk) -> NoReturn:
        try:
            await self.play(desk)
            message = "The recording has ended; its last prices grow stale."
        except BadRecording as error:
            message = f"The replay stops. {error}"
            _log.error("replay_failed", error=str(error))
        desk.report(self.name, "down", message, symbols=len(self._standing))
        while True:
            await asyncio.sleep(STEP.total_seconds())
            if self._pace is not None:
                self._clock.advance(self._pace.now())
            await self._step_done()

    async def play(self, desk: Desk) -> None:
        """Bring everything to `desk`. Raises `BadRecording`."""
        for path in self._paths:
            message = f"Replay of {path.name}: prices of another day."
            desk.report(self.name, "live", message, symbols=len(self._standing))
            reader = frames(path)
            while ahead := await asyncio.to_thread(_next, reader):
                for frame in ahead:
                    await self._reach(frame.at)
                    self._say(desk, frame, stands=not is_own(path))
        await self._step_done()

    async def _reach(self, at: datetime) -> None:
        """End the step that is under way if `at` is beyond it, and wait for that time."""
        if self._step_ends is not None and at < self._step_ends:
            return
        if self._step_ends is not None:
            await self._step_done()
        self._step_ends = at + STEP
        if self._pace is not None:
            while self._pace.now() < at:  # noqa: ASYNC110 - nothing tells when that time comes
                await asyncio.sleep(LOOK_SECONDS)

    def _say(self, desk: Desk, frame: Frame, *, stands: bool) -> None:
        self._clock.advance(frame.at)
        for as_of, said in frame.words:
            desk.observe(self.name, (said,), at=as_of)
            self._standing[said.symbol] = said
        if stands and frame.at - self._confirmed_at >= CONFIRM_AFTER:
            # On an exchange a quote stands until the next one: ticks are only what changes.
            self._confirmed_at = frame.at
            desk.observe(self.name, list(self._standing.values()), at=frame.at)


def _next(reader: Iterator[Frame]) -> Sequence[Frame]:
    """A few thousand words; none at the end."""
    taken: list[Frame] = []
    words = 0
    for frame in reader:
        taken.append(frame)
        words += 1 + len(frame.words)
        if words >= READ_AHEAD:
            break
    return taken
