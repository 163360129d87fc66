"""How services know for whom they work: a short-lived token that the gateway signs.

Nothing behind the gateway trusts a header that anybody could write, and every query of a
service is scoped by the user that the token names.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from time import time
from typing import Annotated
from uuid import UUID

import jwt
from fastapi import Depends, Request

from shared.kernel.errors import Unauthenticated
from shared.kernel.ids import UserId

LIFETIME = timedelta(seconds=60)
TOKENS_KEPT_MAX = 4_096
REFUSED = "The internal token is missing, forged or too old."
_ALGORITHM = "HS256"
_AUDIENCE = "thor"
SERVICE_USER = UUID(int=0)
"""The user of calls that a service makes in its own name; owns nothing."""


def sign(secret: str, user_id: UUID, *, now: datetime) -> str:
    """A bearer token for `user_id`, good for `LIFETIME` from `now`."""
    claims = {"sub": str(user_id), "aud": _AUDIENCE, "iat": now, "exp": now + LIFETIME}
    return jwt.encode(claims, secret, algorithm=_ALGORITHM)


def verify(secret: str, token: str) -> UserId:
    """The user a token names. Raises `Unauthenticated` where it is forged or too old."""
    user, expires = _signed(secret, token)
    if time() >= expires:
        raise Unauthenticated(REFUSED)
    return user


# The gateway sends a user's token with every request for half its life; its signature need be
# checked once. What is refused is not kept.
@lru_cache(maxsize=TOKENS_KEPT_MAX)
def _signed(secret: str, token: str) -> tuple[UserId, float]:
    """Whom a token names, and until when."""
    try:
        claims = jwt.decode(token, secret, algorithms=[_ALGORITHM], audience=_AUDIENCE)
        return UserId(UUID(claims["sub"])), float(claims["exp"])
    except (jwt.InvalidTokenError, KeyError, ValueError) as error:
        raise Unauthenticated(REFUSED) from error


async def current_user(request: Request) -> UserId:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("This service answers only to the gateway.")
    return verify(request.app.state.internal_secret, token)


async def current_service(user: Annotated[UserId, Depends(current_user)]) -> None:
    """Lets only calls between services through."""
    if user != SERVICE_USER:
        raise Unauthenticated("This address is for the services themselves.")


CurrentUser = Annotated[UserId, Depends(current_user)]


def authorization(secret: str, user_id: UUID) -> dict[str, str]:
    """The header of a call made now in the name of `user_id`."""
    return {"authorization": f"Bearer {sign(secret, user_id, now=datetime.now(UTC))}"}
