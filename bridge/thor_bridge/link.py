"""The connection to Thor, opened when it is needed and anew after it broke."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.sync.client import ClientConnection, connect

PATH = "/api/v1/quotes/stream"
ANSWER_SECONDS_MAX = 10.0
_NOT_US = (401, 403)

Answer = Mapping[str, Any]


class Down(Exception):
    """Thor cannot be reached or does not take quotes just now; trying again may help."""


class Refused(Exception):
    """Thor does not accept the key; trying again does not help."""


class Link:
    def __init__(self, url: str, api_key: str) -> None:
        """`url` is Thor's address in a browser, such as `https://thor.example`."""
        scheme, _, place = url.rstrip("/").partition("://")
        self._url = f"{'wss' if scheme == 'https' else 'ws'}://{place}{PATH}"
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._connection: ClientConnection | None = None
        self._open_until_closed = ExitStack()

    def push(self, body: str) -> Answer:
        """Send one batch and wait for its answer. Raises `Down` and `Refused`."""
        connection = self._connection or self._open()
        try:
            connection.send(body)
            answer: Answer = json.loads(connection.recv(timeout=ANSWER_SECONDS_MAX))
        except (OSError, ConnectionClosed) as error:
            self.close()
            raise Down(f"The connection to Thor broke: {error or type(error).__name__}") from error
        except ValueError as error:
            self.close()
            raise Down("What answers there is not Thor.") from error
        if answer.get("code") not in (None, "no_quote_accepted"):
            raise Down(str(answer.get("detail", answer["code"])))
        return answer

    def close(self) -> None:
        self._connection = None
        self._open_until_closed.close()

    def _open(self) -> ClientConnection:
        try:
            self._connection = self._open_until_closed.enter_context(
                connect(self._url, additional_headers=self._headers, compression=None)
            )
        except InvalidStatus as error:
            status, detail = error.response.status_code, _detail(error.response.body)
            if status in _NOT_US:
                raise Refused(detail) from error
            raise Down(f"Thor answered {status}: {detail}") from error
        except (OSError, InvalidHandshake, InvalidURI) as error:
            raise Down(f"{self._url} cannot be reached: {error}") from error
        return self._connection


def _detail(body: bytes | bytearray | None) -> str:
    try:
        return str(json.loads(bytes(body or b""))["detail"])
    except (ValueError, KeyError, TypeError):
        return "no reason was given"
