"""Bring the database to the newest schema: the bus first, then every service that stores."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

import asyncpg

ROOT = Path(__file__).resolve().parents[1]
_LOCK = 0x7408  # any number of our own; whoever migrates holds it


@dataclass(frozen=True, slots=True)
class Schema:
    name: str
    scripts: Path

    @property
    def head(self) -> str | None:
        """The newest revision, by the numbers that the files' names begin with."""
        newest = max((self.scripts / "versions").glob("[0-9]*.py"), default=None)
        if newest is None:
            return None
        found = re.search(r'^revision(?:: str)? = "(.+)"', newest.read_text(), re.MULTILINE)
        return found.group(1) if found else None


def schemas() -> list[Schema]:
    bus = Schema("bus", ROOT / "shared" / "bus" / "migrations")
    services = sorted((ROOT / "services").glob("*/migrations/env.py"))
    return [bus, *(Schema(env.parents[1].name, env.parent) for env in services)]


async def is_current(url: str) -> bool:
    """Whether the database has every schema at its head. Far quicker than a migration that
    finds nothing to do, so that a warm start need not load the migration tool."""
    connection = await connect(url)
    try:
        for schema in schemas():
            table = f"{schema.name}.alembic_version"
            if await connection.fetchval("SELECT to_regclass($1)", table) is None:
                return False
            query = f"SELECT version_num FROM {table}"  # noqa: S608  the name is a folder of ours
            if await connection.fetchval(query) != schema.head:
                return False
        return True
    finally:
        await connection.close()


async def migrate(url: str) -> None:
    """Migrate every schema; of several that come at once, one works and the others wait."""
    from shared.db.migrate import migrate as upgrade  # noqa: PLC0415  slow to load, rarely needed

    connection = await connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        for schema in schemas():
            await asyncio.to_thread(upgrade, url, schema.scripts, schema.name)
    finally:
        await connection.close()


async def connect(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url.replace("postgresql+asyncpg:", "postgresql:", 1), timeout=10)
