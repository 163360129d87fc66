"""Pictures of every screen in both themes, for the documentation.

    python -m tests.support.screenshots [--into docs/images/screens]

Starts a product of its own on the simulated market, trades a little, and takes the pictures.
"""

from __future__ import annotations

import argparse
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from deploy.local import browser as installed
from tests.support.product import Product, data_folder
from tests.support.screen import SECONDS, Screen
from tests.support.trader import Trader, eventually

INTO = Path(__file__).parents[2] / "docs" / "images" / "screens"
SCREENS = ("home", "orders", "positions", "journal", "accounts", "statements", "settings")
THEMES = ("dark", "light")
SYMBOLS = ("AAPL", "AMZN", "META", "MSFT", "NVDA", "KO")
WATCHED = ("META", "AAPL", "NVDA", "SPY", "QQQ", "TSLA", "MSFT", "AMZN", "KO", "JPM")
SETTLED_MS = 2_500
A_TRADE_MS = 20_000


def trade(trader: Trader) -> None:
    """Open positions, close two of them, and leave orders waiting, held and refused."""
    trader.http.put("/watchlist", json={"symbols": list(WATCHED)}).raise_for_status()
    eventually(lambda: trader.quote("META"), what="a quote of META", seconds=30)
    bought = [trader.submit(symbol, "BUY", "25").json()["order_id"] for symbol in SYMBOLS]
    for order_id in bought:
        trader.await_status(order_id, "FILLED")


def trade_on(trader: Trader) -> None:
    for symbol in ("AAPL", "KO"):
        trader.await_status(trader.submit(symbol, "SELL", "25").json()["order_id"], "FILLED")
    quote = trader.quote("META")
    assert quote is not None
    last = Decimal(quote["last"])

    def near(percent: str) -> str:
        return str((last * (1 + Decimal(percent) / 100)).quantize(Decimal("0.01")))

    trader.submit("META", "SELL", "10", type="LIMIT", limit_price=near("0.1"))
    trader.submit("META", "SELL", "10", type="STOP", stop_price=near("-0.1"))
    trader.submit("META", "BUY", "5", type="LIMIT", limit_price=near("-0.05"))
    trader.submit("NVDA", "BUY", "5", hold_seconds=300)
    trader.submit("MSFT", "BUY", "100000")


def take(browser: Browser, thor: Product, trader: Trader, theme: str, into: Path) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(
        f"localStorage.setItem('thor.preferences', JSON.stringify({{theme: '{theme}'}}))"
    )
    screen = Screen(page, thor.url)
    screen.enter(trader, "/app/home?symbol=META")
    page.get_by_label("Quantity", exact=True).fill("10")
    for name in SCREENS:
        screen.open(f"/app/{name}" + ("?symbol=META" if name == "home" else ""))
        if name == "home":
            chart = page.get_by_test_id("price-chart")
            expect(chart).to_have_attribute("data-state", "shown", timeout=20 * SECONDS)
            page.get_by_title("One second", exact=True).click()
        page.wait_for_timeout(SETTLED_MS)
        page.screenshot(path=into / f"{name}-{theme}.png")
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--into", type=Path, default=INTO)
    into: Path = parser.parse_args().into
    into.mkdir(parents=True, exist_ok=True)
    with data_folder() as data, sync_playwright() as playwright:
        found = installed.of_the_system()
        browser = playwright.chromium.launch(executable_path=found, args=list(installed.FLAGS))
        thor = Product(data)
        thor.start()
        try:
            with Trader(thor.url, email="ada@example.com") as trader:
                trader.register()
                trade(trader)
                browser.new_page().wait_for_timeout(A_TRADE_MS)
                trade_on(trader)
                for theme in THEMES:
                    take(browser, thor, trader, theme, into)
        finally:
            thor.stop()
            browser.close()


if __name__ == "__main__":
    main()
