"""Everything under /api that belongs to another service. Plain ASGI: no parsing of what is only
passed on."""

from __future__ import annotations

from string import punctuation
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.gateway.dependencies import edge_of, limit, principal_of
from services.gateway.domain.errors import AnswerLost
from services.gateway.domain.routing import ForwardTable
from services.gateway.ports import Answer
from shared.http.errors import problem
from shared.kernel.errors import NotFound

_PASSED_ON = ("content-type", "accept", "if-match", "if-none-match", "idempotency-key")
_NOT_PASSED_BACK = frozenset((b"set-cookie", b"x-request-id"))
_ORDER_ENTRY = ("POST", "/api/v1/orders")


class ForwardEndpoint:
    def __init__(self, table: ForwardTable) -> None:
        self._table = table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except AnswerLost as error:
            response = problem(502, error.code, error.detail, extra={"service": error.service})
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path, method = request.scope["path"], request.method
        match = self._table.match(path)
        if match is None:
            raise NotFound(f"There is nothing at {path}.")
        if method not in match.forward.methods:
            allowed = ", ".join(sorted(match.forward.methods))
            raise HTTPException(405, f"{path} answers to {allowed}.", {"Allow": allowed})
        edge = edge_of(request)
        principal = await principal_of(request)
        if (method, path) == _ORDER_ENTRY:
            limit(edge.limits.orders, str(principal.user_id), edge.now(), "orders")
        answer = await edge.forwarder.forward(
            principal.user_id,
            match,
            method,
            _target(path, request.scope["query_string"]),
            headers=_headers(request),
            body=await request.body(),
        )
        return _response(answer)


def _target(path: str, query: bytes) -> str:
    """A matched path needs no quoting; of the query, whatever no URL may contain is quoted."""
    return f"{path}?{quote(query, safe=punctuation)}" if query else path


def _headers(request: Request) -> dict[str, str]:
    headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
    headers["x-request-id"] = request.state.request_id
    headers["traceparent"] = request.state.traceparent
    return headers


def _response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status)
    response.raw_headers = [
        (b"content-length", str(len(answer.body)).encode()),
        *(
            (name.lower(), value)
            for name, value in answer.headers
            if name.lower() not in _NOT_PASSED_BACK
        ),
    ]
    return response
