"""From a cookie or a bearer key to the user it speaks for."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.domain.credentials import API_KEY_PREFIX, Principal, digest
from services.gateway.domain.errors import NotLoggedIn
from services.gateway.ports import Transactions
from shared.clock import Clock

_CACHED_FOR = timedelta(seconds=5)
_CACHED_MAX = 10_000
_EXTENDED_EVERY = timedelta(minutes=5)


class Credentials:
    """Resolves credentials, remembering each for five seconds.

    A logout or a revocation is immediate in this process and takes at most those five
    seconds in another replica.
    """

    def __init__(
        self, transactions: Transactions, clock: Clock, *, session_lifetime: timedelta
    ) -> None:
        self._transactions = transactions
        self._clock = clock
        self._session_lifetime = session_lifetime
        self._known: OrderedDict[bytes, tuple[datetime, Principal]] = OrderedDict()

    async def by_session(self, token: str) -> Principal:
        """Raises `NotLoggedIn` where the session is unknown, ended or expired."""
        return self._cached(digest(token)) or await self._load_session(digest(token))

    async def by_api_key(self, key: str) -> Principal:
        """Raises `NotLoggedIn` where the key is unknown or revoked."""
        if not key.startswith(API_KEY_PREFIX):
            raise NotLoggedIn
        return self._cached(digest(key)) or await self._load_api_key(digest(key))

    def forget(self, credential_id: UUID) -> None:
        """The credential has been ended: do not honor what is remembered of it."""
        gone = [
            secret
            for secret, (_, principal) in self._known.items()
            if principal.credential_id == credential_id
        ]
        for secret in gone:
            del self._known[secret]

    def _cached(self, secret: bytes) -> Principal | None:
        found = self._known.get(secret)
        if found is None or found[0] <= self._clock.now():
            return None
        return found[1]

    async def _load_session(self, secret: bytes) -> Principal:
        now = self._clock.now()
        async with self._transactions() as work:
            session = await work.sessions.by_digest(secret, now)
            if session is None:
                raise NotLoggedIn
            if now - session.last_seen_at >= _EXTENDED_EVERY:
                await work.sessions.extend(
                    session.session_id, now, expires_at=now + self._session_lifetime
                )
        principal = Principal(session.user_id, session.session_id, by_cookie=True)
        self._remember(secret, principal, until=min(now + _CACHED_FOR, session.expires_at))
        return principal

    async def _load_api_key(self, secret: bytes) -> Principal:
        async with self._transactions() as work:
            key = await work.api_keys.by_digest(secret)
        if key is None:
            raise NotLoggedIn
        principal = Principal(key.user_id, key.key_id, by_cookie=False, scopes=key.scopes)
        self._remember(secret, principal, until=self._clock.now() + _CACHED_FOR)
        return principal

    def _remember(self, secret: bytes, principal: Principal, *, until: datetime) -> None:
        self._known[secret] = (until, principal)
        self._known.move_to_end(secret)
        if len(self._known) > _CACHED_MAX:
            self._known.popitem(last=False)
