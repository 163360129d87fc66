"""Every pair of a status and a change: what it leads to, or that it cannot happen."""

from __future__ import annotations

from itertools import product

import pytest

from services.orders.domain.lifecycle import (
    TRANSITIONS,
    Change,
    IllegalTransition,
    next_status,
)
from shared.kernel.enums import OrderStatus

PENDING, FILLED = OrderStatus.PENDING, OrderStatus.FILLED
CANCELLED, REJECTED = OrderStatus.CANCELLED, OrderStatus.REJECTED
EXPIRED = OrderStatus.EXPIRED

# One row a status before the change, one column a change (below); None: it cannot happen.
TABLE = {
    None: (PENDING, None, None, None, None, None, None, None, None, REJECTED),
    PENDING: (None, *(PENDING,) * 5, FILLED, CANCELLED, EXPIRED, REJECTED),
    FILLED: (None,) * 10,
    CANCELLED: (None,) * 10,
    REJECTED: (None,) * 10,
    EXPIRED: (None,) * 10,
}
COLUMNS = (
    Change.SUBMITTED,
    Change.REPLACED,
    Change.RESIZED,
    Change.TRIGGERED,
    Change.TRAILED,
    Change.PARTIALLY_FILLED,
    Change.FILLED,
    Change.CANCELLED,
    Change.EXPIRED,
    Change.REJECTED,
)
PAIRS = list(product(TABLE, COLUMNS))


def test_the_table_has_every_status_and_every_change() -> None:
    assert set(TABLE) == {None, *OrderStatus}
    assert set(COLUMNS) == set(Change)


@pytest.mark.parametrize(("status", "change"), PAIRS)
def test_a_change_leads_where_the_table_says_or_cannot_happen(
    status: OrderStatus | None, change: Change
) -> None:
    expected = TABLE[status][COLUMNS.index(change)]
    if expected is None:
        with pytest.raises(IllegalTransition):
            next_status(status, change)
    else:
        assert next_status(status, change) is expected


def test_what_is_final_never_changes() -> None:
    assert {before for before, _ in TRANSITIONS if before is not None} == {PENDING}
