"""Make a database ready for the services: migrate it, then give every service its role.

`THOR_POSTGRES_URL=… python -m deploy.prepare_database PASSWORDS`, as the owner of the database;
`THOR_POSTGRES_URL_FILE` may name a file that holds the address. `PASSWORDS` is a folder with a
file `<service>_password` for each, or one file with the password of all.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy import roles
from deploy.migrate import migrate


async def prepare(url: str, passwords: Mapping[str, str]) -> None:
    await migrate(url)
    await roles.apply(url, passwords)


def passwords_in(place: Path) -> dict[str, str]:
    """Service to password."""
    files = {name: place if place.is_file() else place / f"{name}_password" for name in roles.ROLES}
    return {name: file.read_text().strip() for name, file in files.items()}


def main() -> None:
    file = os.environ.get("THOR_POSTGRES_URL_FILE")
    url = Path(file).read_text().strip() if file else os.environ["THOR_POSTGRES_URL"]
    asyncio.run(prepare(url, passwords_in(Path(sys.argv[1]))))
    print("The database is at the newest schema, and every service has its role.")


if __name__ == "__main__":
    main()
