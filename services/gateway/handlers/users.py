"""Registering, logging in and out. Password hashing happens outside transactions: it takes
tens of milliseconds of processor time, in which a connection would lie idle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from services.gateway.domain.credentials import (
    Session,
    User,
    digest,
    new_session_token,
    normalized_email,
)
from services.gateway.domain.errors import NotLoggedIn, WrongCredentials
from services.gateway.ports import Passwords, Transactions, Work
from shared.kernel.ids import UserId


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """`token` is the session's secret: it leaves as a cookie and is kept only as a digest."""

    user: User
    token: str


async def register(
    email: str,
    password: str,
    display_name: str | None,
    *,
    transactions: Transactions,
    passwords: Passwords,
    at: datetime,
    lifetime: timedelta,
) -> LoggedIn:
    """Add a user and log them in. Raises `EmailTaken`."""
    address = normalized_email(email)
    user = User(
        user_id=UserId(uuid4()),
        email=address,
        password_hash=await passwords.hash(password),
        display_name=(display_name or "").strip() or address.partition("@")[0],
        created_at=at,
    )
    async with transactions() as work:
        await work.users.add(user)
        token = await _open_session(user, work, at=at, lifetime=lifetime)
    return LoggedIn(user, token)


async def log_in(
    email: str,
    password: str,
    *,
    transactions: Transactions,
    passwords: Passwords,
    at: datetime,
    lifetime: timedelta,
) -> LoggedIn:
    """Raises `WrongCredentials`, after the same time, for an unknown email as for a wrong
    password."""
    async with transactions() as work:
        user = await work.users.by_email(normalized_email(email))
    matches = await passwords.verify(user.password_hash if user else None, password)
    if user is None or not matches:
        raise WrongCredentials
    outdated = passwords.outdated(user.password_hash)
    stronger = await passwords.hash(password) if outdated else None
    async with transactions() as work:
        if stronger is not None:
            await work.users.rehash(user.user_id, stronger)
        token = await _open_session(user, work, at=at, lifetime=lifetime)
    return LoggedIn(user, token)


async def who_is(user_id: UserId, *, transactions: Transactions) -> User:
    async with transactions() as work:
        user = await work.users.get(user_id)
    if user is None:
        raise NotLoggedIn
    return user


async def _open_session(user: User, work: Work, *, at: datetime, lifetime: timedelta) -> str:
    token = new_session_token()
    await work.sessions.add(
        Session(
            session_id=uuid4(),
            user_id=user.user_id,
            digest=digest(token),
            created_at=at,
            last_seen_at=at,
            expires_at=at + lifetime,
        )
    )
    return token
