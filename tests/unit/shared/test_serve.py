"""How a service's process begins and ends, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.http.app import STARTUP_FAILED

ROOT = Path(__file__).parents[3]
PROGRAM = """
import gc, os, signal
from contextlib import asynccontextmanager
from shared.http import app
from shared.settings import ServiceSettings

@asynccontextmanager
async def resources(_):
    if {fails}:
        raise RuntimeError("no database")
    yield ()

settings = ServiceSettings(port=0, internal_secret="s" * 32)
app.SETTLED_SECONDS = 0
gc.freeze = lambda: (print("frozen"), os.kill(os.getpid(), signal.SIGINT))
app.serve("test", app.service_app("test", settings, routers=(), resources=resources), settings)
"""


@pytest.mark.parametrize(
    ("fails", "code", "said"), [(False, 0, "frozen"), (True, STARTUP_FAILED, "")]
)
def test_a_service_freezes_what_it_is_made_of_and_says_by_its_exit_code_whether_it_started(
    fails: bool, code: int, said: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM.format(fails=fails)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "THOR_LOG_LEVEL": "critical"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout.strip()) == (code, said), ended.stderr
