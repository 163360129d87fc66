"""One PostgreSQL role a service, with rights on its own schema and on its part of the bus only.

`apply` runs after the migrations, as the owner; it may run at any time and again, and leaves the
rights as they are written here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import asyncpg

from deploy.migrate import connect

_READS = ("log", "head", "position")
_LEASES = ("lease", "member")
_CONSUMES = (*_LEASES, "position", "attempt", "dead_letter", "parked")
_EMITS = ("outbox", "log", "head")

ROLES: Mapping[str, tuple[str, ...]] = {
    "gateway": (),
    "livedata": _LEASES,
    "orders": (*_EMITS, *_CONSUMES),
    "paper_engine": _LEASES,
    "portfolio": _CONSUMES,
}
"""The tables of `bus` that each service writes; every service reads the log."""

_DIGEST = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]
_PARTITIONED = """
    SELECT quote_ident(nspname) || '.' || quote_ident(relname), pg_get_userbyid(relowner)
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = $1 AND (relkind = 'p' OR relispartition AND relkind = 'r')
"""


def name_of(service: str) -> str:
    return f"thor_{service}"


async def are_current(url: str) -> bool:
    """Whether the rights in the database at `url` are those of this file."""
    connection = await connect(url)
    try:
        noted = "SELECT obj_description(to_regnamespace('bus')::oid, 'pg_namespace')"
        # A database that was restored from elsewhere brings the note along and no roles.
        there = "SELECT count(*) FROM pg_roles WHERE rolname = ANY($1)"
        names = [name_of(service) for service in ROLES]
        return bool(
            await connection.fetchval(noted) == _DIGEST
            and await connection.fetchval(there, names) == len(names)
        )
    finally:
        await connection.close()


async def apply(url: str, passwords: Mapping[str, str]) -> None:
    """Make or correct the role of every service, all of them or none."""
    connection = await connect(url)
    try:
        async with connection.transaction():
            await _apply(connection, passwords)
    finally:
        await connection.close()


async def _apply(connection: asyncpg.Connection, passwords: Mapping[str, str]) -> None:
    """Roles and schemas cannot be parameters; every name here is one of our own."""
    database = await connection.fetchval("SELECT quote_ident(current_database())")
    await connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for service, writes in ROLES.items():
        role = name_of(service)
        await _make(connection, role, passwords[service])
        await connection.execute(f"GRANT CONNECT ON DATABASE {database} TO {role}")
        if await connection.fetchval("SELECT to_regnamespace($1) IS NOT NULL", service):
            await _own_schema(connection, role, service)
        await _bus(connection, role, writes)
    await connection.execute(f"COMMENT ON SCHEMA bus IS '{_DIGEST}'")


async def _make(connection: asyncpg.Connection, role: str, password: str) -> None:
    known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    verb = "ALTER" if known else "CREATE"
    quoted = await connection.fetchval("SELECT quote_literal($1::text)", password)
    powers = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
    await connection.execute(f"{verb} ROLE {role} {powers} PASSWORD {quoted}")


async def _own_schema(connection: asyncpg.Connection, role: str, schema: str) -> None:
    await connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
    await _grant(connection, role, f"ALL TABLES IN SCHEMA {schema}")
    await connection.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
    version = f"{schema}.alembic_version"
    await connection.execute(f"REVOKE INSERT, UPDATE, DELETE ON {version} FROM {role}")
    # Partitions come and go with time: the service makes and drops them, so they are its own.
    partitioned = await connection.fetch(_PARTITIONED, schema)
    for table, owner in partitioned:
        if owner != role:
            await connection.execute(f"ALTER TABLE {table} OWNER TO {role}")
    if partitioned:
        await connection.execute(f"GRANT CREATE ON SCHEMA {schema} TO {role}")


async def _bus(connection: asyncpg.Connection, role: str, writes: Iterable[str]) -> None:
    await connection.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA bus FROM {role}")
    await connection.execute(f"GRANT USAGE ON SCHEMA bus TO {role}")
    await connection.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA bus TO {role}")
    for table in _READS:
        await connection.execute(f"GRANT SELECT ON bus.{table} TO {role}")
    for table in writes:
        await _grant(connection, role, f"bus.{table}")


async def _grant(connection: asyncpg.Connection, role: str, tables: str) -> None:
    await connection.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role}")
