"""From a workbook that another program saves to live P/L in a browser, and back to cash."""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Sequence
from decimal import Decimal
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.support.product import Product
from tests.support.screen import SECONDS, Screen, amount
from tests.support.sheet import LiveSheet
from tests.support.trader import Trader, eventually

START = Decimal("100000.00")
PRICES = {"META": (500.00, 499.98, 500.02), "AAPL": (200.00, 199.99, 200.01)}


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Generator[LiveSheet]:
    with LiveSheet(tmp_path_factory.mktemp("excel") / "quotes.xlsx", PRICES) as sheet:
        yield sheet


@pytest.fixture(scope="module")
def thor_options(sheet: LiveSheet) -> Sequence[str]:
    return ["--excel", str(sheet.path)]


@pytest.fixture
def trader(thor: Product) -> Generator[Trader]:
    with Trader(thor.url) as trader:
        yield trader


@pytest.fixture
def screen(thor: Product, page: Page, trader: Trader) -> Screen:
    """A trader who has just registered in the browser; `trader` is the same one over HTTP."""
    screen = Screen(page, thor.url)
    screen.register(trader.email, trader.password)
    trader.login()
    return screen


@pytest.fixture(autouse=True)
def usual_prices(sheet: LiveSheet) -> None:
    for symbol, prices in PRICES.items():
        sheet.show(symbol, *prices)


def until_shown(screen: Screen, name: str, value: str) -> None:
    expect(screen.figure(name)).to_have_text(re.compile(re.escape(value)), timeout=10 * SECONDS)


def same_everywhere(screen: Screen, trader: Trader) -> None:
    """Banner, cards, positions, portfolio, book and the sum of the parts agree to the cent."""

    def agreed() -> bool:
        portfolio = trader.portfolio()
        account = portfolio["account"]
        book = trader.account()
        rows = {p["symbol"]: p for p in portfolio["positions"]}
        shown = {
            row.get_attribute("data-symbol"): amount(
                row.get_by_test_id("position-value").inner_text()
            )
            for row in screen.page.get_by_test_id("position-row").all()
        }
        profits = {
            row.get_attribute("data-symbol"): amount(
                row.get_by_test_id("position-unrealized").inner_text()
            )
            for row in screen.page.get_by_test_id("position-row").all()
        }
        card = amount(screen.page.get_by_test_id("card-unrealized").inner_text())
        values = sum((Decimal(p["value"]) for p in rows.values()), Decimal(0))
        unrealized = sum((Decimal(p["unrealized_pnl"]) for p in rows.values()), Decimal(0))
        return (
            screen.money("equity") == Decimal(account["equity"])
            and screen.money("cash") == Decimal(account["cash"]) == round(Decimal(book["cash"]), 2)
            and screen.money("unrealized") == Decimal(account["unrealized_pnl"]) == unrealized
            and screen.money("day-pnl") == Decimal(account["day_pnl"])
            and card == unrealized
            and profits == {symbol: Decimal(p["unrealized_pnl"]) for symbol, p in rows.items()}
            and shown == {symbol: Decimal(p["value"]) for symbol, p in rows.items()}
            and Decimal(account["equity"]) == Decimal(account["cash"]) + values
        )

    eventually(agreed, what="every screen and answer agreeing to the cent")


