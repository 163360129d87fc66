"""`thor rebuild`: positions and journal thrown away and made again from the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from deploy.local.book import ask_the_book_of
from deploy.local.console import Console
from shared.http.auth import SERVICE_USER, authorization

ANSWER_SECONDS_MAX = 600.0


def rebuild(data: Path | None) -> None:
    console = Console()
    shards = ask_the_book_of("portfolio", data, console, _ask)
    events = sum(shard["events"] for shard in shards)
    different = sorted({table for shard in shards for table in shard["different"]})
    if different:
        console.say(
            f"Made again from {events:,} events. What differed: {', '.join(different)}. "
            "If Thor runs, stop and start it, so that it shows them."
        )
    else:
        console.say(f"Made again from {events:,} events, and nothing differs.")


def _ask(url: str, secret: str) -> list[dict[str, Any]]:
    answer = httpx.post(
        f"{url}/internal/rebuild",
        headers=authorization(secret, SERVICE_USER),
        timeout=ANSWER_SECONDS_MAX,
        trust_env=False,
    )
    answer.raise_for_status()
    shards: list[dict[str, Any]] = answer.json()
    return shards
