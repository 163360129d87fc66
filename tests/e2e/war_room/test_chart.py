"""The chart's candles, read off the screen and compared with the bars the API has."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from tests.support.product import Product
from tests.support.screen import SECONDS, Screen
from tests.support.sheet import LiveSheet
from tests.support.trader import Trader, eventually
from tests.support.wire import Wire

EXCHANGE = ZoneInfo("America/New_York")
# A chart is a canvas: what it writes there (the axes, the label of the crosshair) is kept here.
KEEP_TEXTS = """
globalThis.thorTexts = [];
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...where) {
  thorTexts.push(String(text));
  return write.call(this, text, ...where);
};
"""
CROSSHAIR = re.compile(r"^[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d ET$")
AXIS = re.compile(r"^\d\d:\d\d(:\d\d)?$")
PRICES = ("open", "high", "low", "close")
BARS = 8
AXIS_PIXELS, SWEPT_PIXELS = 60, 160
"""The width of the price axis, and of the newest candles, six pixels each."""


def only_the_newest(heard: dict[str, Any]) -> None:
    """What lies before them the chart has to ask for."""
    if heard["type"] == "bars.snapshot":
        heard["data"]["bars"] = heard["data"]["bars"][-3:]


@pytest.fixture
def chart(page: Page, wire: Wire, thor: Product, trader: Trader, sheet: LiveSheet) -> Locator:
    """META by the second: a few bars on the websocket, and the history before them by HTTP."""
    eventually(lambda: len(bars_of(trader)) >= BARS, what="some seconds of trading")
    wire.edit = only_the_newest
    page.add_init_script(KEEP_TEXTS)
    screen = Screen(page, thor.url)
    screen.enter(trader, "/app/home?symbol=META")
    page.get_by_title("One second", exact=True).click()
    expect(page.get_by_test_id("price-chart")).to_have_attribute(
        "data-state", "shown", timeout=15 * SECONDS
    )
    for step in range(1, 4):
        sheet.show("META", 500 + step, 499.98 + step, 500.02 + step)
        eventually(partial(has_closed_at, trader, 500 + step), what="a bar of the new price")
    sheet.pause()
    eventually(partial(has_heard_all, page, wire, trader), what="the newest bar on the page")
    return page.get_by_role("figure", name="Price of META")


def bars_of(trader: Trader) -> list[dict[str, Any]]:
    params: dict[str, str | int] = {"symbol": "META", "resolution": "1s", "limit": 500}
    bars: list[dict[str, Any]] = trader.http.get("/bars", params=params).json()["bars"]
    return bars


def has_closed_at(trader: Trader, price: int) -> bool:
    return any(float(bar["close"]) == price for bar in bars_of(trader))


def has_heard_all(page: Page, wire: Wire, trader: Trader) -> bool:
    # The page's events reach the test while it waits for the page.
    page.wait_for_timeout(50)
    told = [bar for each in wire.heard if "bars" in each["type"] for bar in each["data"]["bars"]]
    newest = bars_of(trader)[-1]
    return [newest["time"], newest["trades"]] in ([bar["time"], bar["trades"]] for bar in told)


def as_shown(bar: dict[str, Any]) -> tuple[str, str]:
    """The crosshair's label and the legend, where the crosshair is on this bar."""
    moment = datetime.fromisoformat(bar["time"]).astimezone(EXCHANGE)
    prices = [f"{name[0].upper()} {float(bar[name]):.2f}" for name in PRICES]
    return f"{moment:%b %d %H:%M:%S} ET", " ".join(prices)


def candles_of(chart: Locator) -> list[tuple[str, str]]:
    """The newest candles as the crosshair finds them on its way from left to right."""
    page, box = chart.page, chart.bounding_box()
    assert box is not None
    right = int(box["x"] + box["width"]) - AXIS_PIXELS
    found: list[tuple[str, str]] = []
    for x in range(right - SWEPT_PIXELS, right, 4):
        page.evaluate("thorTexts.length = 0")
        page.mouse.move(x, box["y"] + box["height"] / 3)
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
        times = [text for text in page.evaluate("thorTexts") if CROSSHAIR.match(text)]
        legend = chart.locator("xpath=following-sibling::p").inner_text()
        if times and legend and found[-1:] != [(times[-1], legend)]:
            found.append((times[-1], legend))
    return found


def test_history_and_live_candles_are_the_bars_of_the_api_at_the_time_of_the_exchange(
    chart: Locator, trader: Trader
) -> None:
    shown = candles_of(chart)
    assert len(shown) >= BARS
    assert shown == [as_shown(bar) for bar in bars_of(trader)][-len(shown) :]

    on_the_axis = {text[:2] for text in chart.page.evaluate("thorTexts") if AXIS.match(text)}
    now = datetime.now(EXCHANGE)
    assert on_the_axis
    assert on_the_axis <= {f"{now - timedelta(minutes=ago):%H}" for ago in (0, 15)}


def test_what_is_late_changes_no_candle_and_what_is_fuller_changes_its_own(
    chart: Locator, wire: Wire, trader: Trader
) -> None:
    errors: list[Error] = []

    def keep(error: Error) -> None:
        errors.append(error)

    chart.page.on("pageerror", keep)
    wire.silent = True
    bars = bars_of(trader)
    late = {**bars[-3], "trades": 0, "low": "1", "close": "1"}
    fuller = {**bars[-2], "trades": 1_000, "high": "600", "close": "600"}
    ver = [each["ver"] for each in wire.heard if each["type"].startswith("bars.")][-1]
    for number, bar in enumerate((late, fuller)):
        wire.say(
            {
                "type": "bars.delta", "symbol": "META", "resolution": "1s",
                "prev": ver + number, "ver": ver + number + 1, "data": {"bars": [bar]},
            }
        )  # fmt: skip
    shown = candles_of(chart)
    assert shown[-3:] == [as_shown(bar) for bar in (bars[-3], fuller, bars[-1])]
    assert errors == []
