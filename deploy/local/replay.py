"""What `./thor up --replay` plays, and the time that all services then keep."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deploy.local.places import DataFolder, LauncherError
from services.livedata.domain.recording import SUFFIX
from services.livedata.sources.recording import BadRecording, span
from shared.clock import PacedClock

QUOTES_PER_SECOND_MAX = 4_000
"""What all five services together carry on two cores: `max` is this fast on the average."""
SPEED_MAX = 100_000
STARTING = timedelta(seconds=8)
"""The services are given this long to start before the recording begins."""


@dataclass(frozen=True, slots=True)
class Replay:
    files: tuple[Path, ...]
    begins: datetime
    speed: float

    def settings(self, *, stale_after: float, now: datetime) -> Mapping[str, str]:
        """Ages count in the market's time, and the machine takes its own time for every step: so
        what is stale is N times as old in a market that runs N times as fast."""
        clock = PacedClock(self.begins - STARTING * self.speed, now, self.speed)
        return {
            "THOR_SOURCES": "replay",
            "THOR_REPLAY_FILES": ",".join(str(file) for file in self.files),
            "THOR_MARKET_CLOCK": str(clock),
            "THOR_STALE_AFTER_SECONDS": f"{stale_after * max(1.0, self.speed):g}",
        }


def plan(wish: str, speed: str, recordings: Path) -> Replay:
    """What to play for `--replay FILE_OR_SESSION --speed N`. Raises `LauncherError`."""
    files = _files(wish, recordings)
    try:
        spans = [span(file) for file in files]
    except BadRecording as error:
        raise LauncherError(f"--replay: {error}") from error
    begins, ends = spans[0][0], spans[-1][1]
    quotes = sum(count for _, _, count in spans)
    return Replay(files, begins, _speed(speed, quotes, (ends - begins).total_seconds()))


def _files(wish: str, recordings: Path) -> tuple[Path, ...]:
    path = Path(wish).expanduser()
    if path.is_file():
        return (path.absolute(),)
    found = sorted(recordings.glob(f"{wish}*{SUFFIX}")) if "/" not in wish and wish else []
    if not found:
        raise LauncherError(
            f"--replay: there is no file {wish}, and no session of that name is recorded. "
            "`./thor recordings` lists what there is."
        )
    return tuple(found)


def _speed(wish: str, quotes: int, seconds: float) -> float:
    if wish == "max":
        return max(1.0, min(SPEED_MAX, QUOTES_PER_SECOND_MAX * seconds / quotes))
    try:
        speed = float(wish.removesuffix("x"))
    except ValueError:
        speed = 0.0
    if not 0 < speed <= SPEED_MAX:
        raise LauncherError(f"--speed is a number above 0 and up to {SPEED_MAX}, or max.")
    return speed


def list_recordings(chosen: Path | None) -> None:
    """Print what was recorded, the newest last."""
    data = DataFolder.at(chosen)
    rows = list(_recordings(data))
    if not rows:
        print(f"Nothing is recorded in {data.recordings} yet.")
        return
    table = Table("session", "from (UTC)", "to (UTC)", "size", "file", box=None)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    print("Play one with:  ./thor up --replay SESSION --speed 10")


def _recordings(data: DataFolder) -> Iterator[tuple[str, ...]]:
    for file in sorted(data.recordings.glob(f"*{SUFFIX}")):
        session, _, began = file.name.removesuffix(SUFFIX).partition("_")
        try:
            begins = datetime.strptime(began, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
        except ValueError:
            continue  # somebody else's file
        status = file.stat()
        ends = datetime.fromtimestamp(status.st_mtime, UTC)
        size = f"{status.st_size / 1_000_000:.1f} MB"
        yield session, f"{begins:%m-%d %H:%M:%S}", f"{ends:%m-%d %H:%M:%S}", size, file.name
