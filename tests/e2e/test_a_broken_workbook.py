"""The workbook breaks in every way it can; the screen says what is wrong, nothing is filled on a
bad quote, and all of it heals by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.livedata import HEADERS, quote_row, write_half_a_workbook, write_workbook
from tests.support.product import Product
from tests.support.screen import SECONDS, Screen
from tests.support.sheet import LiveSheet
from tests.support.trader import Trader, eventually

PRICES = {"META": (500.00, 499.98, 500.02), "AAPL": (200.00, 199.99, 200.01)}
SOON = 15 * SECONDS


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Generator[LiveSheet]:
    with LiveSheet(tmp_path_factory.mktemp("excel") / "quotes.xlsx", PRICES) as sheet:
        yield sheet


@pytest.fixture(scope="module")
def thor_options(sheet: LiveSheet) -> Generator[Sequence[str]]:
    """Short times: what is wrong is said after 0.3 seconds, and a quote is stale after two."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("THOR_EXCEL_PATIENCE_SECONDS", "0.3")
        yield ["--excel", str(sheet.path), "--stale-after", "2"]


def _rows(meta: list[object]) -> list[list[object]]:
    return [meta, quote_row("AAPL", *PRICES["AAPL"])]


def _remove(book: Path) -> None:
    book.unlink(missing_ok=True)


def _leave_half(book: Path) -> None:
    write_half_a_workbook(book, _rows(quote_row("META", 500.0)))


def _rename_the_symbols(book: Path) -> None:
    write_workbook(book, _rows(quote_row("META", 500.0)), headers=["Name", *HEADERS[1:]])


def _say_loading(book: Path) -> None:
    cells = ("loading", "loading", "loading")
    write_workbook(book, [quote_row("META", *cells), quote_row("AAPL", *cells)])


def _do_not_save(_: Path) -> None:
    pass


def _lose_the_ask(book: Path) -> None:
    write_workbook(book, _rows(quote_row("META", 500.0, 499.98, -2146826246)))


def _cross(book: Path) -> None:
    write_workbook(book, _rows(quote_row("META", 500.0, 500.10, 499.90)))


BREAKAGES: list[tuple[Callable[[Path], None], str | None, str, str]] = [
    (_remove, "There is no workbook at", "stale", "no workbook"),
    (_leave_half, "is not a complete Excel workbook", "stale", "not a complete"),
    (_rename_the_symbols, "has no column named Symbol", "stale", "no column named"),
    (_say_loading, "still says 'loading'", "stale", "says 'loading'"),
    (_do_not_save, "has not been saved for more than 2 seconds", "stale", "not been saved"),
    (_lose_the_ask, None, "one_sided", "There is no ask"),
    (_cross, None, "crossed", "The bid 500.1 is above the ask 499.9"),
]


def expect_all_well(screen: Screen) -> None:
    expect(screen.page.get_by_test_id("feed-problem")).to_have_count(0, timeout=SOON)
    for symbol in PRICES:
        expect(screen.quote(symbol)).to_have_attribute("data-quality", "fresh", timeout=SOON)


def why_waiting(trader: Trader, order_id: str) -> dict[str, Any] | None:
    """Why the engine does not fill the order, once it has heard of it."""
    answer = trader.http.get(f"/orders/{order_id}/why")
    found: dict[str, Any] | None = answer.json() if answer.is_success else None
    return found if found and found["blocked_by"] != "awaiting_book" else None


def test_the_screen_says_what_is_wrong_with_the_workbook_and_recovers(
    thor: Product, page: Page, sheet: LiveSheet
) -> None:
    screen = Screen(page, thor.url)
    with Trader(thor.url) as trader:
        screen.register(trader.email, trader.password)
        trader.login()
        problem, meta = page.get_by_test_id("feed-problem"), screen.quote("META")
        expect_all_well(screen)

        for breaks, banner, quality, reason in BREAKAGES:
            with sheet.broken(breaks):
                if banner is not None:
                    expect(problem).to_contain_text(banner, timeout=SOON)
                expect(meta).to_have_attribute("data-quality", quality, timeout=SOON)
                expect(meta).to_have_attribute("title", re.compile(re.escape(reason)), timeout=SOON)
                if banner is None:
                    expect(problem).to_have_count(0)
            expect_all_well(screen)

        with sheet.broken(_say_loading):
            expect(meta).to_have_attribute("data-quality", "stale", timeout=SOON)
            order = trader.submit("META", "BUY", "1").json()
            why = eventually(lambda: why_waiting(trader, order["order_id"]), what="a reason")
            assert (why["blocked_by"], order["status"]) == ("stale", "PENDING")
        order = trader.await_status(order["order_id"], "FILLED")
        assert trader.executions(order["order_id"])[0]["last_price"] == "500.02"

        sheet.pause()
        sheet.show("META", 5000.00, 4999.98, 5000.02)  # a slip of a finger: ten times too much
        expect(meta).to_have_attribute("title", re.compile("jumped from"), timeout=SOON)
        expect(meta).to_contain_text("500.00")
        sheet.show("META", 500.00, 499.98, 500.02)
        sheet.resume()
        expect_all_well(screen)