def test_the_whole_loop_from_the_workbook_to_realized_profit(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    page = screen.page
    page.evaluate("window.neverReloaded = true")
    until_shown(screen, "equity", "100,000.00")
    assert screen.money("cash") == START
    expect(screen.quote("META")).to_contain_text("500.02", timeout=10 * SECONDS)
    expect(screen.quote("AAPL")).to_contain_text("199.99")

    screen.ticket("BUY", "META", "10")
    expect(screen.position("META")).to_be_visible(timeout=10 * SECONDS)
    until_shown(screen, "cash", "94,999.80")
    expect(screen.position("META").get_by_test_id("position-average")).to_have_text("500.02")
    expect(screen.newest_order().get_by_test_id("order-status")).to_contain_text(
        re.compile("filled", re.IGNORECASE)
    )
    same_everywhere(screen, trader)
    assert trader.portfolio()["account"]["equity"] == "99999.80"

    sheet.show("META", 510.00, 509.98, 510.02)
    saved = time.monotonic()
    expect(screen.position("META").get_by_test_id("position-value")).to_have_text(
        re.compile("5,100.00"), timeout=5 * SECONDS
    )
    until_shown(screen, "equity", "100,099.80")
    until_shown(screen, "unrealized", "99.80")
    took = time.monotonic() - saved
    assert took < 1.0, f"the new price took {took:.2f} s to reach the screen"
    same_everywhere(screen, trader)

    page.get_by_role("button", name="Close META").click()
    page.get_by_role("button", name="Sell 10 META").click()
    expect(screen.position("META")).to_have_count(0, timeout=10 * SECONDS)
    until_shown(screen, "cash", "100,099.60")
    until_shown(screen, "realized", "99.60")
    page.get_by_role("tab", name=re.compile("closed", re.IGNORECASE)).click()
    closed = page.get_by_test_id("closed-row").first
    expect(closed).to_contain_text("META")
    expect(closed).to_contain_text("99.60")
    expect(closed).to_contain_text(re.compile("worked", re.IGNORECASE))
    assert page.evaluate("window.neverReloaded") is True


def test_a_limit_below_the_market_waits_is_edited_and_fills_when_the_price_comes(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    screen.ticket("BUY", "META", "4", kind="Limit", limit="490.00")
    row = screen.newest_order()
    expect(row).to_have_attribute("data-status", "PENDING", timeout=10 * SECONDS)
    order_id = row.get_attribute("data-order-id")
    assert order_id
    row = screen.order(order_id)
    until_shown(screen, "buying-power", "98,040.00")

    row.get_by_role("button", name="Edit order").click()
    price = row.get_by_label(re.compile("limit", re.IGNORECASE))
    price.fill("495.00")
    sheet.show("META", 501.00, 500.98, 501.02)
    expect(screen.quote("META")).to_contain_text("501.02", timeout=10 * SECONDS)
    expect(price).to_have_value("495.00")
    price.press("Enter")
    expect(row.get_by_test_id("order-limit_price")).to_contain_text("495.00")
    assert Decimal(trader.order(order_id)["limit_price"]) == 495
    until_shown(screen, "buying-power", "98,020.00")

    sheet.show("META", 496.00, 495.98, 496.02)
    expect(screen.quote("META")).to_contain_text("496.02", timeout=10 * SECONDS)
    assert trader.order(order_id)["status"] == "PENDING"

    sheet.show("META", 494.50, 494.48, 494.52)
    expect(row).to_have_attribute("data-status", "FILLED", timeout=10 * SECONDS)
    (fill,) = trader.executions(order_id)
    assert Decimal(fill["last_price"]) == Decimal("494.52")
    assert Decimal(fill["receipt"]["ask"]) == Decimal("494.52")
    same_everywhere(screen, trader)


def test_a_pending_order_is_cancelled_for_good_and_its_cash_comes_back(
    screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    screen.ticket("BUY", "AAPL", "10", kind="Limit", limit="150.00")
    row = screen.newest_order()
    expect(row).to_have_attribute("data-status", "PENDING", timeout=10 * SECONDS)
    until_shown(screen, "buying-power", "98,500.00")

    row.get_by_role("button", name="Cancel order").click()
    expect(row).to_have_attribute("data-status", "CANCELLED", timeout=10 * SECONDS)
    until_shown(screen, "buying-power", "100,000.00")

    order_id = row.get_attribute("data-order-id")
    sheet.show("AAPL", 140.00, 139.99, 140.01)
    expect(screen.quote("AAPL")).to_contain_text("140.01", timeout=10 * SECONDS)
    answer = trader.http.post(f"/orders/{order_id}/cancel")
    assert answer.status_code == 409
    assert answer.json()["code"] == "order_not_pending"
    assert answer.json()["order"]["status"] == "CANCELLED"


def test_an_order_on_hold_counts_down_and_the_engine_leaves_it_alone_until_then(
    screen: Screen, trader: Trader
) -> None:
    screen.ticket("BUY", "AAPL", "1", hold="3")
    row = screen.newest_order()
    expect(row).to_have_attribute("data-status", "PENDING", timeout=10 * SECONDS)
    expect(row.get_by_test_id("hold-countdown")).to_be_visible()
    order_id = row.get_attribute("data-order-id")
    assert order_id
    order = trader.await_status(order_id, "FILLED")
    (fill,) = trader.executions(order_id)
    assert fill["booked_at"] >= order["hold_until"]
    expect(screen.order(order_id)).to_have_attribute("data-status", "FILLED")


@pytest.mark.parametrize(
    ("order", "code", "field"),
    [
        ({"symbol": "NOPE", "quantity": "1"}, "unknown_symbol", "symbol"),
        ({"symbol": "META", "quantity": "1000000"}, "insufficient_buying_power", "quantity"),
        ({"symbol": "META", "quantity": "5", "side": "SELL"}, "insufficient_shares", "quantity"),
        (
            {"symbol": "META", "quantity": "1", "type": "LIMIT", "limit_price": "490.001"},
            "off_tick",
            "limit_price",
        ),
    ],
)
def test_an_order_that_cannot_be_is_recorded_rejected_with_field_and_reason(
    trader: Trader, order: dict[str, str], code: str, field: str
) -> None:
    trader.register()
    answer = trader.http.post(
        "/orders",
        json={
            "account_id": trader.account_id,
            "client_order_id": uuid4().hex,
            "side": "BUY",
            "type": "MARKET",
            **order,
        },
    )
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["code"] == code
    assert field in {error["field"] for error in problem["errors"]}
    recorded = trader.order(problem["order"]["order_id"])
    assert recorded["status"] == "REJECTED"
    assert recorded["reason_code"] == code
    assert Decimal(trader.account()["buying_power"]) == START


@pytest.mark.parametrize("quantity", ["0", "-1", "1e30", "abc", "", "NaN", "1.0000000001", None])
def test_malformed_numbers_name_the_field_and_record_nothing(
    trader: Trader, quantity: str | None
) -> None:
    trader.register()
    answer = trader.http.post(
        "/orders",
        json={
            "account_id": trader.account_id,
            "symbol": "META",
            "side": "BUY",
            "type": "MARKET",
            "quantity": quantity,
        },
    )
    assert answer.status_code == 422, answer.text
    assert "quantity" in {error["field"] for error in answer.json()["errors"]}
    orders = trader.http.get("/orders", params={"account_id": trader.account_id}).json()["orders"]
    assert all(order["status"] == "REJECTED" for order in orders)
