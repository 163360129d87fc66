"""What axe-core finds on a page: the library of the UI's own tests, run in the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.support.trader import eventually

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def violations(
    page: Page, *, within: str = "html", meanwhile: Callable[[], object] = lambda: None
) -> list[str]:
    """One line for each violation, of whatever weight; none is what a screen should have.

    `meanwhile` is called until axe-core is done: where the page's clock stands still, its timers
    have to be moved on.
    """
    page.evaluate(AXE.read_text())
    page.evaluate(
        """(within) => {
          window.axeFound = null;
          void axe.run(within, {resultTypes: ['violations']}).then(
            (found) => { window.axeFound = found; });
        }""",
        within,
    )

    def done() -> dict[str, Any] | None:
        meanwhile()
        found: dict[str, Any] | None = page.evaluate("window.axeFound")
        return found

    found = eventually(done, what="the verdict of axe-core", seconds=60)
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:240]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
