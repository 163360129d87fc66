"""Thrown away and made again from the log: the result is the same, row by row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.portfolio.app import rebuild_all
from services.portfolio.ports.book import Rebuilt
from shared.contracts.streams import SHARDS
from shared.http.auth import SERVICE_USER, authorization
from tests.integration.portfolio.rig import SECRET, Orders, Service
from tests.integration.portfolio.test_faults import ACCOUNTS, fills, is_exact
from tests.support.bus import until
from tests.support.portfolio import BookOfRecord


async def rebuilt(service: Service) -> list[Rebuilt]:
    return [shard async for shard in rebuild_all(service.settings)]


async def test_a_rebuild_gives_the_same_rows_while_the_service_goes_on(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    books = [BookOfRecord(at=datetime.now(UTC)) for _ in range(ACCOUNTS)]
    await orders.announce(*(book.opened() for book in books), *fills(books, 4))

    async with service.running():
        await until(lambda: is_exact(engine, books, 4 * 6 * ACCOUNTS), "the first fills")
        shards = await rebuilt(service)
        await orders.announce(*fills(books, 2))
        await until(lambda: is_exact(engine, books, 6 * 6 * ACCOUNTS), "every fill once")

    assert sum(shard.events for shard in shards) == ACCOUNTS + 4 * 6 * ACCOUNTS
    assert [shard.different for shard in shards] == [[]] * len(shards)


async def test_splits_dividends_eras_tags_and_notes_are_there_again_after_a_rebuild(
    service: Service, orders: Orders
) -> None:
    """Two round trips in the first era, one of them through a split and a dividend, and after a
    reset a flip that is still open."""
    book = BookOfRecord(at=datetime.now(UTC))
    await orders.announce(
        book.opened(),
        *(book.trade("13", "150", fee="0.35"), book.pay("0.25", quantity="13")),
        book.split(3, 2, before="13", after="19", cash="50"),
        *(book.sell("9", "110"), book.sell("10", "112")),
        *(book.sell("3", "50", symbol="MSFT"), book.buy("3", "51", symbol="MSFT")),
        book.buy("4", "100"),
        book.reset("60000", era=2),
        *(book.buy("2", "100"), book.sell("5", "101")),
    )

    async with service.running() as portfolio:
        await portfolio.caught_up(book)

        async def told() -> list[Any]:
            account = f"/accounts/{book.account_id}"
            paths = ["round-trips?era=1", "round-trips?era=2", "positions", "positions/AAPL/events"]
            answers = [await portfolio.get(book.user_id, f"{account}/{path}") for path in paths]
            return [answer.json() for answer in answers]

        [stock, split] = (await told())[0]["round_trips"]
        for trip, body in (
            (stock, {"tags": ["gap"], "note": "Too early.\nAgain."}),
            (split, {"tags": ["news", "late"]}),
        ):
            path = f"/accounts/{book.account_id}/round-trips/{trip['round_trip_id']}"
            assert (await portfolio.patch(book.user_id, path, body)).is_success
        before = await told()
        answer = await portfolio.http.post(
            "/internal/rebuild", headers=authorization(SECRET, SERVICE_USER)
        )
        after = await told()

    assert after == before
    assert [shard["different"] for shard in answer.json()] == [[]] * SHARDS
    assert sum(shard["events"] for shard in answer.json()) == book.version
    [stock, split] = after[0]["round_trips"]
    assert (stock["tags"], stock["note"]) == (["gap"], "Too early.\nAgain.")
    assert (split["tags"], split["dividends"]) == (["news", "late"], "3.25")
    assert {line["step"] for line in after[3]["events"]} >= {
        "split",
        "dividend",
        "reset",
        "flipped",
    }


async def test_a_rebuild_repairs_what_somebody_changed_and_says_so(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    books = [BookOfRecord(at=datetime.now(UTC)) for _ in range(ACCOUNTS)]
    await orders.announce(*(book.opened() for book in books), *fills(books, 1))
    async with service.running():
        await until(lambda: is_exact(engine, books, 6 * ACCOUNTS), "the fills")
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE portfolio.positions SET realized_pnl = 1e6"))

    shards = await rebuilt(service)

    assert {name for shard in shards for name in shard.different} == {"positions"}
    assert await is_exact(engine, books, 6 * ACCOUNTS)
