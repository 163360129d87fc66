"""The tables that the migrations make are the tables that the store declares."""

from __future__ import annotations

from pathlib import Path

from shared.db.migrate import drift

MIGRATIONS = Path(__file__).parents[3] / "services/portfolio/migrations"


def test_migrations_and_tables_agree(database_url: str) -> None:
    drift(database_url, MIGRATIONS, "portfolio")
