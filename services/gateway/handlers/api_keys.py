"""API keys: made, listed and revoked by the user they speak for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from services.gateway.domain.credentials import (
    API_KEY_SHOWN,
    ApiKey,
    Scope,
    digest,
    new_api_key,
)
from services.gateway.domain.errors import OwnerRequired, TooManyKeys
from services.gateway.ports import Work
from shared.kernel.errors import NotFound
from shared.kernel.ids import UserId

KEYS_MAX = 20


async def make_key(
    user_id: UserId, name: str, scopes: tuple[Scope, ...], work: Work, *, at: datetime
) -> tuple[ApiKey, str]:
    """A new key, and its secret, which nobody can read again. Raises `TooManyKeys`, and
    `OwnerRequired` where somebody but the first user wants to push quotes."""
    if Scope.PUSH_QUOTES in scopes and not await work.users.is_first(user_id):
        raise OwnerRequired
    if len(await work.api_keys.of(user_id)) >= KEYS_MAX:
        raise TooManyKeys(KEYS_MAX)
    secret = new_api_key()
    key = ApiKey(
        key_id=uuid4(),
        user_id=user_id,
        name=name,
        prefix=secret[:API_KEY_SHOWN],
        digest=digest(secret),
        created_at=at,
        scopes=scopes,
    )
    await work.api_keys.add(key)
    return key, secret


async def revoke_key(user_id: UserId, key_id: UUID, work: Work, *, at: datetime) -> None:
    """Raises `NotFound` where the user has no such key."""
    if not await work.api_keys.revoke(user_id, key_id, at):
        raise NotFound("You have no such API key.")
