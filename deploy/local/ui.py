"""The built UI: its packages from the lock, its pages from the sources, each when they changed."""

from __future__ import annotations

from pathlib import Path

from deploy.local import stamps, steps
from deploy.local.console import Console
from deploy.local.places import FRONTEND, programs

BUILT = FRONTEND / "dist"
API_TYPES = FRONTEND / "src" / "api" / "schema.d.ts"
_NODE_MODULES = FRONTEND / "node_modules"
_NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results", "playwright-report"}


async def build(console: Console) -> Path:
    """The folder of the built UI, built now where the sources are newer."""
    await install(console)
    async with stamps.alone(FRONTEND / "package.json"):
        stamp = _NODE_MODULES / ".thor-built"
        wanted = stamps.digest(_sources(), base=FRONTEND)
        if not (BUILT / "index.html").exists() or not stamps.is_current(stamp, wanted):
            with console.step("UI built"):
                stamp.unlink(missing_ok=True)
                await npm("run", "build")
            stamp.write_text(wanted)
    return BUILT


async def install(console: Console) -> None:
    """Install exactly the packages of `package-lock.json`."""
    lock = FRONTEND / "package-lock.json"
    async with stamps.alone(FRONTEND / "package.json"):
        stamp = _NODE_MODULES / ".thor-installed"
        wanted = stamps.digest([lock], base=FRONTEND)
        if not stamps.is_current(stamp, wanted):
            with console.step("UI packages installed"):
                # None of the packages needs a script of its own to run at installation.
                await npm("ci", "--no-audit", "--no-fund", "--ignore-scripts")
            stamp.write_text(wanted)


async def write_api_types(target: Path = API_TYPES) -> None:
    """Write the types of the API from its description."""
    await install(Console())
    await npm("exec", "--", "openapi-typescript", "openapi.json", "-o", str(target))


async def npm(*arguments: str) -> str:
    return await steps.run([str(programs() / "npm"), *arguments], cwd=FRONTEND)


def _sources() -> list[Path]:
    return [
        path
        for top in FRONTEND.iterdir()
        if top.name not in _NOT_SOURCES and top.suffix != ".tsbuildinfo"
        for path in ([top] if top.is_file() else top.rglob("*"))
        if path.is_file()
    ]
