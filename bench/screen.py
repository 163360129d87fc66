"""What live data costs the browser: the built UI before a gateway that only talks.

    python -m bench.screen [--rows 100] [--messages 300] [--seconds 5] [--calm]

The gateway here sends one quote a message, `--messages` a second, round the `--rows` symbols, and
a portfolio that holds `--rows` positions, all changed, four times a second, as often as Thor does.
The browser is the one of the tests.
Build the UI first (`npm run build` in `frontend/`).

- `main thread`: milliseconds of the thread's own time a second. The limit is 150.
- `longest task`: the longest time the page could not answer, after it has started.
- `key to paint`: from a key in the ticket to the frame that shows it, the slowest of twenty.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import threading
import time
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Browser, Page, expect, sync_playwright
from rich.console import Console
from rich.table import Table

from deploy.local import browser as installed

DIST = Path(__file__).parents[1] / "frontend" / "dist"
MARKS_A_SECOND = 4
MAIN_THREAD_MS_MAX = 150.0
LONGEST_TASK_MS_MAX = 200.0
KEY_TO_PAINT_MS_MAX = 100.0
ACCOUNT = str(uuid4())
ACCOUNT_FIGURES = {
    "account_id": ACCOUNT, "name": "Paper", "kind": "CASH", "currency": "USD",
    "starting_balance": "100000.00", "cash": "50000.00", "reserved": "0.00",
    "buying_power": "50000.00", "positions_value": "50000.00", "equity": "100000.00",
    "unrealized_pnl": "0.00", "realized_pnl": "0.00", "fees": "0.00", "day_pnl": "0.00",
    "day_pnl_percent": "0.00", "total_pnl": "0.00", "margin_remaining": "50000.00",
    "leverage": "0", "complete": True, "stale_marks": 0,
}  # fmt: skip


def now() -> str:
    return datetime.now(UTC).isoformat()


class Talker:
    """Says quotes and positions to whoever connects."""

    def __init__(self, rows: int, messages: int) -> None:
        self.symbols = [f"S{number:03}" for number in range(rows)]
        self.messages = messages

    def quote(self, symbol: str, beat: int) -> dict[str, Any]:
        price = f"{100 + beat % 50 / 100:.2f}"
        return {
            "symbol": symbol, "name": symbol, "last": price, "bid": price, "ask": price,
            "last_size": None, "bid_size": "100", "ask_size": "100", "change": "1.00",
            "change_percent": f"{beat % 7 / 10:.2f}", "open": None, "high": None, "low": None,
            "previous_close": "99.00", "volume": None, "as_of": now(), "changed_at": now(),
            "quality": "fresh", "reason": None, "source": "bench",
        }  # fmt: skip

    def position(self, symbol: str, beat: int) -> dict[str, Any]:
        return {
            "symbol": symbol, "quantity": "10", "multiplier": "1", "average_price": "100.00",
            "cost": "1000.00", "mark": f"{100 + beat % 50 / 100:.2f}", "mark_quality": "fresh",
            "mark_as_of": now(), "value": f"{1000 + beat % 50 / 10:.2f}",
            "unrealized_pnl": f"{beat % 50 / 10:.2f}", "unrealized_pnl_percent": "0.10",
            "day_pnl": f"{beat % 50 / 10:.2f}", "realized_pnl": "0", "fees": "0",
            "opened_at": now(),
        }  # fmt: skip

    async def talk(self, socket: WebSocket) -> None:
        feed = {"simulated": True, "sources": []}
        await self._say(
            socket, type="hello", server_time=now(), authenticated=True, feed=feed, protocol=1
        )
        account = {**ACCOUNT_FIGURES, "as_of": now()}
        positions = [self.position(symbol, 0) for symbol in self.symbols]
        quotes = [self.quote(symbol, 0) for symbol in self.symbols]
        data = {"account": account, "positions": positions, "closed": []}
        await self._say(socket, type="portfolio.snapshot", account_id=ACCOUNT, ver=1, data=data)
        await self._say(
            socket, type="orders.snapshot", account_id=ACCOUNT, ver=1, data={"orders": []}
        )
        await self._say(socket, type="quotes.snapshot", ver=1, data={"quotes": quotes})
        began = time.monotonic()
        for beat in range(1, 10**9):
            symbol = self.symbols[beat % len(self.symbols)]
            quotes = [self.quote(symbol, beat)]
            await self._say(
                socket, type="quotes.delta", prev=beat, ver=beat + 1, data={"quotes": quotes}
            )
            if beat % (self.messages // MARKS_A_SECOND) == 0:
                await self._mark(socket, beat // (self.messages // MARKS_A_SECOND))
            await asyncio.sleep(max(0.0, began + beat / self.messages - time.monotonic()))

    async def _mark(self, socket: WebSocket, ver: int) -> None:
        positions = [self.position(symbol, ver + row) for row, symbol in enumerate(self.symbols)]
        account = {**ACCOUNT_FIGURES, "equity": f"{100000 + ver % 90}.00", "as_of": now()}
        data = {"account": account, "positions": positions, "gone": [], "closed": []}
        await self._say(
            socket, type="portfolio.delta", account_id=ACCOUNT, prev=ver, ver=ver + 1, data=data
        )

    async def _say(self, socket: WebSocket, **message: object) -> None:
        await socket.send_text(json.dumps(message))


def gateway(talker: Talker) -> FastAPI:
    app = FastAPI()
    account = {
        **ACCOUNT_FIGURES, "status": "OPEN", "opened_at": now(), "era": 1,
    }  # fmt: skip
    user = {"user_id": str(uuid4()), "email": "ada@example.com", "created_at": now()}

    @app.get("/api/v1/auth/me")
    async def me() -> dict[str, object]:
        who = {**user, "display_name": "Ada"}
        return {"user": who, "accounts": [account], "accounts_known": True}

    @app.get("/api/v1/watchlist")
    async def watchlist() -> dict[str, object]:
        return {"symbols": []}

    @app.websocket("/api/v1/ws")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await talker.talk(socket)

    app.mount("/assets", StaticFiles(directory=DIST / "assets"))

    @app.get("/app/home")
    async def page() -> FileResponse:
        return FileResponse(DIST / "index.html")

    return app


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

    def spent_ms() -> float:
        return max(main_thread_ms(pid) for pid in renderers)

    began, first = time.monotonic(), spent_ms()
    page.wait_for_timeout(seconds * 1000)
    return (spent_ms() - first) / (time.monotonic() - began)


def main_thread_ms(pid: int) -> float:
    """What the first thread of a process has used so far (Linux)."""
    stat = Path(f"/proc/{pid}/task/{pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


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


def measured(browser: Browser, page: Page, seconds: float) -> tuple[float, float, float]:
    """Main thread, longest task, slowest key, in milliseconds."""
    page.wait_for_timeout(3_000)
    page.evaluate(WATCH)
    busy = busy_ms_per_second(browser, page, seconds)
    page.get_by_label("Quantity", exact=True).press_sequentially("1" * 20, delay=50)
    return busy, float(page.evaluate("longest")), float(page.evaluate("slowest"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--calm", action="store_true", help="without flashes")
    given = parser.parse_args()
    with served(gateway(Talker(given.rows, given.messages))) as url, sync_playwright() as tools:
        found = installed.of_the_system()
        browser = tools.chromium.launch(executable_path=found, args=list(installed.FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script("sessionStorage.setItem('thor.home.welcome.dismissed', 'true')")
        if given.calm:
            page.add_init_script("localStorage.setItem('thor.preferences', '{\"flashing\":false}')")
        page.goto(f"{url}/app/home")
        expect(page.get_by_role("tab", name=f"Open {given.rows}")).to_be_visible(timeout=60_000)
        busy, longest, slowest = measured(browser, page, given.seconds)
        browser.close()
    table = Table(title=f"{given.rows} symbols and positions, {given.messages} messages a second")
    for column in ("what", "ms", "limit"):
        table.add_column(column, justify="left" if column == "what" else "right")
    table.add_row("main thread, a second", f"{busy:.0f}", f"{MAIN_THREAD_MS_MAX:.0f}")
    table.add_row("longest task", f"{longest:.0f}", f"{LONGEST_TASK_MS_MAX:.0f}")
    table.add_row("key to paint, slowest", f"{slowest:.0f}", f"{KEY_TO_PAINT_MS_MAX:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
