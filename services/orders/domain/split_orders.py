"""What a split makes of a pending order: the same order in new units, or none at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal

from services.orders.domain.changes import Cancelled, Rebased
from services.orders.domain.corporate_action import Split
from services.orders.domain.instrument import FINEST_STEP, Instrument
from services.orders.domain.order import Order
from shared.kernel.enums import Side
from shared.kernel.fee_model import fee_model
from shared.kernel.money import ZERO, round_cost


def rebased_all(
    orders: Sequence[Order], split: Split, instrument: Instrument
) -> Iterator[tuple[Order, Rebased | Cancelled]]:
    """Every pending order of an account, entries before their exits. The exits of a group stay
    equally large: where one of them ends, so does the other, and without an entry neither
    begins."""
    changes = [(order, rebased(order, split, instrument)) for order in orders]
    ended = {
        (order.group.group_id, order.is_exit): change
        for order, change in changes
        if order.group is not None and isinstance(change, Cancelled)
    }
    for order, change in sorted(changes, key=lambda pair: pair[0].is_exit):
        if order.group is None or not order.is_exit:
            yield order, change
            continue
        entry = None if order.active else ended.get((order.group.group_id, False))
        yield order, entry or ended.get((order.group.group_id, True)) or change


def rebased(order: Order, split: Split, instrument: Instrument) -> Rebased | Cancelled:
    """A limit moves to the tick that is no worse for the trader, a stop to the one that is
    reached later. What was filled was filled in old units, so an order that has begun to fill
    ends here, and so does one that would be for a fraction of a unit."""
    if order.filled_quantity:
        return _cancelled(split, "it was filled in part before")
    quantity = _quantity(order, split, instrument)
    if quantity is None:
        return _cancelled(split, "it would be for a fraction of a unit")
    prices = dict(_prices(order, split, instrument))
    if any(price <= ZERO for price in prices.values()):
        return _cancelled(split, "its price would be below the finest step")
    reference = order.trail_reference
    return Rebased(
        terms=replace(
            order.terms,
            quantity=quantity,
            limit_price=prices.get("limit_price"),
            stop_price=prices.get("stop_price"),
            trail_amount=prices.get("trail_amount"),
        ),
        reserve_price=_reserve_price(order, split, prices.get("limit_price")),
        trail_reference=None if reference is None else round_cost(_new_price(reference, split)),
        closes=None if order.closes is None else _units(order.closes, split, instrument),
        reserve_fee=_reserve_fee(order, split),
    )


def _prices(order: Order, split: Split, instrument: Instrument) -> Iterator[tuple[str, Decimal]]:
    for name, price in order.terms.prices():
        wanted = _new_price(price, split)
        lower = (order.side is Side.BUY) == (name == "limit_price")
        near = instrument.nearest_prices(wanted)[0 if lower else -1]
        yield name, ZERO if lower and near > wanted else near
    if order.terms.trail_amount is not None:
        yield "trail_amount", round_cost(_new_price(order.terms.trail_amount, split))


def _reserve_price(order: Order, split: Split, limit: Decimal | None) -> Decimal:
    """Never more than the new limit, which may be a little below the old one's share."""
    scaled = _floor(_new_price(order.reserve_price, split), FINEST_STEP)
    return scaled if limit is None else min(scaled, limit)


def _reserve_fee(order: Order, split: Split) -> Decimal:
    """A fee by the share stays what it is for a new one; a fee by the value follows the price."""
    if not order.reserve_fee:
        return ZERO
    a_share = fee_model(order.fee_model).per_share
    return a_share + _floor(_new_price(order.reserve_fee - a_share, split), FINEST_STEP)


def _new_price(price: Decimal, split: Split) -> Decimal:
    return price * split.denominator / split.numerator


def _quantity(order: Order, split: Split, instrument: Instrument) -> Decimal | None:
    """`None` where it is no whole number of steps. Of an order for an amount of money it is
    an estimate, and may lose a fraction of a step."""
    whole = _units(order.terms.quantity, split, instrument)
    exact = whole * split.denominator == order.terms.quantity * split.numerator
    return whole if order.terms.notional is not None or exact else None


def _units(quantity: Decimal, split: Split, instrument: Instrument) -> Decimal:
    return _floor(quantity * split.numerator / split.denominator, instrument.quantity_step)


def _floor(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).to_integral_value(ROUND_FLOOR) * step


def _cancelled(split: Split, why: str) -> Cancelled:
    ratio = f"{split.numerator}:{split.denominator}"
    return Cancelled("split", f"{split.symbol} was split {ratio}, and {why}.")
