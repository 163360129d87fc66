"""Run another program as a step: quiet while it works, its output shown where it fails."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.local.places import ROOT, LauncherError, environment


class StepFailed(LauncherError):
    def __init__(self, command: Sequence[str], code: int, output: str) -> None:
        super().__init__(f"`{' '.join(command)}` ended with {code}:\n{output}")
        self.output = output


async def run(
    command: Sequence[str], *, cwd: Path = ROOT, settings: Mapping[str, str] | None = None
) -> str:
    """The output of `command`, errors included. Raises `StepFailed` where it fails, and ends the
    program with all its children where the caller is cancelled."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env={**environment(), **(settings or {})},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        raw, _ = await process.communicate()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        raise
    output = raw.decode(errors="replace")
    assert process.returncode is not None
    if process.returncode:
        raise StepFailed(command, process.returncode, output.strip())
    return output
