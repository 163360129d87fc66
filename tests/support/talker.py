"""A gateway that only talks: quotes and positions in the shapes of the real one, at any rate."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

DIST = Path(__file__).parents[2] / "frontend" / "dist"
MARKS_A_SECOND = 4
"""As often as Thor tells an account what its positions are worth."""
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


def quote(symbol: str, beat: int) -> dict[str, Any]:
    # A prime, so that a symbol whose turn comes every hundredth beat has another price each time.
    price = f"{100 + beat % 53 / 100:.2f}"
    return {
        "symbol": symbol, "name": symbol, "last": price, "bid": price, "ask": price,
        "last_size": None, "bid_size": "100", "ask_size": "100", "change": "1.00",
        "change_percent": f"{beat % 7 / 10:.2f}", "open": None, "high": None, "low": None,
        "previous_close": "99.00", "volume": None, "as_of": now(), "changed_at": now(),
        "quality": "fresh", "reason": None, "source": "bench",
    }  # fmt: skip


def position(symbol: str, beat: int) -> dict[str, Any]:
    return {
        "symbol": symbol, "quantity": "10", "multiplier": "1", "average_price": "100.00",
        "cost": "1000.00", "mark": f"{100 + beat % 50 / 100:.2f}", "mark_quality": "fresh",
        "mark_as_of": now(), "value": f"{1000 + beat % 50 / 10:.2f}",
        "unrealized_pnl": f"{beat % 50 / 10:.2f}", "unrealized_pnl_percent": "0.10",
        "day_pnl": f"{beat % 50 / 10:.2f}", "realized_pnl": "0", "fees": "0",
        "opened_at": now(),
    }  # fmt: skip


class Talker:
    """Says `messages` quotes a second, one a message, round `rows` symbols, to whoever connects.

    Where `marks` are on, the account holds every symbol, and each position changes four times a
    second.
    """

    def __init__(self, rows: int, messages: int, *, marks: bool) -> None:
        self.symbols = [f"S{number:03}" for number in range(rows)]
        self.messages = messages
        self.marks = marks

    def snapshots(self, account_id: str = ACCOUNT) -> list[dict[str, Any]]:
        """What a page is told first, each channel at version 1."""
        account = {**ACCOUNT_FIGURES, "account_id": account_id, "as_of": now()}
        held = [position(symbol, 0) for symbol in self.symbols] if self.marks else []
        data = {"account": account, "positions": held, "closed": []}
        return [
            {"type": "portfolio.snapshot", "account_id": account_id, "ver": 1, "data": data},
            {
                "type": "orders.snapshot", "account_id": account_id, "ver": 1,
                "data": {"orders": []},
            },
            {
                "type": "quotes.snapshot", "ver": 1,
                "data": {"quotes": [quote(symbol, 0) for symbol in self.symbols]},
            },
        ]  # fmt: skip

    def tick(self, beat: int) -> dict[str, Any]:
        """The `beat`th quote, from 1."""
        data = {"quotes": [quote(self.symbols[beat % len(self.symbols)], beat)]}
        return {"type": "quotes.delta", "prev": beat, "ver": beat + 1, "data": data}

    def mark(self, ver: int, account_id: str = ACCOUNT) -> dict[str, Any]:
        """The `ver`th change of all positions, from 1."""
        held = [position(symbol, ver + row) for row, symbol in enumerate(self.symbols)]
        account = {
            **ACCOUNT_FIGURES, "account_id": account_id, "as_of": now(),
            "equity": f"{100000 + ver % 90}.00",
        }  # fmt: skip
        data = {"account": account, "positions": held, "gone": [], "closed": []}
        return {
            "type": "portfolio.delta", "account_id": account_id, "prev": ver, "ver": ver + 1,
            "data": data,
        }  # fmt: skip

    async def talk(self, socket: WebSocket) -> None:
        feed = {"simulated": True, "sources": []}
        hello = {"type": "hello", "server_time": now(), "authenticated": True, "protocol": 1}
        for message in ({**hello, "feed": feed}, *self.snapshots()):
            await socket.send_text(json.dumps(message))
        began = time.monotonic()
        ticks_a_mark = self.messages // MARKS_A_SECOND
        for beat in range(1, 10**9):
            await socket.send_text(json.dumps(self.tick(beat)))
            if self.marks and beat % ticks_a_mark == 0:
                await socket.send_text(json.dumps(self.mark(beat // ticks_a_mark)))
            await asyncio.sleep(max(0.0, began + beat / self.messages - time.monotonic()))


def gateway(talker: Talker) -> FastAPI:
    """The built UI with this talker behind it, and just enough of the API to get in."""
    app = FastAPI()
    account = {**ACCOUNT_FIGURES, "status": "OPEN", "opened_at": now(), "era": 1}
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
