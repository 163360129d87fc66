"""`/api/v1/quotes/stream`: batches of quotes over one connection, each answered before the next
is read, so that a program which pushes faster than quotes can be taken is held back."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, WebSocket

from services.gateway.dependencies import (
    Edge,
    by_bearer,
    edge_of,
    require_same_origin,
    require_scope,
)
from services.gateway.domain.credentials import Principal, Scope
from services.gateway.domain.errors import AnswerLost, NotLoggedIn, ServiceAway
from services.gateway.domain.routing import PUSHED_QUOTES
from shared.contracts.websocket import CLOSE_UNAUTHENTICATED
from shared.http.errors import refusal
from shared.kernel.errors import Refusal

_JSON = {"content-type": "application/json"}

router = APIRouter()


@router.websocket(f"{PUSHED_QUOTES.template}/stream")
async def push(websocket: WebSocket) -> None:
    """Every message is the body of a `POST /api/v1/quotes`, and is answered with its answer. The
    API key comes as a bearer token with the handshake, which is refused without it."""
    edge = edge_of(websocket)
    try:
        require_same_origin(websocket)
        await _pusher(websocket)
    except Refusal as error:
        await websocket.send_denial_response(refusal(error))
        return
    await websocket.accept()
    try:
        while (message := await websocket.receive())["type"] != "websocket.disconnect":
            principal = await _pusher(websocket)  # keys are revoked while connections stay
            batch = message.get("bytes") or (message.get("text") or "").encode()
            await websocket.send_text((await _take(batch, principal, edge)).decode())
    except NotLoggedIn:
        await websocket.close(CLOSE_UNAUTHENTICATED, "The API key was revoked.")


async def _pusher(websocket: WebSocket) -> Principal:
    principal = await by_bearer(websocket)
    require_scope(Scope.PUSH_QUOTES, principal)
    return principal


async def _take(batch: bytes, principal: Principal, edge: Edge) -> bytes:
    if wait := edge.limits.pushes.take(str(principal.user_id), edge.now()):
        await asyncio.sleep(wait)
    try:
        answer = await edge.forwarder.ask(
            principal.user_id,
            PUSHED_QUOTES.service,
            "POST",
            PUSHED_QUOTES.template,
            headers=_JSON,
            body=batch,
        )
    except (ServiceAway, AnswerLost) as error:
        return bytes(refusal(error).body)
    return answer.body
