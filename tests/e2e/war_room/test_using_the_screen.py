"""The screen in the hands of a trader: by keyboard, in any light, on any width, with a chart."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, WebSocket, expect

from tests.support.product import Product
from tests.support.screen import SECONDS, Screen
from tests.support.sheet import LiveSheet
from tests.support.trader import Trader, eventually


def with_preferences(screen: Screen, **preferences: object) -> None:
    screen.page.evaluate(
        "(kept) => localStorage.setItem('thor.preferences', kept)", json.dumps(preferences)
    )
    screen.page.reload()
    expect(screen.figure("equity")).to_have_text(re.compile(r"\d"), timeout=20 * SECONDS)


def with_something_on_it(screen: Screen, trader: Trader) -> None:
    """A position, an order that waits, one that is held, and one that was refused."""
    order_id = trader.submit("META", "BUY", "3").json()["order_id"]
    trader.submit("META", "BUY", "1", type="LIMIT", limit_price="450")
    trader.submit("META", "BUY", "1", hold_seconds=300)
    trader.submit("META", "BUY", "100000")
    screen.await_status(order_id, "FILLED")


def test_an_order_goes_from_the_symbol_to_sent_without_a_mouse(screen: Screen) -> None:
    keyboard = screen.page.keyboard
    keyboard.press("/")
    expect(screen.field("Symbol")).to_be_focused()
    keyboard.type("bsq/META")
    expect(screen.field("Symbol")).to_have_value("BSQ/META")
    screen.field("Symbol").fill("META")
    keyboard.press("Escape")
    keyboard.press("s")
    expect(screen.field("Quantity")).to_be_focused()
    keyboard.press("Escape")
    keyboard.press("b")
    keyboard.type("2")
    keyboard.press("Control+Enter")
    row = screen.newest_order()
    expect(row).to_have_attribute("data-status", "FILLED", timeout=10 * SECONDS)
    expect(screen.page.get_by_text("Filled: bought 2 META")).to_be_visible()
    expect(screen.position("META")).to_be_visible(timeout=10 * SECONDS)

    keyboard.press("Escape")
    keyboard.press("3")
    keyboard.press("c")
    expect(screen.page.get_by_role("button", name="Sell 2 META")).to_be_focused()
    keyboard.press("Enter")
    expect(screen.position("META")).to_have_count(0, timeout=10 * SECONDS)


def test_a_pending_order_is_found_edited_and_cancelled_by_keys(
    screen: Screen, trader: Trader
) -> None:
    for price in ("450", "440"):
        trader.submit("META", "BUY", "1", type="LIMIT", limit_price=price)
    expect(screen.orders()).to_have_count(2, timeout=10 * SECONDS)
    keyboard = screen.page.keyboard
    keyboard.press("4")
    keyboard.press("ArrowDown")
    keyboard.press("x")
    expect(screen.orders().nth(1)).to_have_attribute("data-status", "CANCELLED")
    keyboard.press("Shift+X")
    expect(screen.page.get_by_role("button", name="Cancel 1 order")).to_be_focused()
    keyboard.press("Enter")
    expect(screen.orders().first).to_have_attribute("data-status", "CANCELLED")
    keyboard.press("?")
    expect(screen.page.get_by_role("dialog")).to_be_visible()
    keyboard.press("Escape")
    expect(screen.page.get_by_role("dialog")).to_have_count(0)


def test_each_palette_changes_the_colors_of_direction_and_never_the_signs(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    with_something_on_it(screen, trader)
    sheet.show("META", 490.00, 489.98, 490.02)
    loss = screen.position("META").get_by_test_id("position-unrealized")
    colors: dict[str, str] = {}
    for palette in ("classic", "colorblind", "east"):
        with_preferences(screen, palette=palette, theme="dark")
        expect(loss).to_have_text(re.compile("^−"), timeout=10 * SECONDS)
        expect(loss.locator("..")).to_contain_text("▼")
        colors[palette] = loss.evaluate("(node) => getComputedStyle(node).color")
    assert len(set(colors.values())) == len(colors)


def test_reduced_motion_stops_the_flashes(page: Page, thor: Product, trader: Trader) -> None:
    page.emulate_media(reduced_motion="reduce")
    screen = Screen(page, thor.url)
    screen.enter(trader)
    screen.connection("live")
    page.wait_for_timeout(700)
    assert page.evaluate("document.getAnimations().length") == 0
    expect(page.locator("[data-wash]")).to_have_count(0)


def test_the_watchlist_is_kept_in_the_traders_order(screen: Screen) -> None:
    page = screen.page
    lists = page.get_by_role("tablist", name="Quotes")
    for symbol in ("MSFT", "META"):
        lists.get_by_role("tab", name=re.compile("^All")).click()
        page.get_by_role("button", name=f"{symbol} on the watchlist").click()
    lists.get_by_role("tab", name=re.compile("^Watchlist")).click()
    rows = page.get_by_test_id("quote-row")
    expect(rows).to_have_count(2)
    field = page.get_by_label("Add a symbol to the watchlist")
    field.fill("nope")
    field.press("Enter")
    expect(page.get_by_text("No source knows a symbol NOPE.")).to_be_visible()
    field.fill("aapl")
    field.press("Enter")
    expect(rows).to_have_count(3)

    page.get_by_role("button", name="Trade AAPL").focus()
    with page.expect_response("**/watchlist"):
        page.keyboard.press("Alt+ArrowUp")
    rows.nth(0).hover()
    with page.expect_response("**/watchlist"):
        page.get_by_role("button", name="Remove MSFT from the watchlist").click()
    page.reload()
    expect(rows).to_have_count(2, timeout=10 * SECONDS)
    assert [row.get_attribute("data-symbol") for row in rows.all()] == ["AAPL", "META"]


def test_the_sizes_of_the_panels_are_kept(screen: Screen) -> None:
    page = screen.page
    ticket = page.locator("[data-panel=ticket]")
    before = ticket.bounding_box()
    assert before is not None
    page.get_by_role("separator", name="Width of the middle").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    wider = ticket.bounding_box()
    assert wider is not None
    assert wider["width"] > before["width"] + 20
    page.reload()
    expect(ticket).to_be_visible(timeout=10 * SECONDS)
    after = ticket.bounding_box()
    assert after is not None
    assert abs(after["width"] - wider["width"]) < 3


def test_the_chart_follows_one_symbol_at_a_time_and_a_dragged_line_edits_its_order(
    page: Page, thor: Product, trader: Trader
) -> None:
    sent: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda payload: sent.append(str(payload)))

    page.on("websocket", listen)
    screen = Screen(page, thor.url)
    answer = trader.submit("META", "BUY", "1", type="LIMIT", limit_price="499.50")
    order_id = answer.json()["order_id"]
    screen.enter(trader, "/app/home?symbol=META")
    chart = page.get_by_test_id("price-chart")
    expect(chart).to_have_attribute("data-state", "shown", timeout=15 * SECONDS)

    figure = page.get_by_role("figure", name="Price of META")
    box = figure.bounding_box()
    assert box is not None
    x = box["x"] + box["width"] / 3

    def line() -> float | None:
        for y in range(4, int(box["height"]) - 30, 3):
            page.mouse.move(x, box["y"] + y)
            if figure.evaluate("(node) => node.style.cursor") == "ns-resize":
                return box["y"] + y
        return None

    # The line is in sight once a candle is as low as the order.
    at = eventually(line, what="a line that can be gripped", seconds=10)
    page.mouse.down()
    page.mouse.move(x, at + 6)
    page.mouse.move(x, at + 12)
    page.mouse.up()
    eventually(
        lambda: trader.order(order_id)["limit_price"] != answer.json()["limit_price"],
        what="the order at its new price",
    )

    page.get_by_role("button", name="Trade MSFT").click()
    expect(page.get_by_role("figure", name="Price of MSFT")).to_be_visible()
    bars = [json.loads(each) for each in sent if '"bars"' in each]
    opened = [each["symbol"] for each in bars if each["op"] == "sub"]
    closed = [each["symbol"] for each in bars if each["op"] == "unsub"]
    assert opened[-1] == "MSFT"
    assert "META" in closed
    assert len(opened) - len(closed) == 1
