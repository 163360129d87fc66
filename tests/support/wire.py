"""The websocket of a page, in the hands of a test."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Page, WebSocketRoute


class Wire:
    """Between page and server. The page says what is in `sent` and is told what is in `heard`.

    What the server says can be changed by `edit`; while the wire is `silent`, it is lost.
    """

    def __init__(self, page: Page) -> None:
        self.silent = False
        self.open: WebSocketRoute | None = None
        self.connections = 0
        self.sent: list[str] = []
        self.heard: list[dict[str, Any]] = []
        self.edit: Callable[[dict[str, Any]], None] | None = None
        page.route_web_socket(re.compile("/api/v1/ws$"), self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        self.open = socket
        self.connections += 1
        server = socket.connect_to_server()

        def to_page(message: str | bytes) -> None:
            if self.silent:
                return
            heard = json.loads(message)
            if self.edit is not None:
                self.edit(heard)
            self.heard.append(heard)
            socket.send(json.dumps(heard))

        def to_server(message: str | bytes) -> None:
            self.sent.append(str(message))
            server.send(message)

        server.on_message(to_page)
        socket.on_message(to_server)

    def say(self, message: Mapping[str, Any]) -> None:
        """Tell the page something the server never said."""
        assert self.open is not None
        self.open.send(json.dumps(message))

    def subscribed(self) -> list[str]:
        """The channels that were subscribed to, each time it was done."""
        sent = [json.loads(each) for each in self.sent]
        return [each["ch"] for each in sent if each["op"] == "sub"]

    def cut(self) -> None:
        assert self.open is not None
        self.open.close(code=1011, reason="cut")
