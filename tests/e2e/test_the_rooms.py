"""The screens beside the war room: journal, positions, accounts, settings, and who may use them."""

from __future__ import annotations

import csv
import re
from collections.abc import Generator, Sequence
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.support.product import Product
from tests.support.screen import SECONDS, Screen, amount
from tests.support.sheet import LiveSheet
from tests.support.trader import Trader, eventually

QUIET = (500.00, 499.98, 500.02)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Generator[LiveSheet]:
    folder = tmp_path_factory.mktemp("excel")
    with LiveSheet(folder / "quotes.xlsx", {"META": QUIET, "AAPL": QUIET}) as sheet:
        yield sheet


@pytest.fixture(scope="module")
def thor_options(sheet: LiveSheet) -> Sequence[str]:
    return ["--excel", str(sheet.path)]


@pytest.fixture(scope="module")
def trader(thor: Product, sheet: LiveSheet) -> Generator[Trader]:
    """One that has closed three positions: one worked, one did not, one was a scratch."""
    with Trader(thor.url) as trader:
        trader.register()
        for bid in ("505.02", "495.02", "500.02"):
            price(trader, sheet, *QUIET)
            bought = trader.submit("META", "BUY", "10").json()
            trader.await_status(bought["order_id"], "FILLED")
            price(trader, sheet, float(bid) + 0.01, float(bid), float(bid) + 0.02)
            sold = trader.submit("META", "SELL", "10").json()
            trader.await_status(sold["order_id"], "FILLED")
        yield trader


def price(trader: Trader, sheet: LiveSheet, last: float, bid: float, ask: float) -> None:
    sheet.show("META", last, bid, ask)

    def arrived() -> bool:
        quote = trader.quote("META")
        return quote is not None and Decimal(str(quote["bid"])) == Decimal(str(bid))

    eventually(arrived, what=f"the bid of {bid}")


@pytest.fixture
def screen(thor: Product, page: Page, trader: Trader) -> Screen:
    screen = Screen(page, thor.url)
    login = {"email": trader.email, "password": trader.password}
    page.context.request.post(
        f"{thor.url}/api/v1/auth/login", data=login, headers={"origin": thor.url}
    )
    return screen


def enter(screen: Screen, room: str) -> Page:
    screen.page.goto(f"{screen.url}/app/{room}")
    expect(screen.page.get_by_test_id("figure-equity")).to_be_visible(timeout=20 * SECONDS)
    return screen.page


def saved(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_the_journal_adds_up_filters_and_goes_into_a_file(screen: Screen, tmp_path: Path) -> None:
    page = enter(screen, "journal")
    rows = page.get_by_test_id("trip-row")
    expect(rows).to_have_count(3)
    expect(page.get_by_test_id("verdicts")).to_have_text(
        re.compile("1 worked.*1 didn't.*1 scratch")
    )
    nets = [amount(each) for each in page.get_by_test_id("trip-net").all_inner_texts()]
    assert nets == [Decimal(0), Decimal("-50.00"), Decimal("50.00")]
    assert amount(page.get_by_test_id("journal-net").inner_text()) == sum(nets)
    assert amount(page.get_by_test_id("statistics-net").inner_text()) == sum(nets)

    written = saved(page, "Download these round trips as CSV", tmp_path)
    with written.open(newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["Round trip id"]]
    # A file begins with the oldest.
    assert [Decimal(line["Net P/L"]) for line in reversed(lines)] == nets

    page.get_by_label("Didn't work").check(force=True)
    expect(rows).to_have_count(1)
    expect(page.get_by_test_id("journal-net")).to_have_text("−$50.00")
    rows.get_by_role("button").click()
    expect(page.get_by_test_id("history-line").first).to_be_visible()
    page.get_by_label(re.compile("^Tags")).fill("gap, late")
    page.get_by_label("Note").fill("Chased it.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Noted.")).to_be_visible()
    page.reload()
    page.get_by_label("Tag", exact=True).fill("late")
    expect(rows).to_have_count(1)


def test_a_position_tells_its_history_and_a_fill_adds_to_it(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    price(trader, sheet, *QUIET)
    page = enter(screen, "positions")
    expect(page.get_by_role("heading", name="History of META")).to_be_visible()
    opened = page.locator('[data-testid="history-line"][data-step="opened"]')
    expect(opened).to_have_count(3)
    order = trader.submit("META", "BUY", "1").json()
    trader.await_status(order["order_id"], "FILLED")
    expect(opened).to_have_count(4, timeout=10 * SECONDS)


def test_the_month_is_handed_out_as_a_workbook(screen: Screen, tmp_path: Path) -> None:
    page = enter(screen, "statements")
    workbook = saved(page, "Download the statement as a workbook", tmp_path)
    assert workbook.suffix == ".xlsx"
    assert "Statement" in load_workbook(workbook).sheetnames


def test_another_account_is_opened_shown_and_closed_again(screen: Screen) -> None:
    page = enter(screen, "accounts")
    page.get_by_role("button", name="Open an account").click()
    page.get_by_label("Name", exact=True).fill("Bold ideas")
    page.get_by_label("Starting balance, $").fill("25,000")
    page.get_by_role("button", name="Open the account").click()
    expect(screen.figure("equity")).to_have_text("$25,000.00", timeout=10 * SECONDS)

    page.get_by_role("button", name="Switch to it").click()
    expect(screen.figure("equity")).not_to_have_text("$25,000.00", timeout=10 * SECONDS)
    card = page.get_by_role("article", name="Bold ideas")
    card.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Close the account").click()
    expect(card.get_by_text("Closed", exact=True)).to_be_visible()


def test_a_key_is_shown_once_and_lets_a_program_in_until_it_is_revoked(
    screen: Screen, thor: Product
) -> None:
    page = enter(screen, "settings")
    page.get_by_label("Name of a new key").fill("bot")
    page.get_by_role("button", name="Make a key").click()
    secret = page.get_by_label("The key bot").input_value()

    def ask() -> int:
        bearer = {"authorization": f"Bearer {secret}"}
        return httpx.get(f"{thor.url}/api/v1/accounts", headers=bearer).status_code

    assert ask() == httpx.codes.OK
    page.reload()
    expect(page.get_by_test_id("api-key")).to_have_count(1)
    expect(page.get_by_text(secret)).to_have_count(0)
    page.get_by_role("button", name="Revoke bot").click()
    page.get_by_role("button", name="Revoke the key").click()
    expect(page.get_by_test_id("api-key")).to_have_count(0)
    assert ask() == httpx.codes.UNAUTHORIZED
