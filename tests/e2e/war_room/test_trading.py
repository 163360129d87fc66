"""Orders from the screen to the book and back: partly filled, flipped, stopped, refused, once."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.support.product import Product
from tests.support.screen import SECONDS, Screen
from tests.support.sheet import LiveSheet
from tests.support.trader import Trader, eventually

DISPLAYED = 700
"""Shares at the ask of every quote of the workbook."""


def placed(trader: Trader, symbol: str, side: str, quantity: str, **more: str | int) -> str:
    answer = trader.submit(symbol, side, quantity, **more)
    assert answer.status_code == 201, answer.text
    order_id: str = answer.json()["order_id"]
    return order_id


def orders_of(trader: Trader) -> list[dict[str, object]]:
    answer = trader.http.get("/orders", params={"account_id": trader.account_id})
    found: list[dict[str, object]] = answer.raise_for_status().json()["orders"]
    return found


def test_an_order_larger_than_the_displayed_size_fills_in_parts(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    # Every save shows new size: from here on only the test saves.
    sheet.pause()
    expect(screen.quote("F")).to_contain_text("10.01", timeout=10 * SECONDS)
    order_id = placed(trader, "F", "BUY", "1000", type="LIMIT", limit_price="10.01")
    row = screen.order(order_id)
    expect(row.get_by_test_id("order-quantity")).to_have_text(
        f"{DISPLAYED}/1,000", timeout=10 * SECONDS
    )
    expect(row).to_have_attribute("data-status", "PENDING")

    sheet.show("F", 9.90, 9.89, 9.91)
    screen.await_status(order_id, "FILLED")
    fills = trader.executions(order_id)
    assert [Decimal(fill["last_price"]) for fill in fills] == [Decimal("10.01"), Decimal("9.91")]
    assert [Decimal(fill["last_quantity"]) for fill in fills] == [DISPLAYED, 1000 - DISPLAYED]
    expect(row.get_by_test_id("order-quantity")).to_have_text("1,000/1,000")
    assert Decimal(str(trader.order(order_id)["average_price"])) == Decimal("9.98")
    expect(screen.position("F").get_by_test_id("position-average")).to_have_text("9.98")


def test_closing_a_part_keeps_what_it_realized_in_the_totals(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    trader.await_status(placed(trader, "META", "BUY", "10"), "FILLED")
    sheet.show("META", 510.00, 509.98, 510.02)
    expect(screen.quote("META")).to_contain_text("509.98", timeout=10 * SECONDS)
    trader.await_status(placed(trader, "META", "SELL", "4"), "FILLED")

    expect(screen.position("META").get_by_test_id("position-quantity")).to_have_text("6")
    expect(screen.figure("realized")).to_have_text("+$39.84", timeout=10 * SECONDS)
    expect(screen.figure("total-pnl")).to_have_text("+$99.72")
    expect(screen.page.get_by_test_id("card-total-pnl")).to_have_text("+$99.72")


@pytest.fixture
def margin(trader: Trader) -> str:
    answer = trader.http.post("/accounts", json={"name": "Margin", "kind": "MARGIN"})
    assert answer.status_code == 201, answer.text
    trader.account_id = answer.json()["account_id"]
    return trader.account_id


def test_a_long_position_is_flipped_short_in_two_keystrokes(
    margin: str, screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    page = screen.page
    page.evaluate(
        "(accountId) => localStorage.setItem('thor.preferences', JSON.stringify({accountId}))",
        margin,
    )
    screen.open("/app/home")
    trader.await_status(placed(trader, "META", "BUY", "10"), "FILLED")
    row = screen.position("META")
    expect(row.get_by_test_id("position-quantity")).to_have_text("10", timeout=10 * SECONDS)

    row.get_by_role("button", name="META", exact=True).focus()
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Flip META").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(row.get_by_test_id("position-quantity")).to_have_text("−10", timeout=10 * SECONDS)

    sheet.show("META", 490.00, 489.98, 490.02)
    gain = row.get_by_test_id("position-unrealized")
    expect(gain).to_have_text(re.compile(r"^\+\$99\."), timeout=10 * SECONDS)
    expect(gain.locator("..")).to_have_class(re.compile("text-up"))
    sheet.show("META", 510.00, 509.98, 510.02)
    expect(gain).to_have_text(re.compile(r"^−\$100\."), timeout=10 * SECONDS)
    expect(gain.locator("..")).to_have_class(re.compile("text-down"))


def test_a_cash_account_says_why_it_cannot_flip(screen: Screen, trader: Trader) -> None:
    trader.await_status(placed(trader, "META", "BUY", "1"), "FILLED")
    screen.page.get_by_role("button", name="Flip META").click()
    screen.page.get_by_role("alertdialog").get_by_role("button", name="Flip META").click()
    expect(screen.page.get_by_text(re.compile("META was not flipped: .*margin"))).to_be_visible()


def test_a_stop_waits_for_its_level_and_then_fills(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    trader.await_status(placed(trader, "META", "BUY", "5"), "FILLED")
    stop = placed(trader, "META", "SELL", "5", type="STOP", stop_price="495")
    row = screen.order(stop)
    expect(row).to_contain_text("waits for stop", timeout=10 * SECONDS)

    sheet.show("META", 495.50, 495.48, 495.52)
    expect(screen.quote("META")).to_contain_text("495.48", timeout=10 * SECONDS)
    expect(row).to_have_attribute("data-status", "PENDING")

    sheet.show("META", 494.90, 494.88, 494.92)
    screen.await_status(stop, "FILLED")
    assert Decimal(trader.executions(stop)[0]["last_price"]) == Decimal("494.88")


def test_a_bracket_from_the_ticket_protects_what_it_bought(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    screen.page.get_by_label(re.compile("^Attach exits")).check()
    screen.field("Symbol").fill("META")
    screen.field("Take profit").fill("520")
    screen.field("Stop loss").fill("490")
    screen.ticket("BUY", "META", "3")
    expect(screen.position("META")).to_be_visible(timeout=10 * SECONDS)
    expect(screen.orders()).to_have_count(3)

    sheet.show("META", 521.00, 520.98, 521.02)
    expect(screen.position("META")).to_have_count(0, timeout=10 * SECONDS)
    statuses = sorted(str(order["status"]) for order in orders_of(trader))
    assert statuses == ["CANCELLED", "FILLED", "FILLED"]


def test_a_fill_that_comes_before_the_cancel_wins_and_the_screen_says_so(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    order_id = placed(trader, "META", "BUY", "2", type="LIMIT", limit_price="490")
    row = screen.await_status(order_id, "PENDING")

    def fill_first(route: Route) -> None:
        sheet.show("META", 489.00, 488.98, 489.02)
        trader.await_status(order_id, "FILLED")
        route.continue_()

    screen.page.route("**/cancel", fill_first)
    row.get_by_role("button", name="Cancel order").click()
    screen.await_status(order_id, "FILLED")
    expect(
        screen.page.get_by_text(re.compile("^Not cancelled: .*filled", re.IGNORECASE))
    ).to_be_visible()


def test_a_fill_that_comes_before_an_edit_wins_and_the_screen_says_so(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    order_id = placed(trader, "META", "BUY", "2", type="LIMIT", limit_price="490")
    row = screen.await_status(order_id, "PENDING")

    def fill_first(route: Route) -> None:
        sheet.show("META", 489.00, 488.98, 489.02)
        trader.await_status(order_id, "FILLED")
        route.continue_()

    screen.page.route("**/update", fill_first)
    row.get_by_role("button", name="Edit order").click()
    price = row.get_by_label("Limit price of META")
    price.fill("480")
    price.press("Enter")
    screen.await_status(order_id, "FILLED")
    expect(
        screen.page.get_by_text(re.compile("^Not changed: .*filled", re.IGNORECASE))
    ).to_be_visible()


def test_a_double_click_and_a_key_held_down_make_one_order(screen: Screen, trader: Trader) -> None:
    screen.field("Symbol").fill("META")
    screen.field("Quantity").fill("1")
    screen.page.get_by_test_id("ticket-send").dblclick()
    expect(screen.orders()).to_have_count(1, timeout=10 * SECONDS)
    expect(screen.page.get_by_test_id("ticket-send")).to_have_attribute("aria-disabled", "false")

    screen.field("Quantity").focus()
    screen.page.keyboard.down("Control")
    for _ in range(5):
        screen.page.keyboard.down("Enter")
    screen.page.keyboard.up("Enter")
    screen.page.keyboard.up("Control")
    expect(screen.orders()).to_have_count(2, timeout=10 * SECONDS)
    assert len(orders_of(trader)) == 2


def test_an_order_whose_answer_is_lost_is_found_on_the_socket_and_in_doubt_no_more(
    screen: Screen, trader: Trader
) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    screen.page.route("**/api/v1/orders", lose)
    screen.ticket("BUY", "META", "1")
    eventually(lambda: len(orders_of(trader)) == 1, what="the order in the book")
    expect(screen.orders()).to_have_count(1, timeout=10 * SECONDS)
    expect(screen.page.get_by_test_id("ticket-problem")).to_have_count(0)
    assert len(orders_of(trader)) == 1


def test_what_cannot_be_afforded_is_said_before_and_after_sending(
    screen: Screen, trader: Trader
) -> None:
    screen.field("Symbol").fill("META")
    screen.field("Quantity").fill("1000")
    refusal = screen.page.get_by_test_id("ticket-refusal")
    expect(refusal).to_contain_text(re.compile("buying power; 100,000.00 is available"))
    screen.page.get_by_test_id("ticket-send").click()
    expect(screen.field("Quantity")).to_have_accessible_description(re.compile("buying power"))
    row = screen.newest_order()
    expect(row).to_have_attribute("data-status", "REJECTED")
    row.get_by_role("button", name=re.compile("^Details of")).click()
    expect(screen.page.get_by_test_id("order-reason")).to_contain_text("buying power")


def test_a_quantity_that_is_no_number_above_zero_is_not_sent(
    screen: Screen, trader: Trader
) -> None:
    screen.field("Symbol").fill("META")
    quantity = screen.field("Quantity")
    for typed in ("0", "-1", "1e9", "12,50", "ten", ""):
        quantity.fill(typed)
        screen.page.get_by_test_id("ticket-send").click()
        expect(quantity, typed).to_have_attribute("aria-invalid", "true")
        expect(quantity).to_be_focused()
    assert orders_of(trader) == []


def test_a_price_that_is_none_is_not_sent_and_says_how_numbers_are_written(
    screen: Screen, trader: Trader
) -> None:
    screen.field("Symbol").fill("META")
    screen.page.get_by_title("Limit", exact=True).click()
    screen.field("Quantity").fill("1")
    price = screen.field("Limit price")
    for typed in ("0", "-1", "1e9", "12,50", "ten", ""):
        price.fill(typed)
        screen.page.get_by_test_id("ticket-send").click()
        expect(price, typed).to_have_attribute("aria-invalid", "true")
        expect(price).to_be_focused()
    assert orders_of(trader) == []
    # One step of the grid that is none: the book says which prices are near.
    price.fill("450.001")
    screen.page.get_by_test_id("ticket-send").click()
    expect(price).to_have_accessible_description(re.compile("0.01"))


def test_a_pasted_price_is_read_and_a_wheel_over_it_changes_nothing(
    screen: Screen, trader: Trader
) -> None:
    screen.field("Symbol").fill("META")
    screen.page.get_by_title("Limit", exact=True).click()
    screen.field("Quantity").fill("1")
    price = screen.field("Limit price")
    price.focus()
    # What a paste does: text arrives without a key for each letter.
    screen.page.keyboard.insert_text(" $1,234.50 ")
    price.hover()
    screen.page.mouse.wheel(0, -400)
    expect(price).to_have_value(" $1,234.50 ")
    screen.page.get_by_test_id("ticket-send").click()
    expect(screen.orders()).to_have_count(1, timeout=10 * SECONDS)
    (order,) = orders_of(trader)
    assert Decimal(str(order["limit_price"])) == Decimal("1234.50")
    price.focus()
    screen.page.mouse.wheel(0, -400)
    expect(price).to_have_value(" $1,234.50 ")


def test_a_browser_that_writes_commas_for_points_reads_and_types_what_every_other_does(
    browser: Browser, thor: Product, trader: Trader
) -> None:
    context = browser.new_context(locale="de-DE")
    screen = Screen(context.new_page(), thor.url)
    screen.enter(trader)
    expect(screen.figure("equity")).to_have_text("$100,000.00")
    screen.field("Symbol").fill("META")
    quantity = screen.field("Quantity")
    quantity.fill("1,5")
    screen.page.get_by_test_id("ticket-send").click()
    expect(quantity).to_have_accessible_description("Not a number like 1,234.50.")
    context.close()
