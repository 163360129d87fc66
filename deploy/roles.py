"""One PostgreSQL role a service, with rights on its own schema and on its part of the bus only.

`apply` runs after the migrations, as the owner; it may run at any time and again, and leaves the
rights as they are written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

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


def name_of(service: str) -> str:
    return f"thor_{service}"


async def apply(engine: AsyncEngine, passwords: Mapping[str, str]) -> None:
    """Make or correct the role of every service, all of them or none."""
    async with engine.begin() as connection:
        database = await connection.scalar(text("SELECT quote_ident(current_database())"))
        await _execute(connection, f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
        await _execute(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        schemas = set(
            (await connection.execute(text("SELECT nspname FROM pg_namespace"))).scalars()
        )
        for service, writes in ROLES.items():
            role = name_of(service)
            await _role(connection, role, passwords[service])
            await _execute(connection, f"GRANT CONNECT ON DATABASE {database} TO {role}")
            if service in schemas:
                await _own_schema(connection, role, service)
            await _bus(connection, role, writes)


async def _role(connection: AsyncConnection, role: str, password: str) -> None:
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    verb = "ALTER" if await connection.scalar(known, {"role": role}) else "CREATE"
    quoted = await connection.scalar(
        text("SELECT quote_literal(CAST(:it AS text))"), {"it": password}
    )
    await _execute(
        connection,
        f"{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {quoted}",
    )


async def _own_schema(connection: AsyncConnection, role: str, schema: str) -> None:
    await _execute(connection, f"GRANT USAGE ON SCHEMA {schema} TO {role}")
    await _grant(connection, role, f"ALL TABLES IN SCHEMA {schema}")
    await _execute(connection, f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
    version = f"{schema}.alembic_version"
    await _execute(connection, f"REVOKE INSERT, UPDATE, DELETE ON {version} FROM {role}")


async def _bus(connection: AsyncConnection, role: str, writes: Iterable[str]) -> None:
    await _execute(connection, f"REVOKE ALL ON ALL TABLES IN SCHEMA bus FROM {role}")
    await _execute(connection, f"GRANT USAGE ON SCHEMA bus TO {role}")
    await _execute(connection, f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA bus TO {role}")
    for table in _READS:
        await _execute(connection, f"GRANT SELECT ON bus.{table} TO {role}")
    for table in writes:
        await _grant(connection, role, f"bus.{table}")


async def _grant(connection: AsyncConnection, role: str, tables: str) -> None:
    await _execute(connection, f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role}")


async def _execute(connection: AsyncConnection, statement: str) -> None:
    """Roles and schemas cannot be parameters; every name here is one of our own."""
    await connection.exec_driver_sql(statement)
