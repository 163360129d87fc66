"""The spreadsheet that works out, in the tests, the formulas of the workbooks Thor hands out."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.local import debian


def of_the_system() -> Path | None:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return None if found is None else Path(found)


async def install() -> None:
    """Install LibreOffice where we may; elsewhere those tests say that they were skipped."""
    if of_the_system() is None and debian.may_install():
        await debian.install("libreoffice-calc-nogui")
