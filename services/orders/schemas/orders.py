"""Bodies of requests and answers about orders: to a command, and from the book."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Self
from uuid import UUID, uuid4

from pydantic import BaseModel, Field, model_validator

from services.orders.domain.commands import ClosePosition, ReplaceOrder, SubmitOrder
from services.orders.domain.errors import BadCursor
from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from services.orders.domain.terms import Terms
from services.orders.handlers.announce import state_of
from services.orders.handlers.close_position import Closing
from services.orders.schemas.fields import (
    Body,
    ClientOrderId,
    Figure,
    HoldSeconds,
    SymbolText,
)
from shared.contracts.event import Amount
from shared.contracts.executions import Receipt
from shared.contracts.orders import OrderState
from shared.http.errors import Problem
from shared.kernel.enums import OrderType, Side, TimeInForce
from shared.kernel.ids import AccountId, OrderId, Symbol, UserId
from shared.kernel.money import ZERO


class SubmitOrderBody(Body):
    """Which prices an order needs follows from its type. `client_order_id`, unique in the
    account for ever, makes the request safe to repeat. `hold_seconds`: for so long the order
    waits and can be changed before the engine may touch it; left out, as long as the account's
    settings say. `notional` instead of `quantity`:
    for so much money, where fractions of the instrument trade; the fill decides the quantity."""

    account_id: UUID
    client_order_id: ClientOrderId = Field(default_factory=lambda: str(uuid4()))
    symbol: SymbolText
    side: Side
    type: OrderType
    time_in_force: TimeInForce = TimeInForce.DAY
    quantity: Figure | None = None
    notional: Figure | None = None
    limit_price: Figure | None = None
    stop_price: Figure | None = None
    trail_amount: Figure | None = None
    trail_percent: Figure | None = None
    extended_hours: bool = False
    hold_seconds: HoldSeconds | None = None

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if (self.quantity is None) is (self.notional is None):
            raise ValueError("give either quantity or notional")
        return self

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


class OrderView(OrderState, frozen=True):
    """An order as it is now."""

    @classmethod
    def of(cls, order: Order) -> Self:
        return cls.model_validate(state_of(order), from_attributes=True)


class OrderProblem(Problem):
    """A problem with the order that it is about, as it is now."""

    order: OrderView | None = None


class OrdersView(BaseModel):
    """`next` is the cursor of the page that follows; `null` at the end."""

    orders: list[OrderView]
    next: str | None

    @classmethod
    def of(cls, orders: list[Order], limit: int) -> Self:
        more = len(orders) == limit
        return cls(
            orders=[OrderView.of(order) for order in orders],
            next=cursor_after(orders[-1]) if more else None,
        )


class CancelledView(BaseModel):
    """Every order that was pending, as it now is."""

    orders: list[OrderView]


class ClosePositionBody(Body):
    """`client_order_id` makes the request safe to repeat."""

    client_order_id: ClientOrderId = Field(default_factory=lambda: str(uuid4()))

    def to_command(
        self, account_id: AccountId, symbol: Symbol, user_id: UserId, *, flip: bool = False
    ) -> ClosePosition:
        return ClosePosition(
            user_id=user_id,
            account_id=account_id,
            client_order_id=self.client_order_id,
            symbol=symbol,
            flip=flip,
        )


class ClosingView(BaseModel):
    """The order that closes, and the pending ones that were cancelled because they held what
    it trades."""

    order: OrderView
    cancelled: list[OrderView]

    @classmethod
    def of(cls, closing: Closing) -> Self:
        return cls(
            order=OrderView.of(closing.order),
            cancelled=[OrderView.of(order) for order in closing.cancelled],
        )


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


def cursor_after(order: Order) -> str:
    place = f"{order.submitted_at.isoformat()} {order.order_id}"
    return urlsafe_b64encode(place.encode()).decode()


def place_of(cursor: str) -> tuple[datetime, OrderId]:
    """Where a page ended. Raises `BadCursor`."""
    try:
        at, _, order_id = urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        place = datetime.fromisoformat(at), OrderId(UUID(order_id))
    except ValueError as error:
        raise BadCursor from error
    if place[0].tzinfo is None:
        raise BadCursor
    return place
