"""What a route may ask for: who is asking, the edge's parts, one transaction."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from services.gateway.domain.credentials import Principal, Scope
from services.gateway.domain.errors import CrossOrigin, NotLoggedIn, ScopeMissing
from services.gateway.domain.limits import TokenBuckets
from services.gateway.domain.origin import same_origin
from services.gateway.handlers.credentials import Credentials
from services.gateway.handlers.forwarding import Forwarder
from services.gateway.handlers.live.hub import Hub
from services.gateway.ports import Passwords, Transactions, Upstreams, Work
from shared.clock import Clock
from shared.kernel.errors import TooMany

COOKIE = "thor_session"
_SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))


@dataclass(slots=True)
class Limits:
    """Attempts at passwords are counted per email and address, and per address alone."""

    login: TokenBuckets
    login_address: TokenBuckets
    register: TokenBuckets
    orders: TokenBuckets
    pushes: TokenBuckets


@dataclass(slots=True)
class Edge:
    """Everything the routes of one process share; `app.state.edge`."""

    clock: Clock
    now: Callable[[], float]
    """Seconds of a clock that only moves forward, for rates and timeouts."""
    transactions: Transactions
    passwords: Passwords
    credentials: Credentials
    forwarder: Forwarder
    upstreams: Upstreams
    hub: Hub
    limits: Limits
    session_lifetime: timedelta
    cookie_secure: bool


def edge_of(connection: HTTPConnection) -> Edge:
    edge: Edge = connection.app.state.edge
    return edge


def edge(request: Request) -> Edge:
    return edge_of(request)


def require_same_origin(connection: HTTPConnection) -> None:
    """Raises `CrossOrigin` for a request that another site's page made."""
    headers = connection.headers
    if not same_origin(
        headers.get("host", ""), headers.get("origin"), headers.get("sec-fetch-site")
    ):
        raise CrossOrigin


def own_pages_only(request: Request) -> None:
    require_same_origin(request)


async def principal_of(request: Request) -> Principal:
    """Who asks, with a credential that is good for the account."""
    return await principal_for(Scope.ACCOUNT, request)


async def principal_for(scope: Scope, request: Request) -> Principal:
    """Who asks, by API key or by cookie. What a cookie may change it may change only from our
    own pages: a browser sends it along wherever the request comes from. Raises `ScopeMissing`
    where the credential is good, but not for `scope`."""
    if "authorization" in request.headers:
        principal = await by_bearer(request)
    else:
        if request.method not in _SAFE_METHODS:
            require_same_origin(request)
        principal = await by_cookie(request)
    require_scope(scope, principal)
    return principal


def require_scope(scope: Scope, principal: Principal) -> None:
    if scope not in principal.scopes:
        raise ScopeMissing(scope)


async def by_bearer(connection: HTTPConnection) -> Principal:
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotLoggedIn
    return await edge_of(connection).credentials.by_api_key(key.strip())


async def by_cookie(connection: HTTPConnection) -> Principal:
    token = connection.cookies.get(COOKIE)
    if not token:
        raise NotLoggedIn
    return await edge_of(connection).credentials.by_session(token)


def limit(buckets: TokenBuckets, key: str, now: float, what: str) -> None:
    """Raises `TooMany` where `key` has used up its tokens."""
    if wait := buckets.take(key, now):
        raise TooMany(f"Too many {what}. Try again in {wait} s.", retry_after_seconds=wait)


def address_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


EdgeDep = Annotated[Edge, Depends(edge)]
PrincipalDep = Annotated[Principal, Depends(principal_of)]


async def work_in_transaction(edge: EdgeDep) -> AsyncGenerator[Work]:
    async with edge.transactions() as work:
        yield work


# "function": commit before the response leaves.
WorkDep = Annotated[Work, Depends(work_in_transaction, scope="function")]
