"""Round trips and statements that somebody takes away."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.portfolio.domain.equity import Grade
from shared.kernel.ids import UserId
from tests.integration.portfolio.rig import MarketData, Orders, Replica, Service
from tests.integration.portfolio.test_equity_curve import curve, sampled
from tests.support.clock import MONDAY, FrozenClock
from tests.support.portfolio import BookOfRecord
from tests.support.spreadsheet import money, opened_by_libreoffice, sheet_of

MONTH = f"{MONDAY:%Y-%m}"


async def export(portfolio: Replica, book: BookOfRecord, path: str) -> httpx.Response:
    answer = await portfolio.get(book.user_id, f"/accounts/{book.account_id}/{path}")
    assert answer.status_code == 200, answer.text
    return answer


def lines_of(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_round_trips_are_chosen_and_told_as_in_the_journal(
    service: Service, orders: Orders
) -> None:
    book = BookOfRecord(at=datetime.now(UTC))
    await orders.announce(
        book.opened(),
        *(book.trade("10", "100", fee="0.5"), book.trade("-10", "101.25", fee="0.5")),
        *(book.sell("3", "50.10", symbol="MSFT"), book.buy("3", "51", symbol="MSFT")),
        book.buy("1", "100"),
    )
    async with service.running() as portfolio:
        await portfolio.caught_up(book)
        shown: list[dict[str, Any]] = (await export(portfolio, book, "round-trips")).json()[
            "round_trips"
        ]
        lines = lines_of(await export(portfolio, book, "exports/round-trips"))
        one = lines_of(await export(portfolio, book, "exports/round-trips?symbol=MSFT"))

    assert [line["Round trip id"] for line in lines] == [
        trip["round_trip_id"] for trip in reversed(shown)
    ]
    assert [line["Net P/L"] for line in lines] == [trip["net_pnl"] for trip in reversed(shown)]
    assert [line["Symbol"] for line in one] == ["MSFT"]


async def a_month(book: BookOfRecord, orders: Orders, market: MarketData) -> None:
    """Two round trips, of 29.00 and −2.70 after fees, and ten of AAPL that are held."""
    await market.tick("AAPL", "110")
    await orders.announce(
        book.opened(),
        *(book.trade("10", "100", fee="0.5"), book.trade("-10", "103", fee="0.5")),
        *(book.sell("3", "50.10", symbol="MSFT"), book.buy("3", "51", symbol="MSFT")),
        book.buy("10", "105"),
    )


async def test_workbooks_opened_by_others_come_to_what_the_api_says(
    service: Service, orders: Orders, market: MarketData, tmp_path: Path
) -> None:
    book = BookOfRecord(at=MONDAY)
    await a_month(book, orders, market)
    clock = FrozenClock(MONDAY + timedelta(minutes=1))
    async with service.running(clock=clock) as portfolio:
        await portfolio.caught_up(book)
        # 100,000 + 29 − 2.70 realized + 10 × (110 − 105) open
        await sampled(portfolio, book, "100076.30", clock)
        trips = (await export(portfolio, book, "round-trips")).json()["round_trips"]
        statistics = (await export(portfolio, book, "statistics")).json()
        made = {
            name: (await export(portfolio, book, path)).content
            for name, path in (
                ("trips", "exports/round-trips?format=xlsx"),
                ("equity", "exports/equity?format=xlsx"),
                ("statement", f"statements/{MONTH}"),
            )
        }
        points = (await curve(portfolio, book))["points"]

    for content in (made["equity"], made["statement"]):
        opened = load_workbook(io.BytesIO(content))
        assert [sheet.title for sheet in opened.chartsheets] == ["Equity curve"]
        assert {cell.data_type for cell in sheet_of(content, "Equity")["A"][1:]} == {"d"}
        assert {cell.data_type for cell in sheet_of(content, "Equity")["B"][1:]} == {"n"}

    shown = opened_by_libreoffice(made, tmp_path)
    for title, name in (("Net P/L", "net_pnl"), ("Realized P/L", "realized_pnl"), ("Fees", "fees")):
        assert shown["trips"].total("Round trips", title) == Decimal(statistics[name])
        assert shown["statement"].total("Round trips", title) == Decimal(statistics[name])
        assert sum(Decimal(trip[name]) for trip in trips) == Decimal(statistics[name])
    summary = {row["What"]: money(row["Figure"]) for row in shown["statement"].rows("Statement")}
    assert summary["Equity at the end"] == Decimal(points[-1]["equity"])
    assert summary["Net P/L of round trips that ended"] == Decimal(statistics["net_pnl"])
    assert summary["Round trips that worked"] == statistics["worked"]
    for name in ("equity", "statement"):
        rows = shown[name].rows("Equity")
        assert [money(row["Equity"]) for row in rows] == [Decimal(p["equity"]) for p in points]
        assert [money(row["Cash"]) for row in rows] == [Decimal(p["cash"]) for p in points]
        assert shown[name].drawn == {f"Equity.B2:Equity.B{len(points) + 1}"}
        assert "Equity curve" in shown[name].sheets


async def test_a_statement_says_what_the_month_came_to(
    service: Service, orders: Orders, market: MarketData
) -> None:
    book = BookOfRecord(at=MONDAY)
    await a_month(book, orders, market)
    clock = FrozenClock(MONDAY + timedelta(minutes=1))
    async with service.running(clock=clock) as portfolio:
        await portfolio.caught_up(book)
        await sampled(portfolio, book, "100076.30", clock)
        summary = lines_of(await export(portfolio, book, f"statements/{MONTH}?format=csv"))
        opened = load_workbook(
            io.BytesIO((await export(portfolio, book, f"statements/{MONTH}")).content)
        )

    assert {line["What"]: Decimal(line["Figure"]) for line in summary} == {
        "Equity at the beginning": Decimal("100000.00"),
        "Equity at the end": Decimal("100076.30"),
        "Change": Decimal("76.30"),
        "Realized P/L of round trips that ended": Decimal("27.30"),
        "Fees of round trips that ended": Decimal("1.00"),
        "Dividends of round trips that ended": Decimal("0.00"),
        "Net P/L of round trips that ended": Decimal("26.30"),
        "Round trips that worked": 1,
        "Round trips that did not": 1,
        "Round trips that came to nothing": 0,
    }
    assert opened.sheetnames == ["Statement", "Round trips", "Equity", "Equity curve"]


async def test_the_equity_that_is_taken_away_is_all_that_is_kept_of_a_period(
    service: Service, orders: Orders, engine: AsyncEngine
) -> None:
    """A close of two months ago, an hour of last month, and a minute of today."""
    book, now = BookOfRecord(at=MONDAY - timedelta(days=90)), MONDAY
    await orders.announce(book.opened())
    kept = [
        (MONDAY - timedelta(days=60), "100100.00", True, Grade.CLOSE),
        (MONDAY - timedelta(days=30), "100200.00", False, Grade.HOUR),
        (MONDAY - timedelta(minutes=2), "100300.00", True, Grade.MINUTE),
    ]
    async with service.running(clock=FrozenClock(now)) as portfolio:
        await portfolio.caught_up(book)
        async with engine.begin() as connection:
            await connection.execute(
                text("INSERT INTO portfolio.equity_points VALUES (:id, :at, :equity, 1, :c, :g)"),
                [
                    {"id": book.account_id, "at": at, "equity": Decimal(equity), "c": c, "g": grade}
                    for at, equity, c, grade in kept
                ],
            )
        since = (MONDAY - timedelta(days=31)).isoformat().replace("+00:00", "Z")
        until = (MONDAY - timedelta(days=1)).isoformat().replace("+00:00", "Z")
        whole = lines_of(await export(portfolio, book, "exports/equity"))
        later = lines_of(await export(portfolio, book, f"exports/equity?from={since}"))
        between = lines_of(
            await export(portfolio, book, f"exports/equity?from={since}&to={until}&format=csv")
        )
        theirs = await portfolio.get(UserId(uuid4()), f"/accounts/{book.account_id}/exports/equity")

    assert [line["Equity"] for line in whole] == [equity for _, equity, _, _ in kept]
    assert [line["Session"] for line in whole] == ["close", "", ""]
    assert [line["Prices"] for line in whole] == ["all", "some missing", "all"]
    assert later == whole[1:]
    assert between == whole[1:2]
    assert theirs.status_code == 404


async def test_a_month_that_is_none_or_not_theirs_is_refused(
    service: Service, orders: Orders
) -> None:
    book = BookOfRecord(at=MONDAY)
    await orders.announce(book.opened())
    async with service.running(clock=FrozenClock(MONDAY)) as portfolio:
        await portfolio.caught_up(book)
        path = f"/accounts/{book.account_id}/statements"
        for month in ("2025-13", "2999-01", "2001-01"):
            answer = await portfolio.get(book.user_id, f"{path}/{month}")
            assert (answer.status_code, answer.json()["code"]) == (422, "no_such_month")
        theirs = await portfolio.get(UserId(uuid4()), f"{path}/{MONTH}")

    assert theirs.status_code == 404
