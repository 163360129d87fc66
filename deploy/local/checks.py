"""What must hold of the code: each check is a program that says no, run beside the others."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console as Terminal
from rich.table import Table

from deploy.local import steps, ui
from deploy.local.console import Console
from deploy.local.places import ROOT, LauncherError, programs


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    run: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    seconds: float
    complaint: str | None = None
    """What the check said where it failed."""


def of_python() -> list[Check]:
    return [
        _program("ruff format", "ruff", "format", "--check", "."),
        _program("ruff", "ruff", "check", "."),
        _program("import contracts", "lint-imports"),
        _program("mypy", "mypy"),
        _program("mypy, launcher", "mypy", "thor"),
        _program("pyright", "pyright"),
        Check("openapi", lambda: _is_current("openapi")),
        Check("settings", lambda: _is_current("settings")),
    ]


def of_the_ui(console: Console) -> list[Check]:
    return [
        Check("UI packages", lambda: ui.install(console)),
        Check("biome", lambda: ui.npm("run", "lint")),
        Check("tsc", lambda: ui.npm("run", "typecheck")),
        Check("API types", _api_types_are_current),
    ]


async def run_side_by_side(lanes: Sequence[Sequence[Check]], console: Console) -> list[Outcome]:
    """Run every lane beside the others; within one, the checks run in turn, whatever fails."""

    async def run_lane(lane: Sequence[Check]) -> list[Outcome]:
        return [await _run(check, console) for check in lane]

    done = await asyncio.gather(*(run_lane(lane) for lane in lanes))
    return [outcome for lane in done for outcome in lane]


def show(outcomes: Sequence[Outcome]) -> None:
    """What failed, in full, and then a table of all."""
    terminal = Terminal(highlight=False, soft_wrap=True)
    for outcome in outcomes:
        if outcome.complaint is not None:
            terminal.rule(outcome.name, style="red")
            terminal.print(outcome.complaint, markup=False)
    table = Table("check", "", "seconds", title="Summary", title_justify="left")
    for outcome in outcomes:
        verdict = "[green]ok[/]" if outcome.complaint is None else "[bold red]failed[/]"
        table.add_row(outcome.name, verdict, f"{outcome.seconds:.1f}")
    terminal.print(table)


def check() -> int:
    """All checks that start nothing. Returns the exit code."""
    console = Console()
    lanes = [of_python(), of_the_ui(console)]
    outcomes = asyncio.run(run_side_by_side(lanes, console))
    show(outcomes)
    return int(any(outcome.complaint is not None for outcome in outcomes))


async def _run(check: Check, console: Console) -> Outcome:
    started = time.monotonic()
    complaint: str | None = None
    try:
        with console.step(check.name):
            await check.run()
    except LauncherError as error:
        complaint = str(error)
    return Outcome(check.name, time.monotonic() - started, complaint)


def _program(name: str, program: str, *arguments: str) -> Check:
    return Check(name, lambda: steps.run([str(programs() / program), *arguments]))


async def _is_current(generated: str) -> None:
    await steps.run([sys.executable, "-P", "-m", f"deploy.local.{generated}", "--check"])


async def _api_types_are_current() -> None:
    """The types that the UI is written against are those of the API as it now is."""
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / "schema.d.ts"
        await ui.write_api_types(fresh)
        if fresh.read_text() != ui.API_TYPES.read_text():
            raise LauncherError(
                f"{ui.API_TYPES.relative_to(ROOT)} is not what the API says; run ./thor openapi."
            )
