"""`thor test`: every check and every test, on a machine that has nothing but Python."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence

from deploy.local import browser, checks, spreadsheet, ui
from deploy.local.checks import Check, Outcome
from deploy.local.console import Console
from deploy.local.places import ROOT, environment

FAST = ("tests/unit", "tests/contracts", "tests/test_architecture.py")


def run_pytest(arguments: Sequence[str]) -> int:
    """Only pytest, with these arguments. Returns its exit code."""
    return subprocess.run(_pytest(arguments), cwd=ROOT, env=environment(), check=False).returncode


def run_everything(*, fast: bool) -> int:
    """Checks and UI side by side, then pytest. Returns the exit code."""
    console = Console()
    outcomes = asyncio.run(checks.run_side_by_side(_lanes(console, fast=fast), console))
    tested, summary = _run_pytest_and_keep_summary(FAST if fast else ())
    outcomes.append(tested)
    checks.show(outcomes)
    # Last, so that whoever reads only the end sees what pytest says.
    print(summary, flush=True)
    return int(any(outcome.complaint is not None for outcome in outcomes))


def _lanes(console: Console, *, fast: bool) -> list[list[Check]]:
    of_the_ui = [*checks.of_the_ui(console), Check("vitest", lambda: ui.npm("run", "test"))]
    if fast:
        return [checks.of_python(), of_the_ui]
    build = Check("UI build", lambda: ui.build(console))
    tools = [Check("browser", browser.install), Check("spreadsheet", spreadsheet.install)]
    return [checks.of_python(), [*of_the_ui, build], tools]


def _run_pytest_and_keep_summary(arguments: Sequence[str]) -> tuple[Outcome, str]:
    """Run pytest, passing on what it says as it says it, but for its last line."""
    started = time.monotonic()
    last = ""
    process = subprocess.Popen(
        _pytest(arguments), cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        print(last, end="", flush=True)
        last = line
    failed = process.wait() != 0
    outcome = Outcome("pytest", time.monotonic() - started, "see above" if failed else None)
    return outcome, last.rstrip("\n")


def _pytest(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]
