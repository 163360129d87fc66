"""One PostgreSQL and one Valkey for a whole test session, gone when it ends, however it ends."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg

from deploy.local.servers import PostgresServer, ValkeyServer
from shared.db.migrate import migrate

ROOT = Path(__file__).parents[2]
TEMPLATE = "template_of_tests"
FAST = {"shared_buffers": "32MB", "io_method": "sync", "autovacuum": "off", "max_wal_size": "2GB"}

# Waits until the tests are gone, killed or not; then ends the servers and removes their folder.
GUARD = """
read -r _
for noted in "$1"/*/server.pid; do
  [ -f "$noted" ] && kill -9 $(sed 's/.*"pid": \\([0-9]*\\).*/\\1/' "$noted") 2>/dev/null
done
rm -rf "$1"
"""


@dataclass(frozen=True, slots=True)
class Servers:
    postgres: PostgresServer
    valkey: ValkeyServer


@contextmanager
def running_servers() -> Generator[Servers]:
    """Both servers, the template database migrated. Nothing survives the block or the process."""
    folder = Path(tempfile.mkdtemp(prefix="thor-"))
    guard = subprocess.Popen(
        ["sh", "-c", GUARD, "guard", str(folder)], stdin=subprocess.PIPE, start_new_session=True
    )
    postgres = PostgresServer(folder / "postgres", durable=False, settings=FAST)
    valkey = ValkeyServer(folder / "valkey")
    try:
        postgres.start()
        valkey.start()
        _make_template(postgres)
        yield Servers(postgres, valkey)
    finally:
        postgres.kill()
        valkey.kill()
        shutil.rmtree(folder, ignore_errors=True)
        guard.communicate()


@contextmanager
def fresh_database(postgres: PostgresServer) -> Generator[str]:
    """The URL of a database of its own, with every migration of the product in it."""
    name = f"test_{uuid4().hex}"
    _execute(postgres, f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}')
    try:
        yield postgres.url_of(name)
    finally:
        _execute(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')


def _make_template(postgres: PostgresServer) -> None:
    _execute(postgres, f"CREATE DATABASE {TEMPLATE}")
    url = postgres.url_of(TEMPLATE)
    migrate(url, ROOT / "shared/bus/migrations", "bus")
    for environment in sorted(ROOT.glob("services/*/migrations/env.py")):
        migrate(url, environment.parent, environment.parent.parent.name)


def _execute(postgres: PostgresServer, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(postgres.url.replace("+asyncpg", ""))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())
