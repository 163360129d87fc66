"""A clone whose five services are stubs: the real launcher, servers and migrations, no waiting."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.local import leftovers
from deploy.local.places import SERVICES, DataFolder, RunState
from deploy.local.stamps import digest
from tests.support.product import data_folder

ROOT = Path(__file__).parents[3]
STUB = """
import http.server, os, sys

class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ.get("THOR_EXCEL_FILE", "").encode())
    def log_message(self, *_):
        pass

print('{"event": "listening"}', file=sys.stderr, flush=True)
http.server.HTTPServer(("127.0.0.1", int(os.environ["THOR_PORT"])), Ready).serve_forever()
"""
SECONDS_MAX = 240.0  # a generous limit, for machines on which much else runs


@dataclass
class Launch:
    """`thor up` in the stub clone, on a data folder of its own."""

    clone: Path
    data: DataFolder
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def command(self, *options: str) -> list[str]:
        base = [sys.executable, "-P", "-m", "deploy.local", "up", "--no-open", "--port", "0"]
        return [*base, "--data", str(self.data.path), *options]

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """Return once everything is ready."""
        said = self.clone / "said.txt"
        with said.open("ab") as output:
            process = subprocess.Popen(
                self.command(*options), env=self.environment, stdout=output, stderr=output
            )
        self.processes.append(process)
        self.wait_for(lambda: self._is_up(process))
        return process

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        """A launch that is expected to end by itself."""
        return subprocess.run(
            self.command(*options),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.clone), "COLUMNS": "200"}

    @property
    def state(self) -> RunState:
        state = self.data.running()
        assert state is not None
        return state

    @property
    def said(self) -> str:
        return (self.clone / "said.txt").read_text()

    def alive(self) -> list[str]:
        return sorted(left.name for left in leftovers.find(self.data))

    def wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS_MAX
        while not condition():
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def _is_up(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.poll() is None, self.said
        state = self.data.running()
        return state is not None and state.pid == process.pid


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("clone")
    code = shutil.ignore_patterns("__pycache__")
    for package in ("deploy", "shared"):
        shutil.copytree(ROOT / package, root / package, ignore=code)
    (root / "services").mkdir()
    (root / "services" / "__init__.py").touch()
    for name in SERVICES:
        service = root / "services" / name
        service.mkdir()
        (service / "__init__.py").touch()
        # The launcher checks some of its options with the rules of the service they are for.
        for layer in ("domain", "sources"):
            if (ROOT / "services" / name / layer).is_dir():
                shutil.copytree(ROOT / "services" / name / layer, service / layer, ignore=code)
        (service / "__main__.py").write_text(STUB)
    _built_ui(root / "frontend")
    return root


def _built_ui(frontend: Path) -> None:
    """A UI that was built before, so that neither Node nor the network is needed."""
    (frontend / "node_modules").mkdir(parents=True)
    (frontend / "dist").mkdir()
    (frontend / "dist" / "index.html").touch()
    for name in ("package.json", "package-lock.json"):
        (frontend / name).write_text("{}")
    files = [frontend / "package-lock.json", frontend / "package.json"]
    (frontend / "node_modules" / ".thor-installed").write_text(digest(files[:1], base=frontend))
    (frontend / "node_modules" / ".thor-built").write_text(digest(files, base=frontend))


@pytest.fixture(scope="module")
def used_data(clone: Path) -> Generator[Path]:
    """A data folder that was started and stopped once, so that later starts are warm."""
    with data_folder() as folder, launched(clone, folder) as launch:
        launch.start().send_signal(signal.SIGTERM)
        launch.processes[0].wait(SECONDS_MAX)
        yield folder


@pytest.fixture
def launch(clone: Path, used_data: Path) -> Generator[Launch]:
    """On a copy of the used data."""
    with data_folder() as folder:
        shutil.copytree(used_data, folder)
        _let_the_same_user_own(used_data, folder)
        with launched(clone, folder) as launch:
            yield launch


@pytest.fixture
def first_launch(clone: Path) -> Generator[Launch]:
    """On a folder that does not exist yet."""
    with data_folder() as folder, launched(clone, folder) as launch:
        yield launch


@contextmanager
def launched(clone: Path, folder: Path) -> Generator[Launch]:
    (clone / "said.txt").write_text("")
    launched = Launch(clone, DataFolder(folder))
    yield launched
    for process in launched.processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(SECONDS_MAX)
    leftovers.stop(leftovers.find(launched.data))


def _let_the_same_user_own(source: Path, target: Path) -> None:
    """As root, PostgreSQL runs as another user, who owns its files."""
    if os.geteuid() == 0:
        for path in (target, *target.rglob("*")):
            owner = (source / path.relative_to(target)).stat()
            os.chown(path, owner.st_uid, owner.st_gid)
