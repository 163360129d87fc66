"""A database that is away is an answer to the client, not a crash."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from shared.db.away import answering
from shared.kernel.errors import Unavailable


def database_away_is_unavailable() -> AbstractAsyncContextManager[None]:
    return answering(_unavailable)


def _unavailable() -> Unavailable:
    return Unavailable(
        "The book's database is away. Send the request again, with the same client_order_id: "
        "it will not be carried out twice."
    )
