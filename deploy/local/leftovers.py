"""Processes that outlived their launcher: how to know them, and how to stop them in order.

Everything a launcher starts carries in its environment for which data folder, by which run and
as what it was started, so that no process of anybody else can be mistaken for ours.
"""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass

import psutil

from deploy.local.places import SERVICES, DataFolder

FOLDER = "THOR_LAUNCHED_FOR"
RUN = "THOR_LAUNCHED_BY"
NAME = "THOR_LAUNCHED_AS"
WARDEN = "warden"
STEP = ""
SERVERS = {"valkey-server": "Valkey", "postgres": "PostgreSQL"}
_ORDER = (WARDEN, STEP, *reversed(SERVICES), *SERVERS.values())
STOP_SECONDS_MAX = 15.0


@dataclass(frozen=True, slots=True)
class Leftover:
    name: str
    process: psutil.Process


def mark_from_now_on(data: DataFolder, run: str) -> None:
    """Let whatever this process starts carry the marks of its run."""
    os.environ.update({FOLDER: str(data.path), RUN: run})


def unmarked() -> dict[str, str]:
    """The environment for what shall outlive us: the person's browser."""
    return {name: value for name, value in os.environ.items() if name not in (FOLDER, RUN)}


def find(data: DataFolder, *, of_run: str | None = None) -> list[Leftover]:
    """What was started for this folder and still runs, of every run or only of `of_run`."""
    found: list[Leftover] = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            marked = process.environ()
            if marked.get(FOLDER) != str(data.path) or process.pid == os.getpid():
                continue
            if of_run in (None, marked.get(RUN)):
                name = SERVERS.get(process.name()) or marked.get(NAME, STEP)
                found.append(Leftover(name, process))
    return found


def stop(leftovers: list[Leftover]) -> list[str]:
    """Stop them, services before servers; returns the names of those that were there."""
    stopped: list[str] = []
    for name in _ORDER:
        group = [left.process for left in leftovers if left.name == name]
        if group:
            # Interrupt is PostgreSQL's fast shutdown; terminate would wait for its clients.
            _stop(group, signal.SIGINT if name == "PostgreSQL" else signal.SIGTERM)
            stopped.append(name or "a step of its start")
    return stopped


def _stop(group: list[psutil.Process], number: signal.Signals) -> None:
    numbers = {process.pid for process in group}
    for process in group:
        with contextlib.suppress(psutil.Error):
            if process.ppid() not in numbers:  # PostgreSQL's children end with it
                process.send_signal(number)
    _, alive = psutil.wait_procs(group, timeout=STOP_SECONDS_MAX)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=STOP_SECONDS_MAX)
