"""What the API says of itself."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from orjson import dumps

from services.gateway.dependencies import EdgeDep
from services.gateway.handlers.document import public_document
from services.gateway.schemas import SocketMessages
from shared.contracts.websocket import Heartbeat
from shared.contracts.websocket_commands import Ping

router = APIRouter(prefix="/api/v1", tags=["document"])


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request, edge: EdgeDep) -> Response:
    """The whole public API: the gateway's routes and those of the services behind it."""
    document = await public_document(request.app.openapi(), edge.upstreams)
    return Response(dumps(document), media_type="application/json")


@router.get("/_ws_schema", openapi_extra={"security": []})
async def websocket_messages(edge: EdgeDep) -> SocketMessages:
    """Describes the messages of the websocket at `/api/v1/ws`; answers with an example each."""
    heartbeat = Heartbeat(type="heartbeat", server_time=edge.clock.now())
    return SocketMessages(client=[Ping(op="ping")], server=[heartbeat])
