"""Let the book prove itself. In a container of the orders service: `python -m deploy.audit`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import httpx

from shared.http.auth import SERVICE_USER, authorization

ANSWER_SECONDS_MAX = 600.0
SOUND = "The book is sound: every sum matches its rows, and the log has no gap."


def ask(url: str, secret: str) -> dict[str, Any]:
    """The report of the orders service at `url`. Raises `httpx.HTTPError`."""
    answer = httpx.get(
        f"{url}/internal/audit",
        headers=authorization(secret, SERVICE_USER),
        timeout=ANSWER_SECONDS_MAX,
        trust_env=False,
    )
    answer.raise_for_status()
    report: dict[str, Any] = answer.json()
    return report


def violations(report: dict[str, Any]) -> list[str]:
    """A line for every rule that is broken and for every row that breaks it; none is good."""
    lines: list[str] = []
    for violation in report["violations"]:
        lines.append(f"broken: {violation['rule']}")
        lines.extend(
            "    " + ", ".join(f"{name}={value}" for name, value in row.items())
            for row in violation["rows"]
        )
    return lines


def main() -> int:
    secret = Path(os.environ["THOR_INTERNAL_SECRET_FILE"]).read_text().strip()
    report = ask(f"http://127.0.0.1:{os.environ['THOR_PORT']}", secret)
    print("\n".join(violations(report)) or SOUND)
    return int(not report["sound"])


if __name__ == "__main__":
    sys.exit(main())
