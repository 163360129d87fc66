"""One running product, fed by a workbook, for all stories about the war room; a trader each."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest
from playwright.sync_api import Page

from tests.support.product import Product, audited_product
from tests.support.screen import Screen
from tests.support.sheet import LiveSheet
from tests.support.trader import Trader
from tests.support.wire import Wire

PRICES = {
    "META": (500.00, 499.98, 500.02),
    "AAPL": (200.00, 199.99, 200.01),
    "F": (10.00, 9.99, 10.01),
    "MSFT": (400.00, 399.98, 400.02),
}


@pytest.fixture(scope="package")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Generator[LiveSheet]:
    with LiveSheet(tmp_path_factory.mktemp("excel") / "quotes.xlsx", PRICES) as sheet:
        yield sheet


@pytest.fixture(scope="package")
def thor_options(sheet: LiveSheet) -> Sequence[str]:
    return ["--excel", str(sheet.path)]


@pytest.fixture(scope="package")
def thor(thor_options: Sequence[str]) -> Generator[Product]:
    with audited_product(thor_options) as product:
        yield product


@pytest.fixture(autouse=True)
def usual_prices(sheet: LiveSheet) -> None:
    sheet.resume()
    if sheet.prices == PRICES:
        return
    for symbol, prices in PRICES.items():
        sheet.prices[symbol] = prices
    sheet.save()


@pytest.fixture
def trader(thor: Product) -> Generator[Trader]:
    with Trader(thor.url) as trader:
        trader.register()
        yield trader


@pytest.fixture
def wire(page: Page) -> Wire:
    """Before `screen`: the page has to find it there."""
    return Wire(page)


@pytest.fixture
def screen(thor: Product, page: Page, trader: Trader) -> Screen:
    """The war room of a trader who is logged in; `trader` is the same one over HTTP."""
    screen = Screen(page, thor.url)
    screen.enter(trader)
    return screen
