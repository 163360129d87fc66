"""Request and response bodies of the gateway's own routes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from services.gateway.domain.credentials import ApiKey, Scope, User
from shared.contracts.event import Amount
from shared.contracts.websocket import ServerMessage
from shared.contracts.websocket_commands import ClientMessage
from shared.kernel.enums import AccountKind, AccountStatus

PASSWORD_LENGTH_MIN = 10
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_SYMBOL = re.compile(r"[!-~]{1,32}")


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value.strip()):
        raise PydanticCustomError("email", "This is not an email address.")
    return value.strip()


def _symbol(value: str) -> str:
    if not _SYMBOL.fullmatch(value.strip()):
        raise PydanticCustomError("symbol", "A symbol has 1 to 32 letters, digits or signs.")
    return value.strip().upper()


Email = Annotated[
    str,
    Field(max_length=254, json_schema_extra={"format": "email"}),
    AfterValidator(_email),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RegisterBody(_Body):
    email: Email
    password: str = Field(min_length=PASSWORD_LENGTH_MIN, max_length=256)
    display_name: str | None = Field(None, max_length=80)


class LoginBody(_Body):
    email: Email
    password: str = Field(min_length=1, max_length=256)


class ApiKeyBody(_Body):
    """`account` lets the key do what its user may; `quotes:write` lets it push quotes, and only
    the first user of this Thor may make such a key."""

    name: str = Field(min_length=1, max_length=80)
    scopes: list[Scope] = Field([Scope.ACCOUNT], min_length=1, max_length=len(Scope))

    def unique_scopes(self) -> tuple[Scope, ...]:
        return tuple(dict.fromkeys(self.scopes))


class WatchlistBody(_Body):
    symbols: list[Annotated[str, AfterValidator(_symbol)]] = Field(max_length=200)

    def unique(self) -> list[str]:
        return list(dict.fromkeys(self.symbols))


class UserView(BaseModel):
    user_id: UUID
    email: str
    display_name: str
    created_at: datetime

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(
            user_id=user.user_id,
            email=user.email,
            display_name=user.display_name,
            created_at=user.created_at,
        )


class AccountSummary(BaseModel):
    account_id: UUID
    name: str
    kind: AccountKind
    currency: str
    status: AccountStatus
    starting_balance: Amount
    cash: Amount
    reserved: Amount
    buying_power: Amount
    opened_at: datetime


class Me(BaseModel):
    """Who is logged in. `accounts_known` is False while the orders service cannot be asked:
    then `accounts` is empty whatever there is."""

    user: UserView
    accounts: list[AccountSummary]
    accounts_known: bool

    @classmethod
    def of(cls, user: User, accounts: list[dict[str, Any]] | None) -> Self:
        return cls(
            user=UserView.of(user),
            accounts=[AccountSummary.model_validate(account) for account in accounts or ()],
            accounts_known=accounts is not None,
        )


class ApiKeyView(BaseModel):
    """`prefix` is the readable start of the key."""

    key_id: UUID
    name: str
    prefix: str
    created_at: datetime
    scopes: list[Scope]

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        return cls(
            key_id=key.key_id,
            name=key.name,
            prefix=key.prefix,
            created_at=key.created_at,
            scopes=list(key.scopes),
        )


class NewApiKey(BaseModel):
    """`secret` is the key itself, shown this once and stored nowhere."""

    api_key: ApiKeyView
    secret: str


class ApiKeyList(BaseModel):
    api_keys: list[ApiKeyView]


class Watchlist(BaseModel):
    symbols: list[str]


class SocketMessages(BaseModel):
    """Every message of `/api/v1/ws`, so that clients generated from this document know them."""

    client: list[ClientMessage]
    server: list[ServerMessage]
