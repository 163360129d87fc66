"""`orders.v1`: every change of every order, each with the whole order as it then is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.contracts.event import Amount, Event
from shared.contracts.streams import Stream
from shared.kernel.enums import GroupRole, OrderStatus, OrderType, Side, TimeInForce


class OrderState(BaseModel, frozen=True):
    """An order at one version. Readers keep the highest version they have seen."""

    order_id: UUID
    client_order_id: str
    account_id: UUID
    symbol: str
    side: Side
    type: OrderType
    time_in_force: TimeInForce
    quantity: Amount
    limit_price: Amount | None = None
    stop_price: Amount | None = None
    trail_amount: Amount | None = None
    trail_percent: Amount | None = None
    extended_hours: bool = False
    status: OrderStatus
    filled_quantity: Amount
    remaining_quantity: Amount
    notional: Amount | None = None
    """The order is for so much money. Until it is filled, `quantity` is an estimate."""
    remaining_notional: Amount | None = None
    average_price: Amount | None = None
    reserved_cash: Amount
    version: int
    reason_code: str | None = None
    reason: str | None = None
    hold_until: datetime | None = None
    expires_at: datetime | None = None
    submitted_at: datetime
    working_since: datetime
    """When this order's terms were last set (submitted or replaced), on the book's clock."""
    updated_at: datetime
    triggered_at: datetime | None = None
    """When a stop was triggered; from then on it follows the market or the limit rule."""
    trail_reference: Amount | None = None
    """The best price a trailing stop has seen; its stop follows this at the trail's distance."""
    group_id: UUID | None = None
    """Orders of one group exit the same units: what one fills, the other no longer may."""
    group_role: GroupRole | None = None
    parent_order_id: UUID | None = None
    """The entry of an exit, if it has one."""
    active: bool = True
    """False: an exit that waits for its entry to fill."""
    fill_model: str = "quote"
    fee_model: str = "none"
    multiplier: Amount = Field(default="1", validate_default=True)
    era: int = 1
    """Which era of its account the order belongs to; a reset of the account begins the next."""


class OrderEvent(Event, frozen=True):
    stream: ClassVar[Stream] = Stream.ORDERS
    source: ClassVar[str] = "/thor/orders"

    order: OrderState

    @property
    def key(self) -> str:
        return self.order.symbol


class OrderSubmitted(OrderEvent, frozen=True):
    type: Literal["order.submitted.v1"] = "order.submitted.v1"


class OrderRejected(OrderEvent, frozen=True):
    type: Literal["order.rejected.v1"] = "order.rejected.v1"


class OrderReplaced(OrderEvent, frozen=True):
    type: Literal["order.replaced.v1"] = "order.replaced.v1"


class OrderResized(OrderEvent, frozen=True):
    """Its group made an exit active, or as large as what is left to exit."""

    type: Literal["order.resized.v1"] = "order.resized.v1"


class OrderTriggered(OrderEvent, frozen=True):
    type: Literal["order.triggered.v1"] = "order.triggered.v1"


class OrderTrailed(OrderEvent, frozen=True):
    type: Literal["order.trailed.v1"] = "order.trailed.v1"


class OrderPartiallyFilled(OrderEvent, frozen=True):
    type: Literal["order.partially_filled.v1"] = "order.partially_filled.v1"


class OrderFilled(OrderEvent, frozen=True):
    type: Literal["order.filled.v1"] = "order.filled.v1"


class OrderCancelled(OrderEvent, frozen=True):
    type: Literal["order.cancelled.v1"] = "order.cancelled.v1"


class OrderExpired(OrderEvent, frozen=True):
    type: Literal["order.expired.v1"] = "order.expired.v1"


AnyOrderEvent = Annotated[
    OrderSubmitted
    | OrderRejected
    | OrderReplaced
    | OrderResized
    | OrderTriggered
    | OrderTrailed
    | OrderPartiallyFilled
    | OrderFilled
    | OrderCancelled
    | OrderExpired,
    Field(discriminator="type"),
]
