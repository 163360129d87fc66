"""How long a trader waits for the screen: the built UI, served by the real gateway, cold caches.

    python -m bench.first_screen [--runs 7]

Starts the whole product on data of its own, with a trader who holds positions and has orders
waiting. Each run opens a browser context that has never seen Thor and goes to a page. From the
start of the navigation, in milliseconds, the median and the slowest:

- `painted`: the first thing is drawn (the browser's first contentful paint).
- `usable`: what is typed into the field stays and is drawn: the quantity of the ticket, the e-mail
  of the login. The limit for the war room is 2,000.
- `figures`: the account's equity is on the screen.
- `CPU`: what the page's main thread used until then, which other work on the machine changes least.

`script`: kilobytes of script that came over the wire until then, compressed as the gateway does it.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from rich.console import Console
from rich.table import Table

from deploy.local import browser as installed
from tests.support.product import Product, data_folder
from tests.support.screen import WELCOME_KEY
from tests.support.trader import Trader

USABLE_MS_MAX = 2_000.0
SYMBOLS = ("AAPL", "MSFT", "NVDA", "META", "AMZN")
# Types as soon as there is a field, again until what was typed is still there a frame later.
WATCH = """(() => {
  const seen = globalThis.thorSeen = {};
  new PerformanceObserver((list) => {
    const [entry] = list.getEntriesByName("first-contentful-paint");
    if (entry) seen.painted = entry.startTime;
  }).observe({ type: "paint", buffered: true });
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  function usable() {
    const field = document.querySelector("[name=quantity], input[type=email]");
    if (!field) return false;
    if (field.value === "7") return true;
    write.call(field, "7");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return false;
  }
  function look() {
    const equity = document.querySelector("[data-testid=figure-equity]");
    if (/\\d/.test(equity?.textContent ?? "")) seen.figures ??= performance.now();
    if (usable()) seen.usable ??= performance.now();
    if (!seen.usable || !seen.figures) requestAnimationFrame(look);
  }
  globalThis.thorSees = (names) => new Promise((done) => {
    const ask = () => names.every((name) => seen[name]) ? done() : requestAnimationFrame(ask);
    ask();
  });
  requestAnimationFrame(look);
})()"""
SEEN = """() => ({
  script: performance.getEntriesByType("resource")
    .filter((each) => each.name.endsWith(".js"))
    .reduce((sum, each) => sum + each.encodedBodySize, 0) / 1000,
  ...thorSeen,
})"""


@dataclass(frozen=True, slots=True)
class Opened:
    painted: float
    usable: float
    figures: float | None
    cpu: float
    script: float


def open_page(context: BrowserContext, url: str, *awaited: str) -> Opened:
    page = context.new_page()
    page.add_init_script(f"sessionStorage.setItem({WELCOME_KEY!r}, 'true')")
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(url, wait_until="commit")
    page.evaluate("(names) => thorSees(names)", ["painted", *awaited])
    metrics = session.send("Performance.getMetrics")["metrics"]
    spent = {each["name"]: each["value"] for each in metrics}
    seen = page.evaluate(SEEN)
    page.close()
    return Opened(
        seen["painted"], seen["usable"], seen.get("figures"), 1000 * spent["TaskDuration"],
        seen["script"],
    )  # fmt: skip


def war_room(browser: Browser, trader: Trader, url: str) -> Opened:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies(
        [{"name": c.name, "value": c.value or "", "url": url} for c in trader.http.cookies.jar]
    )
    opened = open_page(context, f"{url}/app/home", "usable", "figures")
    context.close()
    return opened


def login(browser: Browser, url: str) -> Opened:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = open_page(context, f"{url}/login", "usable")
    context.close()
    return opened


def trade(trader: Trader) -> None:
    for symbol in SYMBOLS:
        order = trader.submit(symbol, "BUY", "3").json()
        trader.await_status(order["order_id"], "FILLED")
        trader.submit(symbol, "BUY", "1", type="LIMIT", limit_price="1")


def show(pages: dict[str, list[Opened]]) -> None:
    table = Table(
        title="From navigation, cold caches: median / slowest, ms",
        caption=f"Limit: the war room usable in {USABLE_MS_MAX:,.0f} ms, at its slowest.",
    )
    table.add_column("page")
    for column in ("painted", "usable", "figures", "CPU", "script, kB"):
        table.add_column(column, justify="right")
    for name, runs in pages.items():
        figures = [run.figures for run in runs if run.figures is not None]
        table.add_row(
            name, *(
                f"{median(values):.0f} / {max(values):.0f}" if values else ""
                for values in (
                    [run.painted for run in runs], [run.usable for run in runs], figures,
                    [run.cpu for run in runs],
                )
            ),
            f"{runs[0].script:.0f}",
        )  # fmt: skip
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    runs = range(parser.parse_args().runs)
    with data_folder() as data, sync_playwright() as tools:
        product = Product(data)
        product.start()
        try:
            found = installed.of_the_system()
            browser = tools.chromium.launch(executable_path=found, args=list(installed.FLAGS))
            with Trader(product.url) as trader:
                trader.register()
                trade(trader)
                pages = {
                    "login": [login(browser, product.url) for _ in runs],
                    "war room": [war_room(browser, trader, product.url) for _ in runs],
                }
            browser.close()
        finally:
            product.stop()
    show(pages)


if __name__ == "__main__":
    main()
