"""The one-shot of the container stack that all services wait for: migrate, then grant.

`python -m deploy.prepare_database SECRETS`, with the owner's `postgres_url` and the password of
each service in that folder.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from deploy import roles
from deploy.migrate import migrate
from shared.db.engine import create_engine


async def main(secrets: Path) -> None:
    url = (secrets / "postgres_url").read_text()
    await migrate(url)
    engine = create_engine(url, application="migrate", pool_size=1)
    passwords = {name: (secrets / f"{name}_password").read_text() for name in roles.ROLES}
    try:
        await roles.apply(engine, passwords)
    finally:
        await engine.dispose()
    print("The database is at the newest schema, and every service has its role.")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
