"""Bodies about leaving a position: attached exits, pairs of exits, closing."""

from __future__ import annotations

from typing import Self
from uuid import UUID, uuid4

from pydantic import BaseModel, Field

from services.orders.domain.commands import ClosePosition, SubmitOco
from services.orders.domain.terms import Exits
from services.orders.handlers.close_position import Closing
from services.orders.handlers.submit_oco import SubmittedPair
from services.orders.schemas.fields import Body, ClientOrderId, Figure, SymbolText
from services.orders.schemas.order_view import OrderView
from shared.kernel.enums import Side, TimeInForce
from shared.kernel.ids import AccountId, Symbol, UserId


class TakeProfitBody(Body):
    limit_price: Figure


class StopLossBody(Body):
    """With a `limit_price` it becomes a stop limit."""

    stop_price: Figure
    limit_price: Figure | None = None


def exits_from(profit: TakeProfitBody | None, loss: StopLossBody | None) -> Exits | None:
    if profit is None and loss is None:
        return None
    return Exits(
        take_profit_price=profit.limit_price if profit else None,
        stop_price=loss.stop_price if loss else None,
        stop_limit_price=loss.limit_price if loss else None,
    )


class SubmitOcoBody(Body):
    """Two exits of a position, of which one cancels the other. `side` is theirs: SELL exits a
    long position. `client_order_id` becomes that of the take profit."""

    account_id: UUID
    client_order_id: ClientOrderId = Field(default_factory=lambda: str(uuid4()))
    symbol: SymbolText
    side: Side
    quantity: Figure
    take_profit: TakeProfitBody
    stop_loss: StopLossBody
    time_in_force: TimeInForce = TimeInForce.GTC
    extended_hours: bool = False

    def to_command(self, user_id: UserId) -> SubmitOco:
        return SubmitOco(
            user_id=user_id,
            account_id=AccountId(self.account_id),
            client_order_id=self.client_order_id,
            symbol=Symbol(self.symbol),
            side=self.side,
            quantity=self.quantity,
            exits=Exits(
                take_profit_price=self.take_profit.limit_price,
                stop_price=self.stop_loss.stop_price,
                stop_limit_price=self.stop_loss.limit_price,
            ),
            time_in_force=self.time_in_force,
            extended_hours=self.extended_hours,
        )


class PairView(BaseModel):
    """The take profit and the stop loss, in this order."""

    group_id: UUID
    orders: list[OrderView]

    @classmethod
    def of(cls, group_id: UUID, submitted: SubmittedPair) -> Self:
        orders = sorted(submitted.orders, key=lambda order: order.order_id != group_id)
        return cls(group_id=group_id, orders=[OrderView.of(order) for order in orders])


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
