"""Users, and the secrets that speak for them. Secrets are shown once and kept as a digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID, uuid5

from shared.kernel.ids import UserId

API_KEY_PREFIX = "thor_"
API_KEY_SHOWN = len(API_KEY_PREFIX) + 6
"""How much of an API key is kept readable, so that its owner can tell it from others."""


class Scope(StrEnum):
    """What a credential is good for. A session is good for `account` and nothing else."""

    ACCOUNT = "account"
    """Everything its user may see and do."""
    PUSH_QUOTES = "quotes:write"
    """Pushing quotes, which everybody on this Thor then trades on."""


@dataclass(frozen=True, slots=True)
class User:
    user_id: UserId
    email: str
    password_hash: str
    display_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    session_id: UUID
    user_id: UserId
    digest: bytes
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    key_id: UUID
    user_id: UserId
    name: str
    prefix: str
    digest: bytes
    created_at: datetime
    scopes: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, and by which session or key: the credential's id lets it be ended."""

    user_id: UserId
    credential_id: UUID
    by_cookie: bool
    scopes: tuple[Scope, ...] = (Scope.ACCOUNT,)


def normalized_email(email: str) -> str:
    """Emails are told apart without regard to case, as people do."""
    return email.strip().lower()


def new_session_token() -> str:
    return token_urlsafe(32)


def new_api_key() -> str:
    return API_KEY_PREFIX + token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is stored of a session token or an API key. Both are random and long: no salt or
    slow hash is needed against guessing."""
    return sha256(secret.encode()).digest()


def first_account_id(user_id: UserId) -> UUID:
    """The client's id of a user's first account: asking twice opens one."""
    return uuid5(user_id, "first account")
