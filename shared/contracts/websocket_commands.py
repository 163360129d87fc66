"""What a client sends on `/api/v1/ws`, told apart by `op` and `ch`. The answers: `websocket`."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Discriminator, Field, Tag

from shared.kernel.enums import Resolution


class Authenticate(BaseModel, frozen=True, extra="forbid"):
    """First message of a client without a session cookie, within 10 seconds of `hello`."""

    op: Literal["auth"]
    api_key: str


class SubscribePortfolio(BaseModel, frozen=True, extra="forbid"):
    op: Literal["sub"]
    ch: Literal["portfolio"]
    account_id: UUID


class SubscribeOrders(BaseModel, frozen=True, extra="forbid"):
    """Orders and fills of one account."""

    op: Literal["sub"]
    ch: Literal["orders"]
    account_id: UUID


class SubscribeQuotes(BaseModel, frozen=True, extra="forbid"):
    """Replaces the symbols that this connection follows; `["*"]` is all of them."""

    op: Literal["sub"]
    ch: Literal["quotes"]
    symbols: list[str] = Field(max_length=2000)


class SubscribeBars(BaseModel, frozen=True, extra="forbid"):
    """Bars of one symbol in one resolution, in addition to those followed already."""

    op: Literal["sub"]
    ch: Literal["bars"]
    symbol: str = Field(min_length=1, max_length=64)
    resolution: Resolution


class UnsubscribePortfolio(BaseModel, frozen=True, extra="forbid"):
    op: Literal["unsub"]
    ch: Literal["portfolio"]
    account_id: UUID


class UnsubscribeOrders(BaseModel, frozen=True, extra="forbid"):
    op: Literal["unsub"]
    ch: Literal["orders"]
    account_id: UUID


class UnsubscribeQuotes(BaseModel, frozen=True, extra="forbid"):
    op: Literal["unsub"]
    ch: Literal["quotes"]


class UnsubscribeBars(BaseModel, frozen=True, extra="forbid"):
    op: Literal["unsub"]
    ch: Literal["bars"]
    symbol: str
    resolution: Resolution


class Ping(BaseModel, frozen=True, extra="forbid"):
    op: Literal["ping"]


Subscribe = SubscribePortfolio | SubscribeOrders | SubscribeQuotes | SubscribeBars
Unsubscribe = UnsubscribePortfolio | UnsubscribeOrders | UnsubscribeQuotes | UnsubscribeBars


def _kind(message: object) -> str:
    """What a message is, such as `sub quotes`."""
    if isinstance(message, BaseModel):
        message = message.model_dump(include={"op", "ch"})
    if not isinstance(message, dict):
        return ""
    return " ".join(str(message[name]) for name in ("op", "ch") if name in message)


# One flat union: OpenAPI cannot describe a choice by `op` and then by `ch`.
ClientMessage = Annotated[
    Annotated[Authenticate, Tag("auth")]
    | Annotated[SubscribePortfolio, Tag("sub portfolio")]
    | Annotated[SubscribeOrders, Tag("sub orders")]
    | Annotated[SubscribeQuotes, Tag("sub quotes")]
    | Annotated[SubscribeBars, Tag("sub bars")]
    | Annotated[UnsubscribePortfolio, Tag("unsub portfolio")]
    | Annotated[UnsubscribeOrders, Tag("unsub orders")]
    | Annotated[UnsubscribeQuotes, Tag("unsub quotes")]
    | Annotated[UnsubscribeBars, Tag("unsub bars")]
    | Annotated[Ping, Tag("ping")],
    Discriminator(
        _kind,
        custom_error_type="unknown_message",
        custom_error_message="`op` is auth, ping, or sub or unsub with `ch` portfolio, orders, "
        "quotes or bars.",
    ),
]
