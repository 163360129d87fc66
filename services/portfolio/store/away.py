"""A database that is away is an answer to the client, not a crash."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from shared.db.away import answering
from shared.kernel.errors import Unavailable


def answered() -> AbstractAsyncContextManager[None]:
    """Raise `Unavailable` for whatever the database raises while it is away."""
    return answering(_unavailable)


def _unavailable() -> Unavailable:
    return Unavailable("The portfolio's database is away. Ask again in a moment.")
