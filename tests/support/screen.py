"""The home screen as a trader uses it: by labels, roles and the documented test ids."""

from __future__ import annotations

import re
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from tests.support.trader import Trader

SECONDS = 1000
WELCOME_KEY = "thor.home.welcome.dismissed"


def amount(text: str) -> Decimal:
    """The number in a figure such as `$12,345.67`, `▲ +1.20` or `▼ −3.40`."""
    found = re.search(r"[-−+]?\$?[\d,]+(?:\.\d+)?", text)
    assert found, f"no number in {text!r}"
    return Decimal(re.sub(r"[$,+]", "", found.group()).replace("−", "-"))


class Screen:
    """One trader's page. The welcome is a film: who tests something else has seen it already."""

    def __init__(self, page: Page, url: str, *, welcomed: bool = True) -> None:
        self.page = page
        self.url = url
        if welcomed:
            page.add_init_script(f"sessionStorage.setItem({WELCOME_KEY!r}, 'true')")

    def register(self, email: str, password: str) -> None:
        self.page.goto(f"{self.url}/register")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label(re.compile("^Password")).first.fill(password)
        self.page.get_by_role("button", name=re.compile("account", re.IGNORECASE)).click()
        expect(self.page.get_by_test_id("figure-equity")).to_be_visible(timeout=20 * SECONDS)

    def log_in(self, email: str, password: str) -> None:
        self.page.goto(f"{self.url}/login")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_test_id("figure-equity")).to_be_visible(timeout=20 * SECONDS)

    def enter(self, trader: Trader, path: str = "/app/home") -> None:
        """Open a screen as a trader who is logged in over HTTP; the form is not needed."""
        self.page.context.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value or "", "url": self.url}
                for cookie in trader.http.cookies.jar
            ]
        )
        self.open(path)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")
        expect(self.page.get_by_test_id("figure-equity")).to_have_text(
            re.compile(r"\d"), timeout=20 * SECONDS
        )

    def figure(self, name: str) -> Locator:
        return self.page.get_by_test_id(f"figure-{name}")

    def money(self, name: str) -> Decimal:
        return amount(self.figure(name).inner_text())

    def quote(self, symbol: str) -> Locator:
        return self.page.locator(f'[data-testid="quote-row"][data-symbol="{symbol}"]')

    def position(self, symbol: str) -> Locator:
        return self.page.locator(f'[data-testid="position-row"][data-symbol="{symbol}"]')

    def orders(self) -> Locator:
        return self.page.get_by_test_id("order-row")

    def order(self, order_id: str) -> Locator:
        return self.page.locator(f'[data-testid="order-row"][data-order-id="{order_id}"]')

    def newest_order(self) -> Locator:
        return self.orders().first

    def position_value(self, symbol: str) -> Decimal:
        return amount(self.position(symbol).get_by_test_id("position-value").inner_text())

    def await_status(self, order_id: str, status: str) -> Locator:
        row = self.order(order_id)
        expect(row).to_have_attribute("data-status", status, timeout=10 * SECONDS)
        return row

    def connection(self, phase: str) -> None:
        expect(self.page.get_by_test_id("connection")).to_have_attribute(
            "data-phase", phase, timeout=20 * SECONDS
        )

    def field(self, label: str) -> Locator:
        form = self.page.get_by_role("form", name="Order ticket")
        return form.get_by_label(label, exact=True)

    def ticket(
        self,
        side: str,
        symbol: str,
        quantity: str,
        *,
        kind: str = "Market",
        limit: str | None = None,
        hold: str = "0",
    ) -> None:
        """Fill the ticket and send it with the button."""
        form = self.page.get_by_role("form", name="Order ticket")
        form.get_by_text({"BUY": "Buy", "SELL": "Sell"}[side], exact=True).click()
        form.get_by_label("Symbol").fill(symbol)
        form.get_by_title(kind, exact=True).click()
        form.get_by_label("Quantity", exact=True).fill(quantity)
        if limit is not None:
            form.get_by_label("Limit price").fill(limit)
        form.get_by_label("Hold, seconds").fill(hold)
        # The button is locked for a moment after each order, so that no click sends two.
        expect(self.page.get_by_test_id("ticket-send")).not_to_have_attribute(
            "aria-disabled", "true", timeout=5 * SECONDS
        )
        self.page.get_by_test_id("ticket-send").click()
