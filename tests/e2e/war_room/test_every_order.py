"""Orders of every kind, their whole path, and none of them lost: in parts, in pairs, in a burst."""

from __future__ import annotations

import csv
import re
from decimal import Decimal

from playwright.sync_api import Locator, Route, WebSocketRoute, expect

from tests.e2e.war_room.test_trading import orders_of, placed
from tests.support.screen import SECONDS, Screen
from tests.support.sheet import LiveSheet
from tests.support.trader import Trader, eventually

BURST = 100


def read_on(rows: Locator, count: int) -> None:
    """Scroll to the end until there are so many: what is older comes as the end is in sight."""

    def are_there() -> bool:
        rows.last.scroll_into_view_if_needed()
        return rows.count() == count

    eventually(are_there, what=f"{count} rows")


def test_a_stop_limit_triggers_at_its_level_and_fills_at_its_limit_and_the_row_tells_the_way(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    order_id = placed(
        trader, "META", "BUY", "5", type="STOP_LIMIT", stop_price="505", limit_price="505.10"
    )
    row = screen.order(order_id)
    row.get_by_role("button", name=re.compile("^Details of")).click()
    details = screen.page.get_by_test_id("order-details")
    expect(row).to_contain_text("waits for stop", timeout=10 * SECONDS)

    sheet.show("META", 504.90, 504.88, 504.92)
    expect(screen.quote("META")).to_contain_text("504.92", timeout=10 * SECONDS)
    expect(row).to_contain_text("waits for stop")
    expect(details.get_by_text("Triggered", exact=True)).to_have_count(0)

    sheet.show("META", 505.20, 505.18, 505.22)
    expect(row).to_contain_text("triggered", timeout=10 * SECONDS)
    expect(details.get_by_text("Triggered", exact=True)).to_be_visible()
    expect(row).to_have_attribute("data-status", "PENDING")

    sheet.show("META", 505.06, 505.05, 505.07)
    screen.await_status(order_id, "FILLED")
    (fill,) = trader.executions(order_id)
    assert Decimal(fill["last_price"]) == Decimal("505.07")


def test_a_pair_of_exits_from_the_ticket_begins_with_what_is_held_and_one_cancels_the_other(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    trader.await_status(placed(trader, "META", "BUY", "10"), "FILLED")
    expect(screen.position("META")).to_be_visible(timeout=10 * SECONDS)
    page = screen.page
    screen.field("Symbol").fill("META")
    page.get_by_role("radio", name=re.compile("^One cancels the other")).press("Space")
    expect(screen.field("Quantity")).to_have_value("10")
    screen.field("Take profit").fill("520")
    screen.field("Stop loss").fill("490")
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text(re.compile("take profit.*5,200.00.*stop loss.*4,900.00"))
    screen.field("Stop loss").press("Control+Enter")
    expect(page.get_by_text("SL", exact=True)).to_be_visible(timeout=10 * SECONDS)
    pending = page.locator('[data-testid="order-row"][data-status="PENDING"]')
    expect(pending).to_have_count(2)

    sheet.show("META", 521.00, 520.98, 521.02)
    expect(screen.position("META")).to_have_count(0, timeout=10 * SECONDS)
    expect(pending).to_have_count(0)
    statuses = sorted(str(order["status"]) for order in orders_of(trader))
    assert statuses == ["CANCELLED", "FILLED", "FILLED"]


def test_a_quantity_is_edited_in_the_row_and_escape_puts_it_back(
    screen: Screen, trader: Trader
) -> None:
    order_id = placed(trader, "META", "BUY", "4", type="LIMIT", limit_price="450")
    row = screen.await_status(order_id, "PENDING")
    field = row.get_by_label("Quantity of META")
    row.get_by_role("button", name="Edit order").click()
    field.fill("6")
    field.press("Enter")
    expect(row.get_by_test_id("order-quantity")).to_have_text("0/6", timeout=10 * SECONDS)
    assert Decimal(trader.order(order_id)["quantity"]) == 6
    expect(screen.figure("reserved")).to_have_text("$2,700.00", timeout=10 * SECONDS)

    row.get_by_role("button", name="Edit order").click()
    field.fill("600")
    field.press("Escape")
    expect(row.get_by_test_id("order-quantity")).to_have_text("0/6")
    assert trader.order(order_id)["version"] == 2


def test_an_order_in_its_hold_is_sent_at_once_by_a_press(screen: Screen, trader: Trader) -> None:
    screen.ticket("BUY", "META", "1", hold="300")
    held = screen.page.get_by_test_id("held-order")
    expect(held).to_contain_text("buy 1 META", timeout=10 * SECONDS)
    held.get_by_role("button", name="Send the held META order now").click()
    expect(held).to_have_count(0)
    expect(screen.newest_order()).to_have_attribute("data-status", "FILLED", timeout=10 * SECONDS)


def test_sending_again_after_no_answer_is_the_same_order(screen: Screen, trader: Trader) -> None:
    page = screen.page
    hidden = True

    def withhold_orders(socket: WebSocketRoute) -> None:
        """The socket must not tell what the answer did not."""
        server = socket.connect_to_server()

        def to_page(message: str | bytes) -> None:
            if not (hidden and '"orders"' in str(message)):
                socket.send(message)

        server.on_message(to_page)

    page.route_web_socket(re.compile("/api/v1/ws$"), withhold_orders)
    screen.open("/app/home")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/v1/orders", lose)
    screen.ticket("BUY", "META", "1")
    eventually(lambda: len(orders_of(trader)) == 1, what="the order in the book")
    expect(page.get_by_test_id("ticket-problem")).to_contain_text("may have been placed")
    expect(page.get_by_test_id("ticket-send")).to_contain_text("Send again")
    page.unroute("**/api/v1/orders")
    page.get_by_test_id("ticket-send").click()
    expect(page.get_by_test_id("ticket-problem")).to_have_count(0)
    expect(screen.orders()).to_have_count(1)
    assert len(orders_of(trader)) == 1


def test_of_a_burst_of_a_hundred_orders_none_is_lost_and_their_order_is_kept(
    screen: Screen, trader: Trader
) -> None:
    page = screen.page
    ids = [placed(trader, "META", "BUY", "1") for _ in range(BURST)]

    def are_filled() -> bool:
        statuses = {str(order["status"]) for order in orders_of(trader)}
        return statuses == {"FILLED"}

    eventually(are_filled, what="every fill in the book", seconds=60)
    # A browser that is too slow to read is cut off, and has all of it again when it is back.
    filled = page.locator('[data-testid="order-row"][data-status="FILLED"]')
    expect(filled).to_have_count(BURST, timeout=60 * SECONDS)
    shown = screen.orders().evaluate_all("(rows) => rows.map((row) => row.dataset.orderId)")
    assert shown == ids[::-1]
    expect(screen.position("META").get_by_test_id("position-quantity")).to_have_text(str(BURST))
    answer = trader.http.get(f"/accounts/{trader.account_id}/exports/fills").raise_for_status()
    written = [line["Order id"] for line in csv.DictReader(answer.text.splitlines())]
    assert [order_id for order_id in written if order_id] == ids

    screen.open("/app/positions")
    fills = page.locator('[data-step="opened"], [data-step="added"]')
    expect(fills.first).to_be_visible(timeout=10 * SECONDS)
    read_on(fills, BURST)
    held = fills.get_by_test_id("history-held").all_inner_texts()
    assert held == [str(number) for number in range(BURST, 0, -1)]

    placed(trader, "META", "BUY", "1", type="LIMIT", limit_price="400")
    screen.open("/app/orders")
    page.get_by_role("radio", name="Pending").check(force=True)
    expect(screen.orders()).to_have_count(1)
    page.get_by_role("radio", name="All states").check(force=True)
    expect(screen.orders()).to_have_count(BURST, timeout=10 * SECONDS)
    read_on(screen.orders(), BURST + 1)
    expect(screen.order(ids[0])).to_have_attribute("data-status", "FILLED")

    page.get_by_role("tab", name="Fills").click()
    listed = page.get_by_test_id("fill-row")
    expect(listed).to_have_count(BURST, timeout=10 * SECONDS)
    assert listed.evaluate_all("(rows) => rows.map((row) => row.dataset.orderId)") == ids[::-1]


def test_an_order_beyond_the_chart_is_told_at_its_edge_and_brought_into_sight(
    screen: Screen, trader: Trader
) -> None:
    page = screen.page
    placed(trader, "META", "BUY", "1", type="LIMIT", limit_price="300")
    screen.open("/app/home?symbol=META")
    page.get_by_role("button", name="Show BUY 1 LMT 300.00 on the chart").press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Show BUY 1"))).to_have_count(0)
    page.get_by_role("button", name="Fit the chart to its candles again").click()
    expect(page.get_by_role("button", name=re.compile("^Show BUY 1"))).to_be_visible()
