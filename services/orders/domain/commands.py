"""What may be asked of the book. Frozen, complete, and free of HTTP."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from hashlib import sha256
from uuid import uuid5

from services.orders.domain.terms import Exits, Terms
from shared.kernel.enums import OrderType, Side, TimeInForce
from shared.kernel.ids import AccountId, OrderId, Symbol, UserId

_ALWAYS_TERMS = (
    "quantity",
    "time_in_force",
    "limit_price",
    "stop_price",
    "trail_amount",
    "trail_percent",
)
"""The terms that count for the sameness of two commands whether they are given or not. What
came later counts only where it is given, so that a command sent before an upgrade and again
after it is still the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOrder:
    """The order id follows from account and `client_order_id`, so a repeated command is about
    the same order wherever it arrives."""

    user_id: UserId
    account_id: AccountId
    client_order_id: str
    symbol: Symbol
    side: Side
    type: OrderType
    terms: Terms
    extended_hours: bool = False
    hold_seconds: int | None = None
    """`None`: as the account's settings say."""
    exits: Exits | None = None

    @property
    def order_id(self) -> OrderId:
        return order_id_of(self.account_id, self.client_order_id)

    @property
    def fingerprint(self) -> bytes:
        """The same for two commands that ask for the same, however they write their numbers."""
        asked = (
            self.symbol,
            self.side.value,
            self.type.value,
            *(_canonical(getattr(self.terms, name)) for name in _ALWAYS_TERMS),
            self.extended_hours,
            self.hold_seconds,
            *(() if self.terms.notional is None else (_canonical(self.terms.notional),)),
            *(() if self.exits is None else self.exits.canonical()),
        )
        return sha256(repr(asked).encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceOrder:
    """New terms for a pending order; what is `None` stays as it is. `hold_seconds` starts the
    hold anew. A trail is an amount or a percentage: giving one takes the place of the other."""

    user_id: UserId
    order_id: OrderId
    expected_version: int | None = None
    quantity: Decimal | None = None
    notional: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_amount: Decimal | None = None
    trail_percent: Decimal | None = None
    time_in_force: TimeInForce | None = None
    hold_seconds: int | None = None

    @property
    def moves_the_stop(self) -> bool:
        return any(
            price is not None for price in (self.stop_price, self.trail_amount, self.trail_percent)
        )

    def revise(self, terms: Terms) -> Terms:
        asked = {field.name: getattr(self, field.name) for field in fields(terms)}
        given = {name: value for name, value in asked.items() if value is not None}
        if given.keys() & {"trail_amount", "trail_percent"}:
            terms = replace(terms, trail_amount=None, trail_percent=None)
        return replace(terms, **given)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOco:
    """Two exits of a position, of which one cancels the other. The client's id is that of the
    take profit, and names the group."""

    user_id: UserId
    account_id: AccountId
    client_order_id: str
    symbol: Symbol
    side: Side
    quantity: Decimal
    exits: Exits
    time_in_force: TimeInForce = TimeInForce.GTC
    extended_hours: bool = False

    @property
    def group_id(self) -> OrderId:
        return order_id_of(self.account_id, self.client_order_id)

    @property
    def fingerprint(self) -> bytes:
        asked = (
            "oco",
            self.symbol,
            self.side.value,
            _canonical(self.quantity),
            self.time_in_force.value,
            self.extended_hours,
            *self.exits.canonical(),
        )
        return sha256(repr(asked).encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    user_id: UserId
    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAll:
    """Every pending order of the account, or of one symbol in it."""

    user_id: UserId
    account_id: AccountId
    symbol: Symbol | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePosition:
    """Trade a position away at the market; with `flip`, as much again to the other side."""

    user_id: UserId
    account_id: AccountId
    client_order_id: str
    symbol: Symbol
    flip: bool = False

    @property
    def order_id(self) -> OrderId:
        return order_id_of(self.account_id, self.client_order_id)

    @property
    def fingerprint(self) -> bytes:
        return sha256(repr(("flip" if self.flip else "close", self.symbol)).encode()).digest()


def order_id_of(account_id: AccountId, client_order_id: str) -> OrderId:
    return OrderId(uuid5(account_id, f"order:{client_order_id}"))


def _canonical(value: Decimal | TimeInForce | None) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else value.value
