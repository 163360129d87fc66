"""`thor audit`: let the book prove itself, in the running product or from its data alone."""

from __future__ import annotations

from pathlib import Path

from deploy.audit import SOUND, ask, violations
from deploy.local.book import ask_the_book
from deploy.local.console import Console


def audit(data: Path | None) -> int:
    """Returns the exit code: 1 where the book breaks a rule of its own."""
    console = Console()
    report = ask_the_book(data, console, ask)
    if report["sound"]:
        console.say(SOUND)
        return 0
    for line in violations(report):
        console.complain(line)
    return 1
