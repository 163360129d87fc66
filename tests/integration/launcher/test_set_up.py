"""The first start on a machine that has only Python, with a uv that only notes its orders."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(600)

THOR = Path(__file__).parents[3] / "thor"
UV = '#!/bin/sh\n[ "$1" = sync ] && echo "$@" >> "$UV_PROJECT_ENVIRONMENT/../synced"\necho uv\n'
WHEEL = "uv-0.0.1-py3-none-any.whl"
SECONDS_MAX = 250  # pip alone takes that long where many tests share two cores
MAIN = "import sys; print('handed over:', *sys.argv[1:])"


@dataclass
class Clone:
    root: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        started = self.start(*arguments)
        out, err = started.communicate(timeout=SECONDS_MAX)
        return subprocess.CompletedProcess(arguments, started.returncode, out, err)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        wheels = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.root / "wheels")}
        return subprocess.Popen(
            [sys.executable, str(self.root / "thor"), *arguments],
            env={**os.environ, **wheels},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def lock(self, digest: str, *, note: str = "") -> None:
        self.root.joinpath("uv.lock").write_text(
            f'# {note}\n[[package]]\nname = "uv"\nversion = "0.0.1"\n'
            f'wheels = [{{ hash = "sha256:{digest}" }}]\n'
        )

    @property
    def digest(self) -> str:
        return hashlib.sha256((self.root / "wheels" / WHEEL).read_bytes()).hexdigest()

    @property
    def synced(self) -> list[str]:
        noted = self.root / "synced"
        return noted.read_text().splitlines() if noted.exists() else []


def make_clone(root: Path) -> Clone:
    package = root / "deploy" / "local"
    package.mkdir(parents=True)
    (package / "__main__.py").write_text(MAIN)
    shutil.copy(THOR, root / "thor")
    (root / "wheels").mkdir()
    with zipfile.ZipFile(root / "wheels" / WHEEL, "w") as wheel:
        info = "uv-0.0.1.dist-info"
        script = zipfile.ZipInfo("uv-0.0.1.data/scripts/uv")
        script.external_attr = 0o100755 << 16
        wheel.writestr(script, UV)
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: uv\nVersion: 0.0.1\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    made = Clone(root.resolve())
    made.lock(made.digest)
    return made


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return make_clone(tmp_path / "clone")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone in which two first starts were made at once."""
    clone = make_clone(tmp_path_factory.mktemp("started") / "clone")
    both = [clone.start("up", "--no-open"), clone.start("up", "--no-open")]
    said = [process.communicate(timeout=SECONDS_MAX) for process in both]
    assert [out for out, _ in said] == ["handed over: up --no-open\n"] * 2, said
    return clone


def test_of_two_first_starts_at_once_one_waits_for_the_other(started: Clone) -> None:
    assert len(started.synced) == 1
    assert "--locked" in started.synced[0]


def test_a_later_start_sets_nothing_up(started: Clone) -> None:
    before = started.synced
    answer = started.run("audit")

    assert answer.stdout == "handed over: audit\n"
    assert answer.stderr == ""
    assert started.synced == before


def test_the_tools_of_development_come_with_the_first_command_that_needs_them(
    started: Clone,
) -> None:
    before = len(started.synced)
    for command in ("test", "up", "check"):
        started.run(command)

    assert "--no-group dev" in started.synced[before - 1]
    assert [line for line in started.synced[before:] if "--no-group" not in line]
    assert len(started.synced) == before + 1


def test_another_lock_is_installed(started: Clone) -> None:
    before = len(started.synced)
    started.lock(started.digest, note="newer")
    started.run("up")

    assert len(started.synced) == before + 1


def test_an_environment_that_was_moved_is_made_anew(started: Clone) -> None:
    before = len(started.synced)
    moved = Clone(started.root.rename(started.root.with_name("elsewhere")))
    answer = moved.run("up")

    assert answer.stdout == "handed over: up\n", answer.stderr
    assert len(moved.synced) == before + 1


def test_a_uv_that_is_not_the_one_in_the_lock_is_refused(clone: Clone) -> None:
    clone.lock("0" * 64)
    refused = clone.run("up")

    assert refused.returncode == 1
    assert "uv, which installs everything else, could not be installed" in refused.stderr
    assert clone.synced == []
