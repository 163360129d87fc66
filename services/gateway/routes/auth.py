"""Registering, logging in and out."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from services.gateway.dependencies import (
    COOKIE,
    Edge,
    EdgeDep,
    PrincipalDep,
    address_of,
    limit,
    own_pages_only,
)
from services.gateway.domain.credentials import normalized_email
from services.gateway.handlers import users
from services.gateway.handlers.accounts import accounts_of
from services.gateway.schemas import LoginBody, Me, RegisterBody

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])
_OPEN = {"security": list[dict[str, list[str]]]()}


@router.post(
    "/register", status_code=201, dependencies=[Depends(own_pages_only)], openapi_extra=_OPEN
)
async def register(body: RegisterBody, request: Request, response: Response, edge: EdgeDep) -> Me:
    """Make a user, log them in and open their first account."""
    limit(edge.limits.register, address_of(request), edge.now(), "registrations")
    logged_in = await users.register(
        body.email,
        body.password,
        body.display_name,
        transactions=edge.transactions,
        passwords=edge.passwords,
        at=edge.clock.now(),
        lifetime=edge.session_lifetime,
    )
    _set_cookie(response, logged_in.token, edge)
    accounts = await accounts_of(logged_in.user.user_id, edge.forwarder)
    return Me.of(logged_in.user, accounts)


@router.post("/login", dependencies=[Depends(own_pages_only)], openapi_extra=_OPEN)
async def log_in(body: LoginBody, request: Request, response: Response, edge: EdgeDep) -> Me:
    """Start a session. One answer for an unknown email and for a wrong password."""
    address = address_of(request)
    limit(edge.limits.login_address, address, edge.now(), "logins")
    key = f"{address} {normalized_email(body.email)}"
    limit(edge.limits.login, key, edge.now(), "logins")
    logged_in = await users.log_in(
        body.email,
        body.password,
        transactions=edge.transactions,
        passwords=edge.passwords,
        at=edge.clock.now(),
        lifetime=edge.session_lifetime,
    )
    _set_cookie(response, logged_in.token, edge)
    accounts = await accounts_of(logged_in.user.user_id, edge.forwarder)
    return Me.of(logged_in.user, accounts)


@router.post("/logout", status_code=204)
async def log_out(response: Response, principal: PrincipalDep, edge: EdgeDep) -> None:
    """End the session and its websockets. Does nothing to an API key: those are revoked."""
    if principal.by_cookie:
        async with edge.transactions() as work:
            await work.sessions.remove(principal.credential_id)
        edge.credentials.forget(principal.credential_id)
        edge.hub.end_credential(principal.credential_id)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=edge.cookie_secure)


@router.get("/me")
async def me(principal: PrincipalDep, edge: EdgeDep) -> Me:
    """Who is logged in, and their accounts."""
    user = await users.who_is(principal.user_id, transactions=edge.transactions)
    return Me.of(user, await accounts_of(user.user_id, edge.forwarder))


def _set_cookie(response: Response, token: str, edge: Edge) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(edge.session_lifetime.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=edge.cookie_secure,
    )
