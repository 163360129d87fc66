"""Orders and fills as tables to take away."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from services.orders.domain.execution import Execution
from services.orders.domain.order import Order
from shared.http.tables import Column, Kind, Table

_ORDER_COLUMNS = (
    Column("Submitted (UTC)", Kind.TIME),
    Column("Symbol"),
    Column("Side"),
    Column("Type"),
    Column("Time in force"),
    Column("Quantity", Kind.NUMBER),
    Column("Amount", Kind.MONEY),
    Column("Limit price", Kind.NUMBER),
    Column("Stop price", Kind.NUMBER),
    Column("Trail amount", Kind.NUMBER),
    Column("Trail percent", Kind.NUMBER),
    Column("Status"),
    Column("Filled quantity", Kind.NUMBER, total=True),
    Column("Average price", Kind.NUMBER),
    Column("Reason"),
    Column("Updated (UTC)", Kind.TIME),
    Column("Client order id"),
    Column("Order id"),
)
_FILL_COLUMNS = (
    Column("Booked (UTC)", Kind.TIME),
    Column("Symbol"),
    Column("Side"),
    Column("Quantity", Kind.NUMBER, total=True),
    Column("Price", Kind.NUMBER),
    Column("Multiplier", Kind.NUMBER),
    Column("Value", Kind.MONEY, total=True),
    Column("Commission", Kind.MONEY, total=True),
    Column("Cash effect", Kind.MONEY, total=True),
    Column("Bid", Kind.NUMBER),
    Column("Ask", Kind.NUMBER),
    Column("Source"),
    Column("Rule"),
    Column("Order id"),
    Column("Execution id"),
)


def orders_table(orders: Sequence[Order]) -> Table:
    rows = [
        (
            order.submitted_at,
            order.symbol,
            order.side.value,
            order.type.value,
            order.terms.time_in_force.value,
            order.terms.quantity,
            order.terms.notional,
            order.terms.limit_price,
            order.terms.stop_price,
            order.terms.trail_amount,
            order.terms.trail_percent,
            order.status.value,
            order.filled_quantity,
            order.average_price,
            order.reason,
            order.updated_at,
            order.client_order_id,
            str(order.order_id),
        )
        for order in orders
    ]
    return Table("Orders", _ORDER_COLUMNS, rows)


def fills_table(fills: Sequence[Execution]) -> Table:
    rows = [
        (
            fill.booked_at,
            fill.symbol,
            fill.side.value,
            fill.quantity,
            fill.price,
            fill.multiplier,
            fill.notional,
            fill.commission,
            fill.cash_effect,
            _figure(fill, "bid"),
            _figure(fill, "ask"),
            fill.receipt.get("source"),
            fill.receipt.get("rule"),
            str(fill.order_id),
            str(fill.execution_id),
        )
        for fill in fills
    ]
    return Table("Fills", _FILL_COLUMNS, rows)


def _figure(fill: Execution, name: str) -> Decimal | None:
    """A price of the quote that the fill was made on."""
    found = fill.receipt.get(name)
    return None if found is None else Decimal(str(found))
