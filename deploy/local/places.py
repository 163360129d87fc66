"""Where things are: the repository, its environment, and the data folder of one Thor."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import sys
from collections.abc import Generator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
SERVICES = ("orders", "portfolio", "paper_engine", "livedata", "gateway")
"""In the order in which they are started. Stopped in the reverse order, so that nobody new is
let in, then no new quote comes, and the book is the last that can still write."""


class LauncherError(Exception):
    """What stops a command; the message is for the person at the terminal."""


def programs() -> Path:
    """The folder of the environment that holds `npm`, `ruff`, `lint-imports` and the rest."""
    return Path(sys.prefix) / "bin"


def environment() -> dict[str, str]:
    """The environment for everything the launcher starts: our own programs come first, and last
    the places where every system keeps `sh`, which npm needs and a bare `PATH` may lack."""
    places = (str(programs()), os.environ.get("PATH", ""), os.defpath)
    path = os.pathsep.join(place for place in places if place)
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}


@dataclass(frozen=True, slots=True)
class RunState:
    """`run.json`: the running Thor, for tests and for the other commands."""

    url: str
    pid: int
    ports: dict[str, int]
    pids: dict[str, int]
    postgres_url: str
    redis_url: str


@dataclass(frozen=True, slots=True)
class DataFolder:
    path: Path

    @classmethod
    def at(cls, chosen: Path | None) -> DataFolder:
        """The folder that was asked for, else that of `THOR_DATA`, else `.thor` in the clone."""
        named = os.environ.get("THOR_DATA")
        path = chosen or (Path(named) if named else ROOT / ".thor")
        return cls(path.expanduser().resolve())

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        return self.path / "valkey"

    @property
    def recordings(self) -> Path:
        return self.path / "recordings"

    @property
    def replay(self) -> DataFolder:
        """Where a replay keeps its own account, orders and bars: the next one begins anew."""
        return DataFolder(self.path / "replay")

    def make(self) -> None:
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LauncherError(f"The data folder {self.path} cannot be made: {error}.") from error

    @contextlib.contextmanager
    def claimed(self) -> Generator[None]:
        """Hold the folder for this launcher; the system lets go of it however we end."""
        with (self.path / "up.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise LauncherError(self._taken()) from error
            self._run_file.unlink(missing_ok=True)  # of a launcher that was killed
            try:
                yield
            finally:
                self._run_file.unlink(missing_ok=True)

    def empty(self) -> None:
        """Remove what an earlier run left. Only for a folder that is claimed and our own."""
        for entry in self.path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != "up.lock":
                entry.unlink()

    def is_claimed(self) -> bool:
        """Whether a launcher holds the folder now."""
        try:
            with self.path.joinpath("up.lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def _taken(self) -> str:
        state = self.running()
        where = f" at {state.url} (process {state.pid})" if state else ""
        return (
            f"Thor already runs{where} on the data in {self.path}.\n"
            "Stop it there with Ctrl-C, or give this one a folder of its own with --data DIR."
        )

    def secret(self) -> str:
        """The key between the services: made once, kept, readable only by its owner."""
        path = self.path / "internal-secret"
        if not path.exists():
            _write_privately(path, secrets.token_hex(32))
        return path.read_text()

    @property
    def _run_file(self) -> Path:
        return self.path / "run.json"

    def note_running(self, state: RunState) -> None:
        _write_privately(self._run_file, json.dumps(asdict(state), indent=2))

    def running(self) -> RunState | None:
        """What the launcher of this folder noted last, or nothing where none runs."""
        try:
            return RunState(**json.loads(self._run_file.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None


def _write_privately(path: Path, text: str) -> None:
    """All of it or nothing, and for its owner only."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(path)
