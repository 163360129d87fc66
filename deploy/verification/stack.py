"""The stack under test: everything that is asked of Docker, by way of Compose alone."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from deploy.local.places import ROOT, LauncherError

SECONDS_MAX = 600.0
BUILD_SECONDS_MAX = 3600.0
ONE_SHOTS = ("credentials", "migrate")
STARTED = "stat -c %Y /proc/1"
"""When the first process of a container began, as its own /proc knows it."""


class Unexpected(Exception):
    """What was seen is not what must be; the message says both."""


def expect(holds: object, sentence: str) -> None:
    if not holds:
        raise Unexpected(sentence)


def eventually(holds: Callable[[], object], sentence: str, *, seconds: float = SECONDS_MAX) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        expect(time.monotonic() < deadline, f"not within {seconds:g} s: {sentence}")
        time.sleep(0.5)


@dataclass(frozen=True, slots=True)
class Container:
    id: str
    service: str
    state: str
    health: str
    exit_code: int
    ports: tuple[int, ...]
    """Those published on this machine."""


class Stack:
    def __init__(self, folder: Path, project: str) -> None:
        self.folder = folder
        http, https = _free_ports(2)
        self.http, self.https = f"http://localhost:{http}", f"https://localhost:{https}"
        self._command = shlex.split(os.environ.get("COMPOSE", "docker compose"))
        self._environment = {
            **os.environ,
            "COMPOSE_PROJECT_NAME": project,
            "THOR_NETWORK": f"{project}_net",
            "THOR_VERSION": project,
            "THOR_HTTP_PORT": str(http),
            "THOR_HTTPS_PORT": str(https),
        }

    def compose(self, *arguments: str, seconds: float = SECONDS_MAX) -> str:
        """What the command wrote to its standard output. Raises `Unexpected` where it fails."""
        done = self._run(arguments, seconds)
        expect(
            done.returncode == 0,
            f"`{shlex.join(['docker compose', *arguments])}` ended with {done.returncode}:\n"
            + "\n".join((done.stdout + done.stderr).splitlines()[-25:]),
        )
        return done.stdout

    def up(self, *arguments: str) -> None:
        self.compose("up", "-d", *arguments, seconds=BUILD_SECONDS_MAX)

    def inside(self, service: str, script: str, *, index: int = 1) -> str:
        """Run a shell's script in a container, as the user that the container runs as."""
        return self.compose("exec", "-T", "--index", str(index), service, "sh", "-c", script)

    def fails_inside(self, service: str, script: str) -> str:
        """The same where it must fail; returns what it said."""
        done = self._run(["exec", "-T", service, "sh", "-c", script], SECONDS_MAX)
        expect(done.returncode != 0, f"{service} could do what it must not: {script}")
        return done.stdout + done.stderr

    def kill(self, service: str) -> None:
        """Kill everything in a container but its init, which ends with the service, and with it
        the container: whoever was told to do that does not always live to say that it is done."""
        self._run(["exec", "-T", "--index", "1", service, "sh", "-c", "kill -9 -1"], SECONDS_MAX)

    def sql(self, statement: str) -> list[list[str]]:
        """The rows of a query, asked as the owner in PostgreSQL's own container."""
        command = f"psql -U postgres -d thor -AtF '|' -c {shlex.quote(statement)}"
        return [line.split("|") for line in self.inside("postgres", command).splitlines()]

    def containers(self) -> list[Container]:
        text = self.compose("ps", "--all", "--format", "json")
        # A list in older versions of Compose, an object a line in newer ones.
        rows = json.loads(text) if text.startswith("[") else map(json.loads, text.splitlines())
        return [
            Container(
                id=row["ID"],
                service=row["Service"],
                state=row["State"],
                health=row["Health"],
                exit_code=row["ExitCode"],
                ports=tuple(sorted({p["PublishedPort"] for p in row["Publishers"] or ()} - {0})),
            )
            for row in rows
        ]

    def ids(self) -> dict[str, set[str]]:
        """Service to the ids of its containers."""
        found: dict[str, set[str]] = {}
        for container in self.containers():
            found.setdefault(container.service, set()).add(container.id)
        return found

    def until_healthy(self, replicas: Mapping[str, int] | None = None) -> None:
        """Wait until everything that lasts is healthy, in the number that is asked for."""
        eventually(lambda: not self._ailing(replicas or {}), "every container is healthy")

    def _ailing(self, replicas: Mapping[str, int]) -> list[str]:
        lasting = [each for each in self.containers() if each.service not in ONE_SHOTS]
        sick = [each.service for each in lasting if each.health != "healthy"]
        counted = {name: sum(each.service == name for each in lasting) for name in replicas}
        return sick + [name for name, wanted in replicas.items() if counted[name] != wanted]

    def logs(self, *services: str, lines: int = 15) -> str:
        return self._run(["logs", "--no-color", "--tail", str(lines), *services], 60).stdout

    def down(self) -> None:
        self.compose("down", "--volumes", "--timeout", "30")

    def _run(self, arguments: Sequence[str], seconds: float) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                [*self._command, *arguments],
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except FileNotFoundError as error:
            raise LauncherError(
                f"`{self._command[0]}` is not here. Install Docker with Compose, or name another"
                " command in COMPOSE."
            ) from error
        except subprocess.TimeoutExpired as error:
            raise Unexpected(f"`{shlex.join(arguments)}` took more than {seconds:g} s") from error


def clean_copy(target: Path) -> None:
    """What a clone of the repository, as it is now, would contain."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
