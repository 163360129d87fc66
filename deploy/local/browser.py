"""The browser that the tests drive: Debian's own where it is there, else Playwright's."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from deploy.local import debian, steps

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""A test browser talks to nobody but the product, and runs as root in containers."""


def of_the_system() -> Path | None:
    """A Chromium that was installed beside us; without one, Playwright looks for its own."""
    for name in ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"):
        found = shutil.which(name)
        if found:
            return Path(found)
    return None


async def install() -> None:
    """Install a browser where there is none yet: the package of Debian where we may, for it
    brings the libraries it needs; else Playwright's, into its own cache."""
    if of_the_system() is not None:
        return
    if debian.may_install():
        await debian.install("chromium")
        return
    await steps.run([sys.executable, "-m", "playwright", "install", "chromium"])
