"""The schema `gateway`: users and the secrets that speak for them, and watchlists."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    LargeBinary,
    RowMapping,
    Table,
    Text,
    Uuid,
    delete,
    insert,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.gateway.domain.credentials import ApiKey, Scope, Session, User
from services.gateway.domain.errors import EmailTaken
from services.gateway.ports import StorageAway, Work
from shared.db.away import answering
from shared.db.base import schema
from shared.kernel.ids import UserId

metadata = schema("gateway")
_Moment = DateTime(timezone=True)


def _owner(*, primary_key: bool = False, index: bool = False) -> Column[UUID]:
    return Column(
        "user_id",
        Uuid,
        ForeignKey("gateway.users.user_id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
        index=index,
    )


users = Table(
    "users",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("created_at", _Moment, nullable=False),
    CheckConstraint("email = lower(email)", name="email_lower"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    _owner(index=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("created_at", _Moment, nullable=False),
    Column("last_seen_at", _Moment, nullable=False),
    Column("expires_at", _Moment, nullable=False, index=True),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", Uuid, primary_key=True),
    _owner(index=True),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("created_at", _Moment, nullable=False),
    Column("revoked_at", _Moment),
    Column("scopes", ARRAY(Text), nullable=False, server_default="{account}"),
)

_KEY = [column for column in api_keys.c if column.name != "revoked_at"]

watchlists = Table(
    "watchlists",
    metadata,
    _owner(primary_key=True),
    Column("symbols", ARRAY(Text), nullable=False),
    Column("updated_at", _Moment, nullable=False),
)


class PostgresUsers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, user: User) -> None:
        try:
            await self._connection.execute(insert(users).values(**asdict(user)))
        except IntegrityError as error:
            raise EmailTaken from error

    async def by_email(self, email: str) -> User | None:
        found = await self._connection.execute(select(users).where(users.c.email == email))
        row = found.mappings().one_or_none()
        return None if row is None else User(**row)

    async def get(self, user_id: UserId) -> User | None:
        found = await self._connection.execute(select(users).where(users.c.user_id == user_id))
        row = found.mappings().one_or_none()
        return None if row is None else User(**row)

    async def rehash(self, user_id: UserId, password_hash: str) -> None:
        await self._connection.execute(
            update(users).where(users.c.user_id == user_id).values(password_hash=password_hash)
        )

    async def is_first(self, user_id: UserId) -> bool:
        first = select(users.c.user_id).order_by(users.c.created_at, users.c.user_id).limit(1)
        return (await self._connection.execute(first)).scalar_one_or_none() == user_id


class PostgresSessions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, session: Session) -> None:
        await self._connection.execute(insert(sessions).values(**asdict(session)))

    async def by_digest(self, digest: bytes, at: datetime) -> Session | None:
        found = await self._connection.execute(
            select(sessions).where(sessions.c.digest == digest, sessions.c.expires_at > at)
        )
        row = found.mappings().one_or_none()
        return None if row is None else Session(**row)

    async def extend(self, session_id: UUID, seen_at: datetime, expires_at: datetime) -> None:
        await self._connection.execute(
            update(sessions)
            .where(sessions.c.session_id == session_id)
            .values(last_seen_at=seen_at, expires_at=expires_at)
        )

    async def remove(self, session_id: UUID) -> None:
        await self._connection.execute(delete(sessions).where(sessions.c.session_id == session_id))

    async def remove_expired(self, at: datetime) -> None:
        await self._connection.execute(delete(sessions).where(sessions.c.expires_at <= at))


class PostgresApiKeys:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, key: ApiKey) -> None:
        await self._connection.execute(insert(api_keys).values(**asdict(key)))

    async def of(self, user_id: UserId) -> list[ApiKey]:
        found = await self._connection.execute(
            select(*_KEY)
            .where(api_keys.c.user_id == user_id, api_keys.c.revoked_at.is_(None))
            .order_by(api_keys.c.created_at, api_keys.c.key_id)
        )
        return [_api_key(row) for row in found.mappings()]

    async def by_digest(self, digest: bytes) -> ApiKey | None:
        found = await self._connection.execute(
            select(*_KEY).where(api_keys.c.digest == digest, api_keys.c.revoked_at.is_(None))
        )
        row = found.mappings().one_or_none()
        return None if row is None else _api_key(row)

    async def revoke(self, user_id: UserId, key_id: UUID, at: datetime) -> bool:
        changed = await self._connection.execute(
            update(api_keys)
            .where(
                api_keys.c.user_id == user_id,
                api_keys.c.key_id == key_id,
                api_keys.c.revoked_at.is_(None),
            )
            .values(revoked_at=at)
        )
        return changed.rowcount == 1


def _api_key(row: RowMapping) -> ApiKey:
    fields: dict[str, Any] = dict(row)
    fields["scopes"] = tuple(map(Scope, fields["scopes"]))
    return ApiKey(**fields)


class PostgresWatchlists:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, user_id: UserId) -> list[str]:
        found = await self._connection.execute(
            select(watchlists.c.symbols).where(watchlists.c.user_id == user_id)
        )
        return list(found.scalar_one_or_none() or ())

    async def put(self, user_id: UserId, symbols: Sequence[str], at: datetime) -> None:
        values = {"symbols": list(symbols), "updated_at": at}
        await self._connection.execute(
            upsert(watchlists)
            .values(user_id=user_id, **values)
            .on_conflict_do_update(index_elements=[watchlists.c.user_id], set_=values)
        )


class PostgresWork:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.users = PostgresUsers(connection)
        self.sessions = PostgresSessions(connection)
        self.api_keys = PostgresApiKeys(connection)
        self.watchlists = PostgresWatchlists(connection)

    async def ping(self) -> None:
        await self._connection.execute(select(1))

    async def still_valid(self, credential_ids: Collection[UUID], at: datetime) -> set[UUID]:
        open_sessions = select(sessions.c.session_id).where(
            sessions.c.session_id.in_(credential_ids), sessions.c.expires_at > at
        )
        live_keys = select(api_keys.c.key_id).where(
            api_keys.c.key_id.in_(credential_ids), api_keys.c.revoked_at.is_(None)
        )
        found = await self._connection.execute(union_all(open_sessions, live_keys))
        return set(found.scalars())


def transactions(engine: AsyncEngine) -> Callable[[], AbstractAsyncContextManager[Work]]:
    @asynccontextmanager
    async def begin() -> AsyncGenerator[Work]:
        async with answering(_away), engine.begin() as connection:
            yield PostgresWork(connection)

    return begin


def _away() -> StorageAway:
    return StorageAway("The database does not answer. Please try again.")
