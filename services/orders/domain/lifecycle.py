"""The life cycle of an order, as a table: what may happen to it, and what it then is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from shared.kernel.enums import OrderStatus


class Change(StrEnum):
    """Everything that can happen to an order, each announced by an event of its own."""

    SUBMITTED = "submitted"
    REPLACED = "replaced"
    RESIZED = "resized"
    TRIGGERED = "triggered"
    TRAILED = "trailed"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REJECTED = "rejected"


TRANSITIONS: Mapping[tuple[OrderStatus | None, Change], OrderStatus] = {
    (None, Change.SUBMITTED): OrderStatus.PENDING,
    (None, Change.REJECTED): OrderStatus.REJECTED,
    (OrderStatus.PENDING, Change.REPLACED): OrderStatus.PENDING,
    (OrderStatus.PENDING, Change.RESIZED): OrderStatus.PENDING,
    (OrderStatus.PENDING, Change.TRIGGERED): OrderStatus.PENDING,
    (OrderStatus.PENDING, Change.TRAILED): OrderStatus.PENDING,
    (OrderStatus.PENDING, Change.PARTIALLY_FILLED): OrderStatus.PENDING,
    (OrderStatus.PENDING, Change.FILLED): OrderStatus.FILLED,
    (OrderStatus.PENDING, Change.CANCELLED): OrderStatus.CANCELLED,
    (OrderStatus.PENDING, Change.EXPIRED): OrderStatus.EXPIRED,
    (OrderStatus.PENDING, Change.REJECTED): OrderStatus.REJECTED,
}
"""Pairs that are not here cannot happen. `None` is an order that does not exist yet."""


class IllegalTransition(Exception):
    """A bug: somebody applied a change without asking whether the order may still change."""

    def __init__(self, status: OrderStatus | None, change: Change) -> None:
        super().__init__(f"an order that is {status} cannot be {change}")


def next_status(status: OrderStatus | None, change: Change) -> OrderStatus:
    try:
        return TRANSITIONS[status, change]
    except KeyError:
        raise IllegalTransition(status, change) from None
