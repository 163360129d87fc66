from __future__ import annotations

from pathlib import Path

from deploy.migrate import Schema, schemas


def test_the_bus_is_migrated_before_the_services_that_write_to_it() -> None:
    names = [schema.name for schema in schemas()]

    assert names[0] == "bus"
    assert names[1:] == sorted(["gateway", "livedata", "orders", "portfolio"])


def test_every_schema_has_a_head_to_compare_a_database_with() -> None:
    assert all(schema.head for schema in schemas())


def test_the_head_is_the_newest_revision(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "0001_first.py").write_text('revision = "0001"\ndown_revision = None\n')
    (versions / "0002_second.py").write_text('revision: str = "0002"\ndown_revision = "0001"\n')

    assert Schema("orders", tmp_path).head == "0002"
