"""The whole running product, as a person starts it: `./thor up` in a process of its own."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
SERVICES = ("orders", "portfolio", "paper_engine", "livedata", "gateway")
SERVERS = ("postgres", "valkey")
START_SECONDS_MAX = 240.0
STOP_SECONDS_MAX = 60.0


@contextmanager
def data_folder() -> Generator[Path]:
    """A folder for data, gone after the block.

    Not one of pytest's: as root, PostgreSQL runs as another user, from whom pytest closes its
    own folders whenever a session begins.
    """
    folder = Path(tempfile.mkdtemp(prefix="thor-")).resolve()
    try:
        yield folder / "data"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Product:
    """One Thor with a data folder of its own.

    `options` are those of `thor up`. The port is chosen at the first start and kept, so that a
    page in a browser finds the product again after `restart`.
    """

    def __init__(self, data: Path, options: Sequence[str] = ()) -> None:
        self.data = data
        self.options = list(options)
        self.said: list[str] = []
        """What the launcher has printed so far, line by line."""
        self._port = 0
        self._launcher: subprocess.Popen[str] | None = None
        self._ended: queue.Queue[None] = queue.Queue()

    @property
    def url(self) -> str:
        """Where the UI and the API are, without a slash at the end."""
        return str(self._state()["url"])

    @property
    def pids(self) -> dict[str, int]:
        """The processes by name: the five services, `postgres` and `valkey`."""
        servers = {name: self._server_pid(name) for name in SERVERS}
        return {**self._state()["pids"], **servers}

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command of `./thor`, on this product's data."""
        return subprocess.run(
            [str(ROOT / "thor"), *arguments, "--data", str(self.data)],
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> None:
        """Return once everything is ready. Raises with what the launcher said if that fails."""
        command = ["up", "--no-open", "--port", str(self._port), "--data", str(self.data)]
        self._launcher = subprocess.Popen(
            [str(ROOT / "thor"), *command, *self.options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._listen, args=[self._launcher], daemon=True).start()
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self._is_up(self._launcher.pid):
            if self._launcher.poll() is not None or time.monotonic() > deadline:
                self.kill_launcher()
                raise AssertionError("Thor did not start:\n" + "\n".join(self.said))
            time.sleep(0.05)
        self._port = self._state()["ports"]["gateway"]

    def stop(self) -> int:
        """Stop in order, as Ctrl-C does; returns the launcher's exit code."""
        assert self._launcher is not None
        self._launcher.send_signal(signal.SIGINT)
        code = self._launcher.wait(STOP_SECONDS_MAX)
        self._ended.get(timeout=5)
        return code

    def restart(self) -> None:
        """Stop everything in order and start it again on the same data and port."""
        self.stop()
        self.start()

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """End one process the hard way: a service, `postgres` or `valkey`. The launcher starts
        it again by itself; `wait_until_ready` waits for that."""
        os.kill(self.pids[name], number)

    def kill_launcher(self) -> None:
        """End the launcher without giving it a chance to clean up."""
        assert self._launcher is not None
        self._launcher.kill()
        self._launcher.wait()

    def wait_until_ready(self, *names: str, seconds_max: float = 60) -> None:
        """Return once each service of `names` (none: all five) says that it is ready."""
        waiting = set(names or SERVICES)
        deadline = time.monotonic() + seconds_max
        while waiting := {name for name in waiting if not self._is_ready(name)}:
            if time.monotonic() > deadline:
                raise AssertionError(f"not ready: {waiting}\n" + "\n".join(self.said))
            time.sleep(0.1)

    def wait_until_replaced(self, name: str, pid: int, *, seconds_max: float = 60) -> None:
        """Return once another process than `pid` runs as `name` and all services are ready."""
        deadline = time.monotonic() + seconds_max
        while self.pids[name] in (pid, 0):
            assert time.monotonic() < deadline, f"{name} was not started again"
            time.sleep(0.05)
        self.wait_until_ready(seconds_max=seconds_max)

    def kill_and_wait(self, name: str) -> None:
        """Kill one process and return once its successor runs and all services are ready."""
        pid = self.pids[name]
        self.kill(name)
        self.wait_until_replaced(name, pid)

    def log(self, name: str) -> str:
        """What a service has written to its log."""
        return (self.data / "logs" / f"{name}.log").read_text()

    def _is_up(self, launcher: int) -> bool:
        """The file is there and is not that of a launcher which was killed."""
        return (self.data / "run.json").exists() and self._state()["pid"] == launcher

    def _is_ready(self, name: str) -> bool:
        try:
            url = f"http://127.0.0.1:{self._state()['ports'][name]}/readyz"
            return httpx.get(url, timeout=2, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((self.data / "run.json").read_text())
        return state

    def _server_pid(self, name: str) -> int:
        try:
            return int(json.loads((self.data / name / "server.pid").read_text())["pid"])
        except (FileNotFoundError, ValueError):
            return 0

    def _listen(self, launcher: subprocess.Popen[str]) -> None:
        assert launcher.stdout is not None
        with launcher.stdout as lines:
            self.said.extend(line.rstrip("\n") for line in lines)
        self._ended.put(None)


@contextmanager
def audited_product(options: Sequence[str]) -> Generator[Product]:
    """A running product on data of its own, whose book must prove itself after the block."""
    with data_folder() as data:
        product = Product(data, options)
        product.start()
        yield product
        answer = product.command("audit")
        product.stop()
        assert answer.returncode == 0, answer.stdout + answer.stderr
