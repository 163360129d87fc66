"""What the use cases need from outside: storage, the services, and the streams' side keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.gateway.domain.credentials import ApiKey, Session, User
from services.gateway.domain.routing import Service
from shared.contracts.market_data import FeedStatus, Instrument, Quote
from shared.kernel.errors import Unavailable
from shared.kernel.ids import UserId


class Users(Protocol):
    async def add(self, user: User) -> None:
        """Raises `EmailTaken`. The database decides: of two racing registrations one wins."""
        ...

    async def by_email(self, email: str) -> User | None: ...

    async def get(self, user_id: UserId) -> User | None: ...

    async def rehash(self, user_id: UserId, password_hash: str) -> None: ...

    async def is_first(self, user_id: UserId) -> bool:
        """Whether nobody registered before this user."""
        ...


class Sessions(Protocol):
    async def add(self, session: Session) -> None: ...

    async def by_digest(self, digest: bytes, at: datetime) -> Session | None:
        """The session, unless it has expired by `at`."""
        ...

    async def extend(self, session_id: UUID, seen_at: datetime, expires_at: datetime) -> None: ...

    async def remove(self, session_id: UUID) -> None: ...

    async def remove_expired(self, at: datetime) -> None: ...


class ApiKeys(Protocol):
    async def add(self, key: ApiKey) -> None: ...

    async def of(self, user_id: UserId) -> list[ApiKey]:
        """The user's keys that are not revoked, oldest first."""
        ...

    async def by_digest(self, digest: bytes) -> ApiKey | None: ...

    async def revoke(self, user_id: UserId, key_id: UUID, at: datetime) -> bool:
        """Whether there was such a key to revoke."""
        ...


class Watchlists(Protocol):
    async def get(self, user_id: UserId) -> list[str]: ...

    async def put(self, user_id: UserId, symbols: Sequence[str], at: datetime) -> None: ...


class Work(Protocol):
    """What one transaction may touch. It commits when its block ends without an error."""

    @property
    def users(self) -> Users: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def api_keys(self) -> ApiKeys: ...

    @property
    def watchlists(self) -> Watchlists: ...

    async def ping(self) -> None:
        """Raises nothing where the database answers."""
        ...

    async def still_valid(self, credential_ids: Collection[UUID], at: datetime) -> set[UUID]:
        """Those sessions and API keys among `credential_ids` that still speak for their user."""
        ...


class StorageAway(Unavailable):
    """The database does not answer at the moment; nothing was recorded."""

    code = "storage_unavailable"


Transactions = Callable[[], AbstractAsyncContextManager[Work]]
"""Opens one transaction. Raises `StorageAway`."""


class Passwords(Protocol):
    async def hash(self, password: str) -> str: ...

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether they match. `None`, for nobody, takes as long as a wrong password does."""
        ...

    def outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with weaker settings than today's."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered, whole."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Upstreams(Protocol):
    async def send(
        self,
        service: Service,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
    ) -> Answer:
        """Ask a service. `target` is the path, quoted, with the query. Raises `ServiceAway`
        where it could not be reached and `AnswerLost` where it broke off afterwards."""
        ...


class StreamsAway(Exception):
    """The server that carries the streams does not answer at the moment."""


class Interest(Protocol):
    """Tells the portfolio service which accounts somebody looks at. Raises `StreamsAway`."""

    async def ping(self) -> None: ...

    async def announce(self, account_ids: Collection[str], at: datetime) -> None: ...

    async def ring(self, account_ids: Collection[str]) -> None:
        """Ask for a full update of each account now."""
        ...


@dataclass(frozen=True, slots=True)
class Market:
    """What livedata keeps beside its stream."""

    quotes: list[Quote]
    instruments: list[Instrument]
    feed: list[FeedStatus]


LoadMarket = Callable[[], Awaitable[Market]]
"""Raises `StreamsAway`."""
