"""What axe-core finds on a page: the library of the UI's own tests, run in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")


def violations(page: Page, *, within: str = "html") -> list[str]:
    """One line for each serious or critical violation; none is what a screen should have."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "(within) => axe.run(within, {resultTypes: ['violations']})", within
    )
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:240]}"
        for each in found["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]
