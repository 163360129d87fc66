"""What live data costs the browser: the built UI before a gateway that only talks.

    python -m bench.screen [--rows 100] [--messages 300] [--seconds 5] [--calm]

The gateway sends one quote a message, `--messages` a second, round the `--rows` symbols. The
browser is the one of the tests. Build the UI first (`npm run build` in `frontend/`). Four pages are
measured in one run:

- `text alone`: what the same news costs at least. A table of the same rows with three live cells
  each, no framework, no formats, no flashes: every 100 ms the text of the cells that changed.
- `quotes`: the war room on a desk of 1440 x 900, where only the rows in sight exist.
- `quotes and positions`: the same, with `--rows` positions that all change four times a second, as
  often as Thor tells an account.
- `quotes, whole`: the war room in a window so tall (2,900) that every row is drawn, four live cells
  each. No limit was set for this one; it says what the rows in sight save.

And of each:

- `ms/s`: milliseconds of the main thread's own time a second. The limit is 150 on a desk.
- `x text`: that beside `text alone`.
- `longest task`: the longest time the page could not answer, after it has started (0: none above
  the browser's 50). The limit is 200.
- `key to paint`: from a key in the ticket to the frame that shows it, the slowest of twenty. The
  limit is 100.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from rich.console import Console
from rich.table import Table

from deploy.local import browser as installed
from tests.support.talker import Talker, gateway

MAIN_THREAD_MS_MAX = 150.0
LONGEST_TASK_MS_MAX = 200.0
KEY_TO_PAINT_MS_MAX = 100.0
SETTLE_MS = 3_000
DESK: ViewportSize = {"width": 1440, "height": 900}
TALL: ViewportSize = {"width": 1440, "height": 2_900}
TEXT_ALONE = """<!doctype html><style>
  body { font: 12px monospace } table { width: 360px } td { height: 25px; text-align: right }
</style><table></table><script>
  const cells = new Map(), news = new Map();
  let timer;
  function row(symbol) {
    const line = document.querySelector("table").insertRow();
    line.insertCell().textContent = symbol;
    return [0, 1, 2].map(() => line.insertCell().appendChild(new Text("0")));
  }
  function write() {
    timer = undefined;
    for (const [symbol, { last, bid, change_percent }] of news) {
      if (!cells.has(symbol)) cells.set(symbol, row(symbol));
      [last, bid, change_percent].forEach((text, at) => cells.get(symbol)[at].data = text);
    }
    news.clear();
  }
  new WebSocket(`ws://${location.host}/api/v1/ws`).onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (!message.type.startsWith("quotes.")) return;
    for (const quote of message.data.quotes) news.set(quote.symbol, quote);
    timer ??= setTimeout(write, 100);
  };
</script>"""
WATCH = """() => {
  globalThis.longest = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
  }).observe({ type: "longtask" });
  globalThis.slowest = 0;
  document.addEventListener("keydown", (event) => {
    const pressed = event.timeStamp;
    requestAnimationFrame(() => setTimeout(() => {
      slowest = Math.max(slowest, performance.now() - pressed);
    }));
  }, true);
}"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds."""

    busy_a_second: float
    longest_task: float
    slowest_key: float | None


@contextlib.contextmanager
def served(app: FastAPI) -> Generator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def busy_ms_per_second(browser: Browser, page: Page, seconds: float) -> float:
    """The own time of the page's main thread: other work on the machine does not count."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    renderers = [int(each["id"]) for each in processes if each["type"] == "renderer"]

    began, before = time.monotonic(), [main_thread_ms(pid) for pid in renderers]
    page.wait_for_timeout(seconds * 1000)
    spent = [main_thread_ms(pid) - first for pid, first in zip(renderers, before, strict=True)]
    return max(spent) / (time.monotonic() - began)


def main_thread_ms(pid: int) -> float:
    """What the first thread of a process has used so far (Linux)."""
    stat = Path(f"/proc/{pid}/task/{pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def text_alone(browser: Browser, talker: Talker, seconds: float) -> Cost:
    app = gateway(talker)

    @app.get("/text")
    async def text() -> HTMLResponse:
        return HTMLResponse(TEXT_ALONE)

    with served(app) as url:
        page = browser.new_page(viewport=TALL)
        page.goto(f"{url}/text")
        expect(page.get_by_role("row")).to_have_count(len(talker.symbols))
        page.wait_for_timeout(SETTLE_MS)
        page.evaluate(WATCH)
        busy = busy_ms_per_second(browser, page, seconds)
        longest = float(page.evaluate("longest"))
        page.close()
    return Cost(busy, longest, None)


def war_room(
    browser: Browser, talker: Talker, window: ViewportSize, seconds: float, *, calm: bool
) -> Cost:
    with served(gateway(talker)) as url:
        page = browser.new_page(viewport=window)
        page.add_init_script("sessionStorage.setItem('thor.home.welcome.dismissed', 'true')")
        if calm:
            page.add_init_script("localStorage.setItem('thor.preferences', '{\"flashing\":false}')")
        page.goto(f"{url}/app/home")
        expect(page.get_by_role("tab", name=f"All {len(talker.symbols)}")).to_be_visible()
        if window is TALL:
            page.get_by_role("separator", name="Height of quotes").press("End")
            expect(page.get_by_test_id("quote-row").last).to_be_in_viewport()
        page.wait_for_timeout(SETTLE_MS)
        page.evaluate(WATCH)
        busy = busy_ms_per_second(browser, page, seconds)
        page.get_by_label("Quantity", exact=True).press_sequentially("1" * 20, delay=50)
        cost = Cost(busy, float(page.evaluate("longest")), float(page.evaluate("slowest")))
        page.close()
    return cost


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--calm", action="store_true", help="without flashes")
    given = parser.parse_args()
    calm, seconds = bool(given.calm), float(given.seconds)
    quotes = Talker(given.rows, given.messages, marks=False)
    both = Talker(given.rows, given.messages, marks=True)
    with sync_playwright() as tools:
        found = installed.of_the_system()
        browser = tools.chromium.launch(executable_path=found, args=list(installed.FLAGS))
        least = text_alone(browser, quotes, seconds)
        costs = {
            "text alone": least,
            "quotes": war_room(browser, quotes, DESK, seconds, calm=calm),
            "quotes and positions": war_room(browser, both, DESK, seconds, calm=calm),
            "quotes, whole": war_room(browser, quotes, TALL, seconds, calm=calm),
        }
        browser.close()
    table = Table(
        title=f"{given.rows} symbols, {given.messages} messages a second",
        caption=f"Limits: main thread {MAIN_THREAD_MS_MAX:.0f} ms a second on a desk, longest task "
        f"{LONGEST_TASK_MS_MAX:.0f} ms, key to paint {KEY_TO_PAINT_MS_MAX:.0f} ms.",
    )
    table.add_column("page")
    for column in ("ms/s", "x text", "longest task", "key to paint"):
        table.add_column(column, justify="right")
    for name, cost in costs.items():
        key = "" if cost.slowest_key is None else f"{cost.slowest_key:.0f}"
        times = f"{cost.busy_a_second / least.busy_a_second:.1f}"
        table.add_row(name, f"{cost.busy_a_second:.0f}", times, f"{cost.longest_task:.0f}", key)
    Console().print(table)


if __name__ == "__main__":
    main()
