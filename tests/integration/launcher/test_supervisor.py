from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from deploy.local import supervisor
from deploy.local.supervisor import Program, Supervised


def supervised(code: str, folder: Path, said: list[str]) -> Supervised:
    program = Program(
        name="orders",
        command=(sys.executable, "-c", code),
        environment=dict(os.environ),
        log=folder / "orders.log",
        port=0,
    )
    return Supervised(program, say=said.append, changed=lambda: None)


def written(folder: Path) -> str:
    log = folder / "orders.log"
    return log.read_text() if log.exists() else ""


def is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError


async def test_a_program_that_keeps_dying_is_started_more_and_more_slowly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_DELAY_SECONDS", 0.01)
    monkeypatch.setattr(supervisor, "LAST_DELAY_SECONDS", 0.03)
    said: list[str] = []
    service = supervised("import sys; sys.exit('no shard')", tmp_path, said)
    keeping = asyncio.create_task(service.keep())
    await until(lambda: len(said) >= 4)
    await service.stop()
    await keeping

    delays = [line.partition("again in ")[2].partition(" s.")[0] for line in said[:4]]
    assert delays == ["0.01", "0.02", "0.03", "0.03"]
    assert said[0].startswith("orders ended with 1;")
    assert said[0].endswith("its last words: no shard")


async def test_a_program_that_does_not_want_to_stop_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS_MAX", 0.2)
    stubborn = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', flush=True)\n"
        "time.sleep(60)\n"
    )
    said: list[str] = []
    service = supervised(stubborn, tmp_path, said)
    keeping = asyncio.create_task(service.keep())
    await until(lambda: "deaf" in written(tmp_path))
    await service.stop()
    await keeping

    assert service.pid is None
    assert said == []


async def test_the_children_of_a_program_end_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS_MAX", 0.2)
    parent = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    service = supervised(parent, tmp_path, [])
    keeping = asyncio.create_task(service.keep())
    await until(lambda: written(tmp_path).strip().isdigit())
    child = int(written(tmp_path))
    await service.stop()
    await keeping

    await until(lambda: not is_alive(child))
