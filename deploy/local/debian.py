"""Packages of the system that the tests want, where it is Debian and we may install them."""

from __future__ import annotations

import os
from pathlib import Path

from deploy.local import steps


def may_install() -> bool:
    """Root on Debian. Ubuntu's chromium only points to a snap, which runs in no container."""
    release = Path("/etc/os-release")
    is_debian = release.exists() and "ID=debian" in release.read_text().splitlines()
    return is_debian and os.geteuid() == 0


async def install(package: str) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    await steps.run(["apt-get", "update", "-qq"], settings=quiet)
    options = ["-y", "-qq", "--no-install-recommends"]
    await steps.run(["apt-get", "install", *options, package], settings=quiet)
