"""An order: immutable, and changed only by what `lifecycle` allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from services.orders.domain.changes import (
    Cancelled,
    Executed,
    Expired,
    OrderChange,
    Rebased,
    Rejected,
    Replaced,
    Resized,
    Trailed,
    Triggered,
)
from services.orders.domain.instrument import units_for
from services.orders.domain.lifecycle import Change, next_status
from services.orders.domain.terms import Terms
from shared.kernel.enums import GroupRole, OrderStatus, OrderType, Side
from shared.kernel.ids import AccountId, OrderId, Symbol
from shared.kernel.money import ZERO, notional, round_cost

STOPS = frozenset({OrderType.STOP, OrderType.STOP_LIMIT, OrderType.TRAILING_STOP})


@dataclass(frozen=True, slots=True)
class Membership:
    """Which group an order is in, as what. `parent_order_id` is the entry of an exit, if any."""

    group_id: UUID
    role: GroupRole
    parent_order_id: OrderId | None = None


class Overfill(Exception):
    """A bug: more was to be filled than is left of the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order at one version.

    What it holds back is derived, never stored. The units that trade away what is held are held
    back themselves; for the others `reserve_price` is reserved each, or the money that remains
    where the order is for an amount of money; and for a buy its fees. `filled_cost` is
    Σ quantity × price of its executions, so the average price cannot drift from the fills it
    summarizes.
    """

    order_id: OrderId
    client_order_id: str
    account_id: AccountId
    symbol: Symbol
    side: Side
    type: OrderType
    terms: Terms
    status: OrderStatus
    submitted_at: datetime
    working_since: datetime
    updated_at: datetime
    extended_hours: bool = False
    multiplier: Decimal = Decimal(1)
    quantity_step: Decimal = Decimal(1)
    reserve_price: Decimal = ZERO
    filled_quantity: Decimal = ZERO
    filled_cost: Decimal = ZERO
    version: int = 1
    hold_until: datetime | None = None
    expires_at: datetime | None = None
    triggered_at: datetime | None = None
    trail_reference: Decimal | None = None
    reason_code: str | None = None
    reason: str | None = None
    reason_field: str | None = None
    group: Membership | None = None
    active: bool = True
    """False: an exit whose entry has not filled. It waits and sets nothing aside."""
    reserves: bool = True
    """False: what it trades is set aside by the other exit of its pair."""
    closes: Decimal | None = None
    """How many units, the first, trade away what is held; `None`: all of a sell, none of a buy,
    as in every cash account."""
    reserve_fee: Decimal = ZERO
    """Fee reserved for each unit, and once for the order before its first fill."""
    reserve_flat: Decimal = ZERO
    fill_model: str = "quote"
    fee_model: str = "none"
    era: int = 1

    @property
    def is_exit(self) -> bool:
        """Of a group: it trades what an entry, or a position, has brought."""
        return self.group is not None and self.group.role is not GroupRole.ENTRY

    @property
    def is_pending(self) -> bool:
        return self.status is OrderStatus.PENDING

    @property
    def was_refused_at_entry(self) -> bool:
        """Rejected by the book before it ever worked, not by the engine later."""
        return self.status is OrderStatus.REJECTED and self.version == 1

    @property
    def remaining_quantity(self) -> Decimal:
        return self.terms.quantity - self.filled_quantity

    @property
    def remaining_notional(self) -> Decimal | None:
        """What is left to spend or to raise; `None` for an order for a quantity."""
        if self.terms.notional is None:
            return None
        return self.terms.notional - self.filled_cost * self.multiplier

    @property
    def average_price(self) -> Decimal | None:
        """What a unit was filled at, to nine decimals; `None` before the first fill."""
        if not self.filled_quantity:
            return None
        return round_cost(self.filled_cost / self.filled_quantity).normalize()

    @property
    def sets_aside(self) -> bool:
        return self.is_pending and self.active and self.reserves

    @property
    def reserved_cash(self) -> Decimal:
        if not self.sets_aside:
            return ZERO
        fees = self.remaining_quantity * self.reserve_fee
        if not self.filled_quantity:
            fees += self.reserve_flat
        money = self.remaining_notional
        if money is not None:
            return fees + (money if self.side is Side.BUY else ZERO)
        opening = self.remaining_quantity - self.closing_quantity
        return fees + notional(opening, self.reserve_price, self.multiplier)

    @property
    def closing_quantity(self) -> Decimal:
        """How many of the units that remain trade away what is held."""
        if self.is_exit:
            return self.remaining_quantity
        if self.closes is None:
            return self.remaining_quantity if self.side is Side.SELL else ZERO
        return min(max(self.closes - self.filled_quantity, ZERO), self.remaining_quantity)

    @property
    def held_shares(self) -> Decimal:
        return self.closing_quantity if self.sets_aside else ZERO

    def in_hold(self, at: datetime) -> bool:
        return self.hold_until is not None and at < self.hold_until

    def change_by(self, event: OrderChange) -> Change:
        """The word for what `event` does to this order."""
        if not isinstance(event, Executed):
            return _WORDS[type(event)]
        left = self._left_after(event)
        if left < ZERO:
            raise Overfill(f"{event.quantity} of {self.remaining_quantity} of {self.order_id}")
        return Change.PARTIALLY_FILLED if left else Change.FILLED

    def _left_after(self, event: Executed) -> Decimal:
        """How many units remain; for an amount of money, what the rest buys at this price."""
        money = self.remaining_notional
        if money is None:
            return self.remaining_quantity - event.quantity
        rest = money - notional(event.quantity, event.price, self.multiplier)
        return units_for(rest, event.price, self.multiplier, self.quantity_step)

    def apply(self, event: OrderChange, *, at: datetime) -> Order:
        """The order after `event`, one version on. Raises `IllegalTransition`."""
        status = next_status(self.status, self.change_by(event))
        order = replace(self, status=status, version=self.version + 1, updated_at=at)
        match event:
            case Replaced():
                return replace(
                    order,
                    terms=event.terms,
                    reserve_price=event.reserve_price,
                    closes=event.closes,
                    reserve_fee=event.reserve_fee,
                    reserve_flat=event.reserve_flat,
                    hold_until=event.hold_until,
                    expires_at=event.expires_at,
                    working_since=at,
                )
            case Rebased():
                return replace(
                    order,
                    terms=event.terms,
                    reserve_price=event.reserve_price,
                    closes=event.closes,
                    reserve_fee=event.reserve_fee,
                    trail_reference=event.trail_reference,
                    working_since=at,
                )
            case Resized():
                return replace(
                    order,
                    terms=replace(self.terms, quantity=event.quantity),
                    active=event.active,
                    reserves=event.reserves,
                    working_since=at if event.active and not self.active else self.working_since,
                )
            case Triggered():
                return replace(order, triggered_at=at)
            case Trailed():
                return replace(order, trail_reference=event.reference)
            case Executed():
                filled = self.filled_quantity + event.quantity
                return replace(
                    order,
                    terms=replace(self.terms, quantity=filled + self._left_after(event)),
                    filled_quantity=filled,
                    filled_cost=self.filled_cost + event.quantity * event.price,
                    triggered_at=self.triggered_at or (at if self.type in STOPS else None),
                )
            case Cancelled() | Expired() | Rejected():
                return replace(order, reason_code=event.reason_code, reason=event.reason)


_WORDS: dict[type[OrderChange], Change] = {
    Replaced: Change.REPLACED,
    Rebased: Change.REPLACED,
    Resized: Change.RESIZED,
    Triggered: Change.TRIGGERED,
    Trailed: Change.TRAILED,
    Cancelled: Change.CANCELLED,
    Expired: Change.EXPIRED,
    Rejected: Change.REJECTED,
}
