"""What the screen does when the server, the network, the clock or the session fail it."""

from __future__ import annotations

import re
from collections.abc import Generator
from datetime import datetime

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.support.product import Product
from tests.support.screen import SECONDS, Screen
from tests.support.sheet import LiveSheet
from tests.support.trader import Trader, eventually
from tests.support.wire import Wire

FIVE_MINUTES_AHEAD = """
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(Real.now() + 300000); }
  static now() { return Real.now() + 300000; }
};
"""


@pytest.fixture
def other_tab(context: BrowserContext, thor: Product) -> Generator[Screen]:
    page = context.new_page()
    yield Screen(page, thor.url)
    page.close()


def test_silence_is_shown_as_stale_and_the_next_word_makes_it_live(
    wire: Wire, screen: Screen
) -> None:
    screen.connection("live")
    wire.silent = True
    screen.connection("stale")
    shell = screen.page.locator("[data-live]")
    expect(shell).to_have_attribute("data-live", "no")
    expect(screen.page.get_by_text(re.compile("these prices may be out of date"))).to_be_visible()
    wire.silent = False
    screen.connection("live")
    expect(shell).to_have_attribute("data-live", "yes")


def test_a_cut_connection_comes_back_with_what_happened_meanwhile(
    wire: Wire, screen: Screen, trader: Trader
) -> None:
    screen.connection("live")
    wire.silent = True
    order_id = trader.submit("META", "BUY", "2").json()["order_id"]
    trader.await_status(order_id, "FILLED")
    wire.cut()
    screen.connection("reconnecting")
    wire.silent = False
    screen.connection("live")
    screen.await_status(order_id, "FILLED")
    expect(screen.position("META").get_by_test_id("position-quantity")).to_have_text("2")


