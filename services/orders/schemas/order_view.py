"""An order as the API shows it."""

from __future__ import annotations

from typing import Self

from services.orders.domain.order import Order
from services.orders.handlers.announce import state_of
from shared.contracts.orders import OrderState
from shared.http.errors import Problem


class OrderView(OrderState, frozen=True):
    """An order as it is now."""

    @classmethod
    def of(cls, order: Order) -> Self:
        return cls.model_validate(state_of(order), from_attributes=True)


class OrderProblem(Problem):
    """A problem with the order that it is about, as it is now."""

    order: OrderView | None = None
