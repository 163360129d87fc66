"""Every screen and every sheet over it, dark and light, on a phone, a desk and a wall."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.support.axe import violations
from tests.support.screen import SECONDS, Screen
from tests.support.trader import Trader, eventually

SCREENS = ("home", "orders", "positions", "journal", "accounts", "statements", "settings")
PANELS = ("Quotes", "Chart", "Positions", "Orders", "Equity", "Ticket")
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 720}
WALL: ViewportSize = {"width": 3840, "height": 2160}
SHEET = "[role=dialog], [role=alertdialog]"
OF_THE_ACCOUNT = ("Change", "Clone", "Reset")


def prefer(page: Page, **preferences: object) -> None:
    """As another tab would, so that the page needs no reload."""
    page.evaluate(
        """(kept) => {
          localStorage.setItem('thor.preferences', kept);
          dispatchEvent(new StorageEvent('storage', {key: 'thor.preferences', newValue: kept}));
        }""",
        json.dumps({"flashing": False, **preferences}),
    )


def go(screen: Screen, name: str) -> None:
    page = screen.page
    page.evaluate("(to) => history.pushState(null, '', to)", f"/app/{name}")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    title = {"home": "War room", "statements": "Reports"}.get(name, name.capitalize())
    expect(page.get_by_role("heading", level=1, name=title)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="Loading")).to_have_count(0)


def opened(page: Page, name: str) -> Iterator[tuple[str, Locator]]:
    """What lies over this screen when it is asked for, each closed again with Escape."""

    def sheet(label: str) -> tuple[str, Locator]:
        dialog = page.locator(f":is({SHEET}):not([data-ending-style])")
        expect(dialog).to_be_visible()
        return label, dialog

    def put_away() -> None:
        page.keyboard.press("Escape")
        expect(page.locator(SHEET)).to_have_count(0)

    if name == "home":
        for key in ("Control+k", "?"):
            page.keyboard.press(key)
            yield sheet(key)
            put_away()
        closing = page.get_by_role("button", name="Close META")
        if closing.is_visible():
            closing.click()
            yield sheet("the question before META is closed")
            put_away()
    if name == "accounts":
        for label in ("Open an account", *OF_THE_ACCOUNT):
            page.get_by_role("button", name=label, exact=True).first.click()
            yield sheet(label)
            put_away()


def too_wide(page: Page) -> int:
    wide: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide


@pytest.fixture
def busy(screen: Screen, trader: Trader) -> Screen:
    """A closed and an open position, an order that waits, one that is held, one refused."""
    for side, quantity in (("BUY", "3"), ("SELL", "2")):
        order_id = trader.submit("META", side, quantity).json()["order_id"]
        trader.await_status(order_id, "FILLED")
    trader.submit("META", "BUY", "1", type="LIMIT", limit_price="450")
    trader.submit("META", "BUY", "1", hold_seconds=300)
    trader.submit("META", "BUY", "100000")
    expect(screen.orders()).to_have_count(5, timeout=10 * SECONDS)
    return screen


def test_no_screen_and_no_sheet_has_a_fault_of_access_or_scrolls_sideways(busy: Screen) -> None:
    page = busy.page
    # While a notice fades out, its contrast is whatever it is in that moment.
    expect(page.locator("[data-sonner-toast]")).to_have_count(0, timeout=30 * SECONDS)
    found: list[str] = []
    for theme, size, sheets in (
        ("dark", DESK, True),
        ("light", PHONE, True),
        ("light", DESK, False),
        ("dark", PHONE, False),
    ):
        page.set_viewport_size(size)
        prefer(page, theme=theme)
        where = f"{theme}, {size['width']} px"
        for name in SCREENS:
            go(busy, name)
            if name == "orders":
                page.get_by_role("button", name=re.compile("^Details of")).first.click()
            found += [f"{name}, {where}: {fault}" for fault in violations(page)]
            if too_wide(page) > 0:
                found.append(f"{name}, {where}: scrolls {too_wide(page)} px sideways")
            for label, _ in opened(page, name) if sheets else ():
                found += [f"{label}, {where}: {fault}" for fault in violations(page, within=SHEET)]
        if size is PHONE:
            go(busy, "home")
            for panel in PANELS:
                bar = page.get_by_role("navigation", name="Panels")
                bar.get_by_role("button", name=panel).click()
                expect(page.locator(f"[data-panel={panel.lower()}]")).to_be_visible()
                found += [f"{panel}, {where}: {fault}" for fault in violations(page)]
    page.set_viewport_size(WALL)
    for name in SCREENS:
        go(busy, name)
        if too_wide(page) > 0:
            found.append(f"{name} on a wall scrolls {too_wide(page)} px sideways")
    assert not found, "\n".join(found)


def test_only_fills_refusals_and_the_connection_are_read_out(busy: Screen, trader: Trader) -> None:
    """Figures that tick are in no live region: a screen reader would never come to rest."""
    page = busy.page
    loud = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]"
    ticking = page.evaluate(
        """(loud) => [...document.querySelectorAll(loud)]
             .filter((each) => each.querySelector('.live, .figure, table'))
             .map((each) => each.outerHTML.slice(0, 200))""",
        loud,
    )
    assert ticking == []

    def said() -> str:
        return " ".join(page.locator(loud).all_inner_texts())

    trader.submit("META", "BUY", "4")
    eventually(lambda: "Filled: bought 4 META" in said(), what="the fill, read out")
    trader.submit("META", "BUY", "90000")
    eventually(lambda: "Rejected: buy 90,000 META" in said(), what="the refusal, read out")


def test_hidden_amounts_are_nowhere_on_any_screen(busy: Screen) -> None:
    page = busy.page
    prefer(page, figuresInTitle=True)
    expect(page).to_have_title(re.compile(r"^\$"))
    page.keyboard.press("h")
    expect(page).to_have_title(re.compile("^•••••"))
    expect(page.locator("[data-sonner-toast]")).to_have_count(0)
    for name in ("home", "orders", "positions", "journal", "accounts", "statements"):
        go(busy, name)
        expect(page.get_by_role("main")).to_contain_text("•••••")
        shown = page.locator("body").inner_text()
        assert re.findall(r"\$[\d,]+|[\d,]+\.\d\d of buying power", shown) == [], name
    page.keyboard.press("h")
    expect(page.get_by_role("main")).to_contain_text("$")


def test_the_palette_takes_a_symbol_to_the_ticket_and_a_name_to_a_screen(busy: Screen) -> None:
    page = busy.page
    go(busy, "journal")
    found = page.get_by_label("Symbol, screen or command")
    page.keyboard.press("Control+k")
    expect(found).to_be_focused()
    page.keyboard.type("msft")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Quantity", exact=True)).to_be_focused()
    expect(busy.field("Symbol")).to_have_value("MSFT")

    page.keyboard.press("Control+k")
    expect(found).to_be_focused()
    page.keyboard.type("settings")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
