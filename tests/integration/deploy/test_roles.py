"""What the role of a service may do in PostgreSQL, asked of a real one."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from deploy import roles
from deploy.roles import ROLES, name_of

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
DATA = {"SELECT", "INSERT", "UPDATE", "DELETE"}
PASSWORDS = {service: f"it's {service}'s own" for service in ROLES}


@pytest.fixture
async def connection(engine: AsyncEngine, database_url: str) -> AsyncGenerator[AsyncConnection]:
    await roles.apply(database_url, PASSWORDS)
    async with engine.connect() as connection:
        yield connection


async def rights(connection: AsyncConnection, role: str) -> dict[str, set[str]]:
    """Table to rights, of every table of ours."""
    rows = await connection.execute(
        text("""
            SELECT table_schema || '.' || table_name AS name, wanted
            FROM information_schema.tables, unnest(CAST(:rights AS text[])) AS wanted
            WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
              AND has_table_privilege(:role, table_schema || '.' || table_name, wanted)
        """),
        {"role": role, "rights": list(RIGHTS)},
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.name, set()).add(row.wanted)
    return found


@pytest.mark.parametrize("service", ROLES)
async def test_a_service_writes_its_own_tables_and_sees_nobody_elses(
    connection: AsyncConnection, service: str
) -> None:
    found = await rights(connection, name_of(service))

    own = {name: given for name, given in found.items() if name.startswith(f"{service}.")}
    for name, given in own.items():
        if name.endswith(".alembic_version"):
            assert given == {"SELECT"}
        elif name.startswith("livedata.bars_"):  # partitioned, and so the service's own
            assert given == set(RIGHTS)
        else:
            assert given == DATA
    assert {name.partition(".")[0] for name in found} <= {service, "bus"}
    assert bool(own) == (service != "paper_engine")  # which stores nothing


@pytest.mark.parametrize("service", ROLES)
async def test_a_service_writes_only_its_part_of_the_bus(
    connection: AsyncConnection, service: str
) -> None:
    found = await rights(connection, name_of(service))

    writes = {name for name, given in found.items() if name.startswith("bus.") and given == DATA}
    assert writes == {f"bus.{table}" for table in ROLES[service]}
    assert "SELECT" in found["bus.log"]


async def test_only_the_book_writes_the_log(connection: AsyncConnection) -> None:
    for service in ROLES:
        found = await rights(connection, name_of(service))
        assert ("INSERT" in found["bus.log"]) == (service == "orders")


@pytest.mark.parametrize("service", ROLES)
async def test_a_service_makes_no_roles_and_only_livedata_tables_for_its_partitions(
    connection: AsyncConnection, service: str
) -> None:
    role = name_of(service)
    schemas = text("""
        SELECT nspname FROM pg_namespace
        WHERE has_schema_privilege(:role, nspname, 'CREATE')
    """)
    makes = (await connection.execute(schemas, {"role": role})).scalars().all()
    assert makes == (["livedata"] if service == "livedata" else [])
    powers = text("""
        SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls
        FROM pg_roles WHERE rolname = :role
    """)
    assert await connection.scalar(powers, {"role": role}) is False


async def test_applying_them_again_takes_back_what_is_not_written_down(
    database_url: str, connection: AsyncConnection
) -> None:
    before = await rights(connection, "thor_livedata")
    await connection.exec_driver_sql("GRANT INSERT ON bus.log TO thor_livedata")
    await connection.commit()

    await roles.apply(database_url, PASSWORDS)

    assert await rights(connection, "thor_livedata") == before


async def test_the_rights_are_current_once_they_were_applied(
    database_url: str, connection: AsyncConnection
) -> None:
    assert await roles.are_current(database_url)

    await connection.exec_driver_sql("COMMENT ON SCHEMA bus IS 'those of an older Thor'")
    await connection.commit()

    assert not await roles.are_current(database_url)


async def test_livedata_makes_and_drops_a_partition(
    database_url: str, connection: AsyncConnection
) -> None:
    await connection.exec_driver_sql("SET ROLE thor_livedata")
    await connection.exec_driver_sql(
        "CREATE TABLE livedata.bars_1d_of_test PARTITION OF livedata.bars_1d"
        " FOR VALUES FROM ('1990-01-01') TO ('1991-01-01')"
    )
    await connection.exec_driver_sql("DROP TABLE livedata.bars_1d_of_test")
