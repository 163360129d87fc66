"""What a user keeps at the edge: API keys and a watchlist."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from services.gateway.dependencies import EdgeDep, PrincipalDep, WorkDep
from services.gateway.domain.errors import SessionRequired
from services.gateway.handlers.api_keys import make_key, revoke_key
from services.gateway.schemas import (
    ApiKeyBody,
    ApiKeyList,
    ApiKeyView,
    NewApiKey,
    Watchlist,
    WatchlistBody,
)

router = APIRouter(prefix="/api/v1", tags=["personal"])


@router.post("/api-keys", status_code=201)
async def make_api_key(
    body: ApiKeyBody, principal: PrincipalDep, work: WorkDep, edge: EdgeDep
) -> NewApiKey:
    """Make an API key. A key cannot make keys: who revokes a stolen one must get rid of it."""
    if not principal.by_cookie:
        raise SessionRequired
    scopes = body.unique_scopes()
    key, secret = await make_key(principal.user_id, body.name, scopes, work, at=edge.clock.now())
    return NewApiKey(api_key=ApiKeyView.of(key), secret=secret)


@router.get("/api-keys")
async def list_api_keys(principal: PrincipalDep, work: WorkDep) -> ApiKeyList:
    keys = await work.api_keys.of(principal.user_id)
    return ApiKeyList(api_keys=[ApiKeyView.of(key) for key in keys])


@router.delete("/api-keys/{key_id}", status_code=204)
async def revoke_api_key(key_id: UUID, principal: PrincipalDep, edge: EdgeDep) -> None:
    """End a key and the websockets opened with it."""
    async with edge.transactions() as work:
        await revoke_key(principal.user_id, key_id, work, at=edge.clock.now())
    edge.credentials.forget(key_id)
    edge.hub.end_credential(key_id)


@router.get("/watchlist")
async def read_watchlist(principal: PrincipalDep, work: WorkDep) -> Watchlist:
    return Watchlist(symbols=await work.watchlists.get(principal.user_id))


@router.put("/watchlist")
async def replace_watchlist(
    body: WatchlistBody, principal: PrincipalDep, work: WorkDep, edge: EdgeDep
) -> Watchlist:
    symbols = body.unique()
    await work.watchlists.put(principal.user_id, symbols, edge.clock.now())
    return Watchlist(symbols=symbols)
