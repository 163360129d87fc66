"""What live data may have the page do: counted. `bench/screen.py` has the milliseconds."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.support.product import Product
from tests.support.renders import RenderCounter
from tests.support.screen import SECONDS, Screen
from tests.support.sheet import LiveSheet
from tests.support.talker import Talker
from tests.support.trader import Trader, money
from tests.support.wire import Wire

LARGER_THAN_A_FIGURE = {"tr", "table", "form", "main", "header"}
FLUSH_MS = 100
"""How often the page shows what it gathered."""

ROWS, QUOTES, QUOTES_A_MARK, QUOTES_A_KEY = 200, 300, 75, 30
RENDERS_MAX = 2_000
"""Components; a war room that drew all of itself ten times a second would need 10,000."""
FADES_A_SECOND_MAX = 10
"""Figures that changed fade on a beat of 200 ms or more; an animation would draw 60 times."""
RENDERS_OF_ONE_COMMIT_MAX = 700
"""Every figure in sight and the ticket, and a margin."""


@pytest.fixture
def renders(page: Page) -> RenderCounter:
    """Before `screen`, so that it counts from the first commit on."""
    return RenderCounter(page)


def drawing(session: CDPSession) -> dict[str, float]:
    """How often the page has been styled and laid out so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {each["name"]: each["value"] for each in metrics}


def test_a_tick_draws_the_figures_it_changes_and_nothing_around_them(
    renders: RenderCounter, screen: Screen, trader: Trader, sheet: LiveSheet
) -> None:
    page = screen.page
    trader.await_status(trader.submit("META", "BUY", "3").json()["order_id"], "FILLED")
    screen.field("Symbol").fill("META")
    expect(page.get_by_role("figure", name="Price of META")).to_be_visible()
    expect(page.get_by_test_id("price-chart")).to_have_attribute(
        "data-state", "shown", timeout=15 * SECONDS
    )
    mark = screen.position("META").get_by_test_id("position-mark")
    expect(mark).to_have_text("500.00", timeout=10 * SECONDS)
    page.evaluate("document.querySelectorAll('tr').forEach((row) => { row.isKnown = true; })")

    renders.reset()
    for price in range(501, 506):
        sheet.show("META", price, price - 0.02, price + 0.02)
        expect(screen.quote("META")).to_contain_text(f"{price}.02", timeout=10 * SECONDS)
        expect(mark).to_have_text(f"{price}.00", timeout=10 * SECONDS)
    counted = renders.read()

    assert counted.renders > 0
    assert not LARGER_THAN_A_FIGURE & set(counted.around), counted
    assert page.evaluate("[...document.querySelectorAll('tr')].every((row) => row.isKnown)")


def test_a_busy_market_stays_within_what_it_may_render_while_the_ticket_is_typed(
    renders: RenderCounter, wire: Wire, screen: Screen, trader: Trader
) -> None:
    page, talker = screen.page, Talker(ROWS, QUOTES, marks=True)
    quantity = screen.field("Quantity")
    screen.connection("live")
    wire.silent = True
    for message in talker.snapshots(trader.account_id):
        wire.say(message)
    expect(page.get_by_role("tab", name=f"Open {ROWS}")).to_be_visible(timeout=10 * SECONDS)
    expect(page.get_by_role("figure", name="Price of S000")).to_be_visible()
    quantity.focus()
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    wire.say(talker.tick(1))  # a slow machine may have called the silence until here stale
    screen.connection("live")
    page.wait_for_timeout(2 * FLUSH_MS)

    renders.reset()
    before, began = drawing(cdp), page.evaluate("performance.now()")
    for beat in range(2, QUOTES + 1):
        wire.say(talker.tick(beat))
        if beat % QUOTES_A_MARK == 0:
            wire.say(talker.mark(beat // QUOTES_A_MARK, trader.account_id))
        if beat % QUOTES_A_KEY == 0:
            page.keyboard.press("1")
    newest = talker.mark(QUOTES // QUOTES_A_MARK)["data"]["positions"][0]["mark"]
    expect(screen.position("S000").get_by_test_id("position-mark")).to_have_text(newest)
    counted, after = renders.read(), drawing(cdp)
    seconds = (page.evaluate("performance.now()") - began) / 1000
    expect(quantity).to_have_value("1" * (QUOTES // QUOTES_A_KEY))
    assert not {"tr", "table", "main", "header"} & set(counted.around), counted
    assert counted.renders <= RENDERS_MAX, counted
    assert counted.largest <= RENDERS_OF_ONE_COMMIT_MAX, counted
    flushes = seconds * 1000 / FLUSH_MS + 2
    keys = QUOTES // QUOTES_A_KEY
    assert counted.commits <= flushes + 2 * keys + 2 * seconds, counted
    drawn_max = 1.5 * (counted.commits + keys) + FADES_A_SECOND_MAX * seconds
    for count in ("LayoutCount", "RecalcStyleCount"):
        assert after[count] - before[count] <= drawn_max, count


HIDE = """(state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# After the wire's own script, so that what it put in the place of the websocket is what is kept.
KEEP_SOCKET = """
const Opened = WebSocket;
globalThis.WebSocket = class extends Opened {
  constructor(...given) { super(...given); globalThis.thorSocket = this; }
};
"""
FLOOD = """([first, last, step]) => {
  const say = (message) => {
    thorSocket.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  };
  say(first);
  for (let ver = 1; ver <= last; ver += 1) {
    step.data.quotes[0].last = (400 + (ver % 1000) / 10).toFixed(2);
    say({ ...step, prev: ver, ver: ver + 1 });
  }
}"""
TEN_MINUTES = 600
MESSAGES_A_SECOND = 50
HEAP_BYTES_MAX = 4_000_000


def heap_of(page: Page) -> int:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    used = int(session.send("Runtime.getHeapUsage")["usedSize"])
    session.detach()
    return used


def test_ten_minutes_in_a_hidden_tab_and_asleep_cost_no_memory_and_one_snapshot(
    page: Page, wire: Wire, thor: Product, trader: Trader
) -> None:
    page.add_init_script(KEEP_SOCKET)
    page.clock.install()
    screen = Screen(page, thor.url)
    screen.enter(trader)
    screen.connection("live")
    page.evaluate(HIDE, "hidden")
    wire.silent = True
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    before = heap_of(page)

    first, step = Talker(4, 1, marks=False).snapshots()[-1], Talker(4, 1, marks=False).tick(1)
    page.evaluate(FLOOD, [first, TEN_MINUTES * MESSAGES_A_SECOND, step])

    assert heap_of(page) - before < HEAP_BYTES_MAX

    trader.await_status(trader.submit("META", "BUY", "7").json()["order_id"], "FILLED")
    connections = wire.connections
    wire.sent.clear()
    page.clock.fast_forward(TEN_MINUTES * 1000)
    page.evaluate(HIDE, "visible")
    wire.silent = False
    page.clock.resume()
    screen.connection("live")
    expect(screen.position("META").get_by_test_id("position-quantity")).to_have_text("7")
    assert wire.connections == connections + 1
    asked_for = [channel for channel in wire.subscribed() if channel != "bars"]
    assert sorted(asked_for) == ["orders", "portfolio", "quotes"]
    assert screen.money("cash") == money(trader.portfolio()["account"]["cash"])
