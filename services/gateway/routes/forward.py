"""Everything under /api that belongs to another service. Plain ASGI: no parsing of what is only
passed on."""

from __future__ import annotations

from string import punctuation
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.dependencies import edge_of, limit, principal_for
from services.gateway.domain.errors import AnswerLost, ServiceAway
from services.gateway.domain.routing import PUSHED_QUOTES, ForwardTable, Match
from services.gateway.ports import Answer
from services.gateway.routes.middleware import TooLarge
from shared.http.errors import problem, refusal
from shared.kernel.errors import Refusal

_PASSED_ON = ("content-type", "accept", "if-match", "if-none-match", "idempotency-key")
_NOT_PASSED_BACK = frozenset((b"set-cookie", b"x-request-id"))


class ForwardMiddleware:
    """Stands in front of the framework: what is only passed on needs none of its routing."""

    def __init__(self, app: ASGIApp, table: ForwardTable) -> None:
        self._app = app
        self._table = table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match = self._table.match(scope["path"]) if scope["type"] == "http" else None
        if match is None:
            await self._app(scope, receive, send)
            return
        try:
            response = await _answer(Request(scope, receive), match)
        except AnswerLost as error:
            response = problem(502, error.code, error.detail, extra={"service": error.service})
        except ServiceAway as error:
            response = problem(503, error.code, error.detail, extra={"service": error.service})
        except TooLarge as error:
            response = problem(413, "too_large", str(error.detail))
        except Refusal as error:
            response = refusal(error)
        except ClientDisconnect:
            return  # nobody is left to answer
        await response(scope, receive, send)


async def _answer(request: Request, match: Match) -> Response:
    path, method = request.scope["path"], request.method
    if method not in match.forward.methods:
        allowed = ", ".join(sorted(match.forward.methods))
        detail = f"{path} answers to {allowed}."
        return problem(405, "method_not_allowed", detail, headers={"Allow": allowed})
    edge = edge_of(request)
    principal = await principal_for(match.forward.scope, request)
    if method == "POST" and match.forward.enters_orders:
        limit(edge.limits.orders, str(principal.user_id), edge.now(), "orders")
    if match.forward is PUSHED_QUOTES:
        limit(edge.limits.pushes, str(principal.user_id), edge.now(), "pushes of quotes")
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
