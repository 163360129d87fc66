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

from shared.kernel.ids import UserId
from tests.integration.portfolio.rig import MarketData, Orders, Replica, Service
from tests.integration.portfolio.test_equity_curve import sampled
from tests.support.clock import MONDAY, FrozenClock
from tests.support.portfolio import BookOfRecord
from tests.support.spreadsheet import calculated, sheet_of

MONTH = f"{MONDAY:%Y-%m}"


async def export(portfolio: Replica, book: BookOfRecord, path: str) -> httpx.Response:
    answer = await portfolio.get(book.user_id, f"/accounts/{book.account_id}/{path}")
    assert answer.status_code == 200, answer.text
    return answer


def lines_of(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_totals_of_round_trips_are_those_of_the_api(
    service: Service, orders: Orders, tmp_path: Path
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
        workbook = (await export(portfolio, book, "exports/round-trips?format=xlsx")).content

    assert [line["Round trip id"] for line in lines] == [
        trip["round_trip_id"] for trip in reversed(shown)
    ]
    assert [line["Net P/L"] for line in lines] == [trip["net_pnl"] for trip in reversed(shown)]
    assert [line["Symbol"] for line in one] == ["MSFT"]

    titles = [str(cell.value) for cell in sheet_of(workbook, "Round trips")[1]]
    totals = calculated(workbook, tmp_path)[-1]
    for title, name in (("Net P/L", "net_pnl"), ("Realized P/L", "realized_pnl"), ("Fees", "fees")):
        api = sum(Decimal(trip[name]) for trip in shown)
        assert Decimal(totals[titles.index(title)]) == api


async def test_a_statement_says_what_the_month_came_to_and_draws_it(
    service: Service, orders: Orders, market: MarketData
) -> None:
    book = BookOfRecord(at=MONDAY)
    await market.tick("AAPL", "110")
    await orders.announce(
        book.opened(), book.buy("10", "100"), book.sell("10", "103"), book.buy("10", "105")
    )
    clock = FrozenClock(MONDAY + timedelta(minutes=1))
    async with service.running(clock=clock) as portfolio:
        await portfolio.caught_up(book)
        # 100,000 + 30 realized + 10 × (110 − 105) open
        await sampled(portfolio, book, "100080.00", clock)
        summary = lines_of(await export(portfolio, book, f"statements/{MONTH}?format=csv"))
        workbook = (await export(portfolio, book, f"statements/{MONTH}")).content

    figures = {line["What"]: Decimal(line["Figure"]) for line in summary}
    assert figures["Equity at the beginning"] == Decimal("100000.00")
    assert figures["Equity at the end"] == Decimal("100080.00")
    assert figures["Change"] == Decimal("80.00")
    assert figures["Net P/L of round trips that ended"] == Decimal("30.00")
    assert figures["Round trips that worked"] == 1
    book_of_month = load_workbook(io.BytesIO(workbook))
    assert book_of_month.sheetnames == ["Statement", "Round trips", "Equity", "Equity curve"]
    assert [sheet.title for sheet in book_of_month.chartsheets] == ["Equity curve"]


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
