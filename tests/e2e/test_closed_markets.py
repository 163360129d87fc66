"""On a Saturday, with market hours enforced: what the ticket says, and what becomes of orders."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.product import Product
from tests.support.screen import SECONDS, Screen
from tests.support.trader import Trader

SATURDAY = datetime(2025, 6, 7, 15, tzinfo=UTC)
META = {"symbol": "META", "bid": "499.98", "ask": "500.02", "last": "500"}
NOVA = {"symbol": "NOVA", "bid": "99.98", "ask": "100.02", "last": "100"}

Push = Callable[[dict[str, str]], None]


@pytest.fixture(scope="module")
def thor_options() -> Generator[list[str]]:
    with pytest.MonkeyPatch.context() as environment:
        clock = f"{SATURDAY.isoformat()} {datetime.now(UTC).isoformat()} 1"
        environment.setenv("THOR_MARKET_CLOCK", clock)
        environment.setenv("THOR_ENFORCE_MARKET_HOURS", "true")
        yield ["--pushed", "--stale-after", "3600"]


@pytest.fixture(scope="module")
def trader(thor: Product) -> Generator[Trader]:
    with Trader(thor.url) as trader:
        trader.register()
        yield trader


@pytest.fixture(scope="module")
def push(thor: Product, trader: Trader) -> Push:
    """Brings a quote, as the bridge does. NOVA trades on Saturdays too."""
    made = trader.http.post("/api-keys", json={"name": "quotes", "scopes": ["quotes:write"]})
    bearer = {"authorization": f"Bearer {made.json()['secret']}"}

    def push(quote: dict[str, str]) -> None:
        url = f"{thor.url}/api/v1/quotes"
        httpx.post(url, headers=bearer, json={"quotes": [quote]}).raise_for_status()

    push(META)
    push(NOVA)
    described = thor.command("instrument", "set", "NOVA", "--calendar", "24/7")
    assert described.returncode == 0, described.stdout + described.stderr
    return push


@pytest.fixture
def screen(thor: Product, page: Page, trader: Trader, push: Push) -> Screen:
    screen = Screen(page, thor.url)
    screen.enter(trader)
    return screen


def why(screen: Screen, order_id: str) -> None:
    screen.order(order_id).get_by_role("button", name=re.compile("^Details of")).click()


def test_while_its_market_is_closed_the_ticket_says_until_when_an_order_waits_and_it_does(
    screen: Screen, trader: Trader
) -> None:
    page = screen.page
    screen.field("Symbol").fill("META")
    screen.field("Quantity").fill("1")
    expect(page.get_by_test_id("ticket-closed")).to_have_text(
        "The market of META is closed. The order would wait until it opens, Jun 09 09:30:00 ET.",
        timeout=10 * SECONDS,
    )
    page.get_by_test_id("ticket-send").click()
    row = screen.newest_order()
    expect(row).to_have_attribute("data-status", "PENDING", timeout=10 * SECONDS)
    order_id = row.get_attribute("data-order-id") or ""
    why(screen, order_id)
    expect(page.get_by_test_id("order-why")).to_contain_text(
        re.compile("market of META is closed.*Jun 09 09:30:00 ET"), timeout=10 * SECONDS
    )
    # A day order of a day without a session is one of the next day that has one.
    assert trader.order(order_id)["expires_at"] == "2025-06-09T20:00:00Z"
    assert trader.executions(order_id) == []


def test_a_halted_symbol_says_so_on_the_ticket_and_its_order_waits(
    screen: Screen, push: Push, trader: Trader
) -> None:
    page = screen.page
    push({**NOVA, "halted": "Volatility pause."})
    screen.field("Symbol").fill("NOVA")
    strip = page.get_by_text("Nothing fills on this quote. An order waits for a better one.")
    expect(strip).to_contain_text(re.compile("Halted.*Volatility pause"), timeout=10 * SECONDS)
    expect(page.get_by_test_id("ticket-closed")).to_have_count(0)
    screen.field("Quantity").fill("1")
    page.get_by_test_id("ticket-send").click()
    row = screen.newest_order()
    expect(row).to_contain_text("NOVA", timeout=10 * SECONDS)
    order_id = row.get_attribute("data-order-id") or ""
    expect(row).to_have_attribute("data-status", "PENDING")
    why(screen, order_id)
    expect(page.get_by_test_id("order-why")).to_contain_text(
        re.compile("halted|Volatility pause"), timeout=10 * SECONDS
    )
    assert trader.executions(order_id) == []
