"""Let the books prove themselves: the one of record in `orders`, and what `portfolio` derives.

In a container of either service: `python -m deploy.audit`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import httpx

from shared.http.auth import SERVICE_USER, authorization

ANSWER_SECONDS_MAX = 600.0
AUDITED = ("orders", "portfolio")
"""The services that keep books. The second one's is a replay of what the first one's log says."""
SOUND = (
    "The book is sound: every sum matches its rows, the log has no gap, Redis holds the newest "
    "part of it, and positions are what a replay makes of them."
)


def ask(url: str, secret: str) -> dict[str, Any]:
    """The report of the service at `url`. Raises `httpx.HTTPError`."""
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
    """A line for every rule that is broken, for every row that breaks it, and for what could
    not be looked at; none is good."""
    lines: list[str] = []
    for violation in report["violations"]:
        lines.append(f"broken: {violation['rule']}")
        lines.extend(
            "    " + ", ".join(f"{name}={value}" for name, value in row.items())
            for row in violation["rows"]
        )
    return lines + [f"not proved: {sentence}" for sentence in report["unproved"]]


def main() -> int:
    secret = Path(os.environ["THOR_INTERNAL_SECRET_FILE"]).read_text().strip()
    report = ask(f"http://127.0.0.1:{os.environ['THOR_PORT']}", secret)
    print("\n".join(violations(report)) or "Sound.")
    return int(not report["sound"])


if __name__ == "__main__":
    sys.exit(main())
