"""Groups: an entry with its exits (bracket), or two exits of which one cancels the other (OCO).

The exits of a group exit the same units. Both are pending orders of the full size, and what
one of them fills the other no longer may. So the shares are set aside once, by the stop loss
while it is pending and else by the take profit. Until the entry fills, its exits are inactive:
they hold nothing and the engine leaves them alone.

`follow` is the whole rule: what a change of one member makes of the others. It goes by what has
just been filled and not by totals, so that a split in between does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.orders.domain.changes import Cancelled, OrderChange, Resized
from services.orders.domain.order import Order
from shared.kernel.enums import GroupRole
from shared.kernel.money import ZERO

ENTRY_ENDED = Cancelled("entry_ended", "The entry ended without a fill, so there is no exit.")
EXIT_FILLED = Cancelled("exit_filled", "An exit has begun to fill, so no more is entered.")
OTHER_EXIT_FILLED = Cancelled("other_exit_filled", "The other exit of its group was filled.")


@dataclass(frozen=True, slots=True)
class Follow:
    """What must happen to `order` in the same transaction."""

    order: Order
    change: OrderChange


def follow(before: Order, after: Order, others: Sequence[Order]) -> Iterator[Follow]:
    """What the step from `before` to `after` makes of the `others` of its group."""
    pending = [order for order in others if order.is_pending]
    if after.group is None:
        return
    if after.group.role is GroupRole.ENTRY:
        yield from _exits_follow(before, after, pending)
    else:
        yield from _others_follow(before, after, pending)


def _exits_follow(before: Order, after: Order, exits: Sequence[Order]) -> Iterator[Follow]:
    filled = after.filled_quantity - before.filled_quantity
    for order in exits:
        if filled:
            size = filled + (order.terms.quantity if order.active else ZERO)
            yield Follow(order, Resized(size, active=True, reserves=_sets_aside(order, exits)))
        elif not after.is_pending and not order.active:
            yield Follow(order, ENTRY_ENDED)
        elif not order.active and order.terms.quantity != after.terms.quantity:
            yield Follow(order, Resized(after.terms.quantity, active=False, reserves=False))


def _others_follow(before: Order, after: Order, others: Sequence[Order]) -> Iterator[Follow]:
    filled = after.filled_quantity - before.filled_quantity
    exits = [order for order in others if order.is_exit]
    for order in others:
        if not order.is_exit:
            if filled:
                yield Follow(order, EXIT_FILLED)
        elif order.remaining_quantity <= filled:
            yield Follow(order, OTHER_EXIT_FILLED)
        elif order.active:
            size = order.terms.quantity - filled
            candidates = exits if not after.is_pending else [*exits, after]
            reserves = _sets_aside(order, candidates)
            if filled or reserves is not order.reserves:
                yield Follow(order, Resized(size, active=True, reserves=reserves))


def _sets_aside(order: Order, exits: Sequence[Order]) -> bool:
    """Whether `order` is the one of the pending `exits` that sets the shares aside."""
    roles = {each.group.role for each in exits if each.group is not None}
    assert order.group is not None, "only members follow"
    return order.group.role is GroupRole.STOP_LOSS or GroupRole.STOP_LOSS not in roles
