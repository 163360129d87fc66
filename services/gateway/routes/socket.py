"""`/api/v1/ws`: the handshake, then a session of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, WebSocket
from uvicorn.protocols.utils import ClientDisconnected

from services.gateway.dependencies import COOKIE, by_cookie, edge_of, require_same_origin
from services.gateway.domain.credentials import Principal
from services.gateway.domain.errors import CrossOrigin, NotLoggedIn
from services.gateway.handlers.live.session import Session, serve_connection
from shared.contracts.websocket import CLOSE_UNAUTHENTICATED
from shared.http.socket import EXTENSION, Wire

LOGIN_SECONDS = 10.0

router = APIRouter()


@router.websocket("/api/v1/ws")
async def live(websocket: WebSocket) -> None:
    """A cookie is honored only from our own pages; without one, the first message logs in."""
    edge = edge_of(websocket)
    try:
        require_same_origin(websocket)
    except CrossOrigin:
        await websocket.close()  # before the handshake: the client sees 403
        return
    try:
        principal = await _principal(websocket)
    except NotLoggedIn:
        await websocket.accept()
        await websocket.close(CLOSE_UNAUTHENTICATED, "The session has ended.")
        return
    await websocket.accept()
    connection = edge.hub.open(principal)
    session = Session(edge.hub, connection, edge.forwarder, edge.credentials)
    wire: Wire | None = websocket.scope["extensions"].get(EXTENSION)
    try:
        ended = await serve_connection(
            session,
            connection,
            _reader(websocket),
            wire.send_text if wire else _sender(websocket),
            login_seconds=LOGIN_SECONDS,
        )
    except ClientDisconnected:
        return
    if ended is not None and wire is not None:
        wire.close(*ended)
    elif ended is not None:
        await websocket.close(*ended)


async def _principal(websocket: WebSocket) -> Principal | None:
    return await by_cookie(websocket) if COOKIE in websocket.cookies else None


def _reader(websocket: WebSocket) -> Callable[[], Awaitable[str | None]]:
    async def read() -> str | None:
        """The next message; binary ones are read as text. `None` once the client has left."""
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        text: str | None = message.get("text")
        return text if text is not None else message["bytes"].decode(errors="replace")

    return read


def _sender(websocket: WebSocket) -> Callable[[bytes], Awaitable[None]]:
    async def send(frame: bytes) -> None:
        await websocket.send_text(frame.decode())

    return send
