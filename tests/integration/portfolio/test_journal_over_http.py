"""The trade journal as its reader has it: filters, excursions, notes, a position's story."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from shared.contracts.executions import AccountEvent
from tests.integration.portfolio.rig import MarketData, Orders, Replica, Service
from tests.support.bus import until
from tests.support.portfolio import BookOfRecord


async def get(portfolio: Replica, book: BookOfRecord, path: str) -> dict[str, Any]:
    answer = await portfolio.get(book.user_id, f"/accounts/{book.account_id}/{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def seen_at(portfolio: Replica, book: BookOfRecord, mark: str) -> None:
    """Wait until the service has taken in a tick."""

    async def is_there() -> bool:
        found = await portfolio.snapshot(book)
        return found is not None and found.positions[0].mark == Decimal(mark)

    await until(is_there, f"a mark of {mark}")


async def test_how_far_a_round_trip_went_is_known_through_a_restart(
    service: Service, orders: Orders, market: MarketData
) -> None:
    book = BookOfRecord(at=datetime.now(UTC))
    await orders.announce(book.opened(), book.buy("10", "100"))
    async with service.running() as portfolio:
        await portfolio.caught_up(book)
        for price in ("95", "108"):
            await market.tick("AAPL", price)
            await seen_at(portfolio, book, price)
        await orders.announce(book.sell("4", "106"))
        await portfolio.caught_up(book)
    async with service.running() as portfolio:
        await portfolio.caught_up(book)
        await market.tick("AAPL", "112")
        await seen_at(portfolio, book, "112")
        await orders.announce(book.sell("6", "101"))
        await portfolio.caught_up(book)
        [trip] = (await get(portfolio, book, "round-trips"))["round_trips"]
        history = (await get(portfolio, book, "positions/AAPL/events"))["events"]

    # Worst: 10 × (95 − 100). Best: 4 × (106 − 100) realized, and 6 × (112 − 100) open.
    assert (trip["mae"], trip["mfe"]) == ("-50.00", "96.00")
    assert (trip["realized_pnl"], trip["verdict"]) == ("30.00", "worked")
    assert [line["step"] for line in trip["events"]] == ["opened", "reduced", "closed"]
    assert {line["step"] for line in history} == {
        "opened",
        "reduced",
        "closed",
        "best_mark",
        "worst_mark",
    }
    [best] = [line for line in history if line["step"] == "best_mark"]
    assert (best["price"], best["trip_pnl"]) == ("112.00", "96.00")


def a_few_trips(book: BookOfRecord) -> list[AccountEvent]:
    """Three in AAPL that gain 10, lose 20 and gain nothing, and a short of MSFT that gains 30."""
    return [
        book.opened(),
        *(book.buy("10", "100"), book.sell("10", "101")),
        *(book.buy("10", "100"), book.sell("10", "98")),
        *(book.buy("10", "100"), book.sell("10", "100")),
        *(book.sell("10", "50", symbol="MSFT"), book.buy("10", "47", symbol="MSFT")),
    ]


FILTERS = {
    "": ["30.00", "0.00", "-20.00", "10.00"],
    "symbol=aapl": ["0.00", "-20.00", "10.00"],
    "side=short": ["30.00"],
    "verdict=worked": ["30.00", "10.00"],
    "verdict=scratch": ["0.00"],
    "from=2100-01-01T00:00:00Z": [],
    "to=2100-01-01T00:00:00Z&verdict=did_not_work": ["-20.00"],
    "era=2": [],
}
"""What each chooses of `a_few_trips`, newest first."""


async def test_the_journal_is_filtered_and_statistics_add_up_what_it_shows(
    service: Service, orders: Orders
) -> None:
    book = BookOfRecord(at=datetime.now(UTC))
    await orders.announce(*a_few_trips(book))

    async with service.running() as portfolio:
        await portfolio.caught_up(book)
        for query, net in FILTERS.items():
            trips = (await get(portfolio, book, f"round-trips?{query}"))["round_trips"]
            statistics = await get(portfolio, book, f"statistics?{query}")

            assert [trip["net_pnl"] for trip in trips] == net, query
            assert statistics["count"] == len(net)
            assert Decimal(statistics["net_pnl"]) == sum(map(Decimal, net))


async def test_notes_and_tags_are_kept_and_found(service: Service, orders: Orders) -> None:
    book = BookOfRecord(at=datetime.now(UTC))
    await orders.announce(*a_few_trips(book))

    async with service.running() as portfolio:
        await portfolio.caught_up(book)
        trip = (await get(portfolio, book, "round-trips"))["round_trips"][0]
        path = f"/accounts/{book.account_id}/round-trips/{trip['round_trip_id']}"
        tagged = await portfolio.patch(book.user_id, path, {"tags": ["gap", " gap ", "news"]})
        noted = await portfolio.patch(book.user_id, path, {"note": "Too early.\nAgain."})
        found = (await get(portfolio, book, "round-trips?tag=news"))["round_trips"]
        statistics = await get(portfolio, book, "statistics?tag=news")
        refused = await portfolio.patch(book.user_id, path, {"tags": ["a\x00b"]})
        unknown = await portfolio.patch(book.account_id, path, {"note": "mine?"})

    assert tagged.json()["tags"] == ["gap", "news"]
    assert (noted.json()["tags"], noted.json()["note"]) == (["gap", "news"], "Too early.\nAgain.")
    assert [each["round_trip_id"] for each in found] == [trip["round_trip_id"]]
    assert statistics["net_pnl"] == "30.00"
    assert (refused.status_code, unknown.status_code) == (422, 404)


async def test_position_history_comes_in_pages(service: Service, orders: Orders) -> None:
    book = BookOfRecord(at=datetime.now(UTC))
    await orders.announce(*a_few_trips(book))

    async with service.running() as portfolio:
        await portfolio.caught_up(book)
        whole = await get(portfolio, book, "positions/AAPL/events?limit=500")
        pages, cursor = [], ""
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            page = await get(portfolio, book, f"positions/AAPL/events?limit=5{more}")
            pages.append(page["events"])
            cursor = page["next"]

    assert [line for page in pages for line in page] == whole["events"]
    assert len(whole["events"]) == 3 * (2 + 2)  # fills, and the best and the worst mark
    assert max(map(len, pages)) == 5
