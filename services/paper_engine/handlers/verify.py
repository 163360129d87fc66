"""Work a recorded fill out again, from nothing but what its receipt recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from services.paper_engine.domain.order import WorkingOrder, models_of
from services.paper_engine.domain.quote import Quote
from services.paper_engine.domain.receipt import NotFillable, recompute
from shared.contracts.executions import OrderAsFilled, Receipt
from shared.kernel.enums import TimeInForce
from shared.kernel.ids import AccountId, OrderId
from shared.kernel.money import ZERO, plain, round_cost

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the book says of one execution."""

    symbol: str
    quantity: Decimal
    price: Decimal
    commission: Decimal
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that came out otherwise, in words."""

    figure: str
    recorded: str
    recomputed: str


class NotRecorded(Exception):
    """The receipt is from before receipts said all that is needed."""


def differences(recorded: Recorded) -> list[Difference]:
    """Where the figures of an execution are not those that its receipt leads to; empty where
    they are, to the last digit. Raises `NotRecorded`."""
    receipt, as_filled = recorded.receipt, recorded.receipt.order
    if as_filled is None:
        raise NotRecorded
    order = _order(recorded, as_filled)
    if order.defect is not None or order.fill_model.version != receipt.model_version:
        known = f"{order.fill_model.name} version {order.fill_model.version}"
        return [Difference("model", f"{receipt.model} version {receipt.model_version}", known)]
    try:
        figures = recompute(order, _quote(recorded), as_filled.quantity)
    except NotFillable as error:
        return [Difference("rule", receipt.rule, str(error))]
    commission = figures.commission
    if recorded.quantity != as_filled.quantity:
        commission = round_cost(commission * recorded.quantity / as_filled.quantity)
    return list(
        _compared(
            ("price", recorded.price, figures.price),
            ("rule", receipt.rule, figures.rule.value),
            ("price_improvement", receipt.price_improvement, figures.price_improvement),
            ("commission", recorded.commission, commission),
            ("fees", _fees(receipt), figures.commission),
        )
    )


def _compared(*figures: tuple[str, Decimal | str, Decimal | str]) -> Iterator[Difference]:
    for name, recorded, recomputed in figures:
        if recorded != recomputed:
            yield Difference(name, _text(recorded), _text(recomputed))


def _fees(receipt: Receipt) -> Decimal:
    return sum((fee.amount for fee in receipt.fees), ZERO)


def _text(value: Decimal | str) -> str:
    return value if isinstance(value, str) else plain(value)


def _order(recorded: Recorded, as_filled: OrderAsFilled) -> WorkingOrder:
    """As much of the order as its figures depend on."""
    fills, fees, defect = models_of(recorded.receipt.model, recorded.receipt.fee_model)
    return WorkingOrder(
        order_id=OrderId(_NOBODY),
        account_id=AccountId(_NOBODY),
        symbol=recorded.symbol,
        side=as_filled.side,
        type=as_filled.type,
        time_in_force=TimeInForce.GTC,
        quantity=as_filled.quantity,
        filled_quantity=ZERO if as_filled.first else as_filled.quantity,
        remaining_quantity=as_filled.quantity,
        version=as_filled.version,
        working_since=as_filled.started_at,
        limit_price=as_filled.limit_price,
        multiplier=as_filled.multiplier,
        fill_model=fills,
        fee_model=fees,
        defect=defect,
    )


def _quote(recorded: Recorded) -> Quote:
    receipt = recorded.receipt
    return Quote(
        recorded.symbol,
        receipt.quote_sequence,
        receipt.quote_as_of,
        receipt.quote_changed_at or receipt.quote_as_of,
        receipt.source,
        receipt.quality,
        receipt.bid,
        receipt.ask,
        receipt.last,
        receipt.bid_size,
        receipt.ask_size,
    )
