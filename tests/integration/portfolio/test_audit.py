"""The portfolio proves itself by a replay, and shows the rows that somebody changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.http.auth import SERVICE_USER, authorization
from tests.integration.portfolio.rig import SECRET, Orders, Replica, Service
from tests.integration.portfolio.test_faults import ACCOUNTS, fills, is_exact
from tests.support.bus import until
from tests.support.portfolio import BookOfRecord


async def report(replica: Replica) -> dict[str, Any]:
    answer = await replica.http.get("/internal/audit", headers=authorization(SECRET, SERVICE_USER))
    found: dict[str, Any] = answer.json()
    return found


async def test_what_somebody_changed_is_shown_beside_what_the_log_says(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    books = [BookOfRecord(at=datetime.now(UTC)) for _ in range(ACCOUNTS)]
    await orders.announce(*(book.opened() for book in books), *fills(books, 2))
    damaged = books[0].account_id

    async with service.running() as replica:
        await until(lambda: is_exact(engine, books, 2 * 6 * ACCOUNTS), "the fills")
        assert await report(replica) == {"sound": True, "violations": [], "unproved": []}

        async with engine.begin() as connection:
            await connection.execute(
                text("UPDATE portfolio.accounts SET cash = 7 WHERE account_id = :account"),
                {"account": damaged},
            )
            await connection.execute(
                text("DELETE FROM portfolio.positions WHERE account_id = :account"),
                {"account": damaged},
            )
        found = await report(replica)

    assert not found["sound"]
    rows = {violation["rule"]: violation["rows"] for violation in found["violations"]}
    accounts = rows["accounts are what a replay of fills.v1 makes of them"]
    assert [(row["key"], row["cash"]) for row in accounts] == [(str(damaged), "7")]
    assert accounts[0]["cash_replayed"] not in (None, "7")
    positions = rows["positions are what a replay of fills.v1 makes of them"]
    assert all(row["key"].startswith(str(damaged)) for row in positions)
    assert all(row["quantity"] is None for row in positions)
