from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from shared.db.migrate import drift, migrate

ROOT = Path(__file__).parents[3]
ENVIRONMENTS = [
    ("bus", ROOT / "shared/bus/migrations"),
    *((path.parts[-3], path.parent) for path in sorted(ROOT.glob("services/*/migrations/env.py"))),
]


@pytest.mark.parametrize(("schema", "folder"), ENVIRONMENTS)
async def test_the_tables_in_the_code_are_the_tables_the_migrations_make(
    schema: str, folder: Path, database_url: str
) -> None:
    await asyncio.to_thread(drift, database_url, folder, schema)


@pytest.mark.parametrize(("schema", "folder"), ENVIRONMENTS)
async def test_migrating_twice_changes_nothing(
    schema: str, folder: Path, database_url: str
) -> None:
    await asyncio.to_thread(migrate, database_url, folder, schema)
