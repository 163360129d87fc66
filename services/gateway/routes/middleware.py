"""What every HTTP request passes: an id, a trace, a limit on its body, safe headers."""

from __future__ import annotations

import re
from secrets import token_hex

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.errors import problem

BODY_BYTES_MAX = 64 * 1024
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_TOO_LARGE = f"A request body has at most {BODY_BYTES_MAX} bytes."


class TooLarge(HTTPException):
    """A body went on beyond the limit. The framework answers an HTTPException by itself."""


class EdgeMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _accepted(_REQUEST_ID, headers.get("x-request-id")) or token_hex(16)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        state["traceparent"] = (
            _accepted(_TRACEPARENT, headers.get("traceparent"))
            or f"00-{token_hex(16)}-{token_hex(8)}-01"
        )

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                answered["x-request-id"] = request_id
                answered.setdefault("x-content-type-options", "nosniff")
                if scope["path"].startswith("/api/"):
                    answered.setdefault("cache-control", "no-store")
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            length = headers.get("content-length", "0")
            if not length.isdecimal() or int(length) > BODY_BYTES_MAX:
                refusal = problem(413, "too_large", _TOO_LARGE, headers={"connection": "close"})
                await refusal(scope, receive, send_with_headers)
                return
            await self._app(scope, _counted(receive), send_with_headers)


def _counted(receive: Receive) -> Receive:
    """`receive` that refuses a body which is larger than its sender announced it to be."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > BODY_BYTES_MAX:
            raise TooLarge(413, _TOO_LARGE)
        return message

    return counted


def _accepted(shape: re.Pattern[str], given: str | None) -> str | None:
    return given if given is not None and shape.fullmatch(given) else None
