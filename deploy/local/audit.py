"""`thor audit`: let the books prove themselves, in the running product or from their data alone."""

from __future__ import annotations

from pathlib import Path

from deploy.audit import AUDITED, SOUND, ask, violations
from deploy.local.book import ask_the_books
from deploy.local.console import Console


def audit(data: Path | None) -> int:
    """Returns the exit code: 1 where a rule of the books is broken."""
    console = Console()
    reports = ask_the_books(data, console, ask, AUDITED)
    for line in (line for report in reports for line in violations(report)):
        console.complain(line)
    if not all(report["sound"] for report in reports):
        return 1
    console.say(SOUND)
    return 0