def test_a_gap_in_the_versions_is_healed_with_a_snapshot(
    wire: Wire, screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    screen.connection("live")
    wire.silent = True
    order_id = trader.submit("META", "BUY", "1").json()["order_id"]
    trader.await_status(order_id, "FILLED")
    # What the server said meanwhile passes the test's hands, and is dropped, in here.
    screen.page.wait_for_timeout(500)
    wire.sent.clear()
    wire.silent = False
    trader.submit("META", "BUY", "1", type="LIMIT", limit_price="400")
    screen.await_status(order_id, "FILLED")
    assert any('"ch":"orders"' in message for message in wire.sent)


def test_what_one_tab_orders_the_other_shows_and_a_reload_keeps(
    screen: Screen, other_tab: Screen
) -> None:
    other_tab.open("/app/home")
    screen.ticket("BUY", "META", "3", kind="Limit", limit="450.00")
    row = other_tab.newest_order()
    expect(row).to_have_attribute("data-status", "PENDING", timeout=10 * SECONDS)
    order_id = row.get_attribute("data-order-id") or ""
    screen.page.reload()
    screen.await_status(order_id, "PENDING")
    other_tab.order(order_id).get_by_role("button", name="Cancel order").click()
    screen.await_status(order_id, "CANCELLED")


def test_a_browser_clock_that_is_wrong_does_not_touch_the_hold(
    page: Page, screen: Screen, trader: Trader
) -> None:
    page.add_init_script(FIVE_MINUTES_AHEAD)
    screen.open("/app/home")
    screen.connection("live")
    screen.ticket("BUY", "META", "1", hold="30")
    countdown = screen.newest_order().get_by_test_id("hold-countdown")
    expect(countdown).to_contain_text(re.compile(r"0:(2\d|30)"), timeout=10 * SECONDS)
    held = page.get_by_test_id("held-order")
    expect(held).to_contain_text(re.compile(r"0:(2\d|30)"))
    held.get_by_role("button", name=re.compile("^Cancel the held")).click()
    expect(held).to_have_count(0)
    expect(screen.newest_order()).to_have_attribute("data-status", "CANCELLED")

    screen.ticket("BUY", "META", "1", hold="2")
    filled = screen.page.locator('[data-testid="order-row"][data-status="FILLED"]')
    order_id = filled.get_attribute("data-order-id", timeout=15 * SECONDS) or ""
    [execution] = trader.executions(order_id)
    booked, held_until = execution["booked_at"], trader.order(order_id)["hold_until"]
    assert datetime.fromisoformat(booked) >= datetime.fromisoformat(held_until)


def test_an_ended_session_keeps_the_ticket_that_was_being_written(
    screen: Screen, trader: Trader
) -> None:
    screen.field("Symbol").fill("META")
    screen.field("Quantity").fill("25")
    screen.page.context.clear_cookies()
    # The preview of what was typed may have been told already, and the ticket be gone.
    screen.page.evaluate("document.querySelector('[data-testid=ticket-send]')?.click()")
    expect(screen.page.get_by_text(re.compile("Your session has ended"))).to_be_visible()
    screen.page.get_by_label("E-mail").fill(trader.email)
    screen.page.get_by_label("Password").fill(trader.password)
    screen.page.get_by_role("button", name="Log in").click()
    expect(screen.field("Quantity")).to_have_value("25", timeout=20 * SECONDS)
    expect(screen.orders()).to_have_count(0)


def test_who_comes_by_a_link_is_there_after_logging_in(
    page: Page, thor: Product, trader: Trader
) -> None:
    page.goto(f"{thor.url}/app/journal")
    expect(page).to_have_url(re.compile("/login"))
    page.get_by_label("E-mail").fill(trader.email)
    page.get_by_label("Password").fill(trader.password)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/app/journal$"), timeout=20 * SECONDS)


def test_logging_out_closes_the_socket(wire: Wire, screen: Screen) -> None:
    screen.connection("live")
    closed: list[int | None] = []
    assert wire.open is not None
    wire.open.on_close(lambda code, _: closed.append(code))
    screen.page.get_by_role("banner").get_by_role("button").last.click()
    screen.page.get_by_role("menuitem", name="Log out").click()
    expect(screen.page).to_have_url(re.compile("/login"))

    def has_closed() -> bool:
        # The page's events reach the test while it waits for the page.
        screen.page.wait_for_timeout(50)
        return bool(closed)

    eventually(has_closed, what="the socket closing")


def test_an_api_that_is_away_at_the_start_is_said_and_tried_again(
    page: Page, thor: Product, trader: Trader
) -> None:
    page.route("**/api/v1/auth/me", lambda route: route.abort())
    screen = Screen(page, thor.url)
    page.context.add_cookies(
        [{"name": c.name, "value": c.value or "", "url": thor.url} for c in trader.http.cookies.jar]
    )
    page.goto(f"{thor.url}/app/home")
    expect(page.get_by_role("heading", name="Not ready yet")).to_be_visible(timeout=15 * SECONDS)
    page.unroute("**/api/v1/auth/me")
    expect(screen.figure("equity")).to_be_visible(timeout=15 * SECONDS)


def test_a_failing_or_slow_server_leaves_no_phantom_order(screen: Screen) -> None:
    page = screen.page
    answers: list[Route] = []

    def keep(route: Route) -> None:
        answers.append(route)

    page.route("**/api/v1/orders", keep)
    screen.ticket("BUY", "META", "1")
    expect(page.get_by_test_id("ticket-send")).to_have_text("Sending…")
    expect(screen.orders()).to_have_count(0)
    answers[0].fulfill(status=500, json={"detail": "Something broke."})
    expect(page.get_by_test_id("ticket-problem")).to_contain_text("may have been placed")
    expect(screen.orders()).to_have_count(0)
    page.unroute("**/api/v1/orders")
    page.get_by_test_id("ticket-send").click()
    expect(screen.orders()).to_have_count(1, timeout=10 * SECONDS)


def test_an_answer_that_takes_long_is_waited_for_with_the_button_locked(
    screen: Screen, trader: Trader
) -> None:
    page, asked = screen.page, list[Route]()

    def keep(route: Route) -> None:
        asked.append(route)

    page.route("**/api/v1/orders", keep)
    screen.ticket("BUY", "META", "1", kind="Limit", limit="450.00")
    send = page.get_by_test_id("ticket-send")
    expect(send).to_have_text("Sending…")
    send.click(force=True)
    page.keyboard.press("Control+Enter")
    answer = asked[0].fetch()
    expect(screen.orders()).to_have_count(1, timeout=10 * SECONDS)
    asked[0].fulfill(response=answer)
    expect(send).to_have_attribute("aria-disabled", "false")
    expect(screen.orders()).to_have_count(1)
    assert len(asked) == 1


def test_a_server_that_starts_again_is_found_again_and_nothing_typed_is_lost(
    screen: Screen, trader: Trader, thor: Product
) -> None:
    page = screen.page
    waiting = trader.submit("META", "BUY", "1", type="LIMIT", limit_price="400").json()["order_id"]
    screen.await_status(waiting, "PENDING")
    screen.field("Quantity").fill("25")
    page.evaluate("globalThis.isTheSamePage = true")
    gateway = thor.pids["gateway"]
    thor.kill("gateway")
    screen.connection("reconnecting")
    expect(page.get_by_text("Connection lost: figures may be out of date")).to_be_visible()
    thor.wait_until_replaced("gateway", gateway)
    screen.connection("live")
    expect(screen.field("Quantity")).to_have_value("25")
    assert page.evaluate("isTheSamePage")
    trader.http.post(f"/orders/{waiting}/cancel").raise_for_status()
    screen.await_status(waiting, "CANCELLED")


def test_a_quote_nothing_fills_on_is_said_on_the_ticket_and_in_the_order(
    screen: Screen, sheet: LiveSheet
) -> None:
    sheet.show("MSFT", 400.00, 400.50, 399.50)
    expect(screen.quote("MSFT")).to_have_attribute("data-quality", "crossed", timeout=10 * SECONDS)
    screen.field("Symbol").fill("MSFT")
    expect(screen.page.get_by_text("Nothing fills on this quote.")).to_be_visible()
    screen.ticket("BUY", "MSFT", "1")
    row = screen.newest_order()
    expect(row).to_have_attribute("data-status", "PENDING", timeout=10 * SECONDS)
    row.get_by_role("button", name=re.compile("^Details of")).click()
    expect(screen.page.get_by_test_id("order-why")).to_contain_text(
        re.compile("crossed", re.IGNORECASE), timeout=10 * SECONDS
    )
