"""Bodies of requests and answers about orders: to a command, and from the book."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID, uuid4

from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator

from services.orders.domain.commands import ReplaceOrder, SubmitOrder
from services.orders.domain.errors import BadCursor
from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from services.orders.domain.terms import Terms
from services.orders.schemas.exits import StopLossBody, TakeProfitBody, exits_from
from services.orders.schemas.fields import (
    Body,
    ClientOrderId,
    Figure,
    HoldSeconds,
    SymbolText,
)
from services.orders.schemas.order_view import OrderView
from shared.contracts.event import Amount
from shared.contracts.executions import Receipt
from shared.kernel.enums import OrderType, Side, TimeInForce
from shared.kernel.ids import AccountId, OrderId, Symbol, UserId
from shared.kernel.money import ZERO


class SubmitOrderBody(Body):
    """Which prices an order needs follows from its type. `client_order_id`, unique in the
    account for ever, makes the request safe to repeat. `hold_seconds`: for so long the order
    waits and can be changed before the engine may touch it; left out, as long as the account's
    settings say. `notional` instead of `quantity`:
    for so much money, where fractions of the instrument trade; the fill decides the quantity.
    `take_profit` and `stop_loss` attach exits: orders of their own, inactive until this one
    fills, as large as what it fills; what one of them fills, the other no longer may."""

    account_id: UUID
    client_order_id: ClientOrderId = Field(default_factory=lambda: str(uuid4()))
    symbol: SymbolText
    side: Side
    type: OrderType
    time_in_force: TimeInForce = TimeInForce.DAY
    notional: Figure | None = None
    quantity: Figure | None = Field(None, validate_default=True)
    limit_price: Figure | None = None
    stop_price: Figure | None = None
    trail_amount: Figure | None = None
    trail_percent: Figure | None = None
    extended_hours: bool = False
    hold_seconds: HoldSeconds | None = None
    take_profit: TakeProfitBody | None = None
    stop_loss: StopLossBody | None = None

    @field_validator("quantity")
    @classmethod
    def _says_how_much(cls, quantity: Decimal | None, info: ValidationInfo) -> Decimal | None:
        if "notional" in info.data and (quantity is None) is (info.data["notional"] is None):
            raise ValueError("give either quantity or notional")
        return quantity

    def to_command(self, user_id: UserId) -> SubmitOrder:
        return SubmitOrder(
            user_id=user_id,
            account_id=AccountId(self.account_id),
            client_order_id=self.client_order_id,
            symbol=Symbol(self.symbol),
            side=self.side,
            type=self.type,
            terms=Terms(
                quantity=self.quantity or ZERO,
                notional=self.notional,
                time_in_force=self.time_in_force,
                limit_price=self.limit_price,
                stop_price=self.stop_price,
                trail_amount=self.trail_amount,
                trail_percent=self.trail_percent,
            ),
            extended_hours=self.extended_hours,
            hold_seconds=self.hold_seconds,
            exits=exits_from(self.take_profit, self.stop_loss),
        )


class ReplaceOrderBody(Body):
    """What is left out stays as it is. `hold_seconds` starts the hold anew, 0 ends it. The
    expected version may stand in `If-Match` instead."""

    expected_version: int | None = Field(None, ge=1)
    quantity: Figure | None = None
    notional: Figure | None = None
    limit_price: Figure | None = None
    stop_price: Figure | None = None
    trail_amount: Figure | None = None
    trail_percent: Figure | None = None
    time_in_force: TimeInForce | None = None
    hold_seconds: HoldSeconds | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if all(value is None for name, value in self if name != "expected_version"):
            raise ValueError("name at least one field to change")
        return self

    def to_command(
        self, order_id: OrderId, user_id: UserId, expected_version: int | None
    ) -> ReplaceOrder:
        given = self.model_dump(exclude={"expected_version"})
        return ReplaceOrder(
            user_id=user_id,
            order_id=order_id,
            expected_version=self.expected_version or expected_version,
            **given,
        )


class OrdersView(BaseModel):
    """`next` is the cursor of the page that follows; `null` at the end."""

    orders: list[OrderView]
    next: str | None

    @classmethod
    def of(cls, orders: list[Order], limit: int) -> Self:
        more = len(orders) == limit
        return cls(
            orders=[OrderView.of(order) for order in orders],
            next=cursor_after(orders[-1].submitted_at, orders[-1].order_id) if more else None,
        )


class CancelledView(BaseModel):
    """Every order that was pending, as it now is."""

    orders: list[OrderView]


class ExecutionView(BaseModel):
    execution_id: UUID
    order_id: UUID
    symbol: str
    side: Side
    last_quantity: Amount
    last_price: Amount
    multiplier: Amount
    notional: Amount
    commission: Amount
    booked_at: datetime
    receipt: Receipt

    @classmethod
    def of(cls, execution: Execution) -> Self:
        return cls(
            execution_id=execution.execution_id,
            order_id=execution.order_id,
            symbol=execution.symbol,
            side=execution.side,
            last_quantity=execution.quantity,
            last_price=execution.price,
            multiplier=execution.multiplier,
            notional=execution.notional,
            commission=execution.commission,
            booked_at=execution.booked_at,
            receipt=Receipt.model_validate(execution.receipt),
        )


class ExecutionsView(BaseModel):
    executions: list[ExecutionView]


class FillsView(BaseModel):
    """`next` is the cursor of the page that follows; `null` at the end."""

    fills: list[ExecutionView]
    next: str | None

    @classmethod
    def of(cls, fills: Sequence[Execution], limit: int) -> Self:
        more = len(fills) == limit
        return cls(
            fills=[ExecutionView.of(fill) for fill in fills],
            next=cursor_after(fills[-1].booked_at, fills[-1].execution_id) if more else None,
        )


def cursor_after(at: datetime, row_id: UUID) -> str:
    return urlsafe_b64encode(f"{at.isoformat()} {row_id}".encode()).decode()


def place_of(cursor: str) -> tuple[datetime, UUID]:
    """Where a page ended. Raises `BadCursor`."""
    try:
        at, _, row_id = urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        place = datetime.fromisoformat(at), UUID(row_id)
    except ValueError as error:
        raise BadCursor from error
    if place[0].tzinfo is None:
        raise BadCursor
    return place
