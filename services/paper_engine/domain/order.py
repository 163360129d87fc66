"""An order as the engine works it: its terms at one version, ready to be matched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from services.paper_engine.domain.quote import Quote
from services.paper_engine.domain.reason import Ending
from shared.kernel.enums import OrderType, Side, TimeInForce
from shared.kernel.extended_hours import takes_part
from shared.kernel.fee_model import NO_FEES, FeeModel, UnknownFeeModel, fee_model
from shared.kernel.fill_model import (
    MODELS,
    FillModel,
    UnknownFillModel,
    fill_model,
)
from shared.kernel.ids import AccountId, OrderId
from shared.kernel.money import ZERO

_PERCENT = Decimal("0.01")
_ONE = Decimal(1)
FINEST_STEP = Decimal("0.000000001")
_STOPS = (OrderType.STOP, OrderType.STOP_LIMIT, OrderType.TRAILING_STOP)
_LIMITS = (OrderType.LIMIT, OrderType.STOP_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """Something that makes an order unworkable, whatever the market does."""

    code: Ending
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingOrder:
    """One version of a pending order. Prices per unit, quantities in units, times in UTC.

    What the book knows of the market's past is here, too: when a stop was triggered, and the
    best price a trailing stop has seen. What the engine has seen since is in `Seen`.
    """

    order_id: OrderId
    account_id: AccountId
    symbol: str
    side: Side
    type: OrderType
    time_in_force: TimeInForce
    quantity: Decimal
    filled_quantity: Decimal
    remaining_quantity: Decimal
    remaining_notional: Decimal | None = None
    """What is left to spend or to raise, where the order is for an amount of money."""
    version: int
    working_since: datetime
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_amount: Decimal | None = None
    trail_percent: Decimal | None = None
    extended_hours: bool = False
    hold_until: datetime | None = None
    expires_at: datetime | None = None
    triggered_at: datetime | None = None
    trail_reference: Decimal | None = None
    multiplier: Decimal = _ONE
    fill_model: FillModel = MODELS["quote"]
    fee_model: FeeModel = NO_FEES
    active: bool = True
    """False: an exit whose entry has not filled; nothing at all happens to it."""
    defect: Defect | None = None

    @property
    def started_at(self) -> datetime:
        """From when the market may touch it: its terms are set and its hold is over."""
        if self.hold_until is None:
            return self.working_since
        return max(self.working_since, self.hold_until)

    def held(self, now: datetime) -> bool:
        return self.hold_until is not None and now < self.hold_until

    def expired(self, now: datetime) -> bool:
        return self.expires_at is not None and now >= self.expires_at

    @property
    def trigger_booked(self) -> bool:
        """No stop, or one that the book knows to be triggered (one with a fill is)."""
        return self.type not in _STOPS or self.triggered_at is not None or self.filled_quantity > 0

    @property
    def is_limited(self) -> bool:
        return self.type in _LIMITS

    @property
    def is_trailing(self) -> bool:
        return self.type is OrderType.TRAILING_STOP

    @property
    def trades_extended(self) -> bool:
        """Whether it takes part in extended hours."""
        return self.extended_hours and takes_part(self.type, self.time_in_force)

    @property
    def is_immediate(self) -> bool:
        """Decided on the first good quote, one way or the other."""
        return self.time_in_force in (TimeInForce.IOC, TimeInForce.FOK)

    def stop_level(self, reference: Decimal | None) -> Decimal | None:
        """Where the stop is reached, for a trailing stop at its distance from `reference`;
        `None` for one that has seen no price yet."""
        if not self.is_trailing:
            return self.stop_price
        if reference is None:
            return None
        distance = self.trail_amount
        if distance is None:
            assert self.trail_percent is not None  # examined when the order came in
            distance = reference * self.trail_percent * _PERCENT
        return reference + self.side.sign * distance

    def improves(self, price: Decimal, reference: Decimal | None) -> bool:
        """Whether `price` moves a trailing stop: a new high for a sell, a new low for a buy."""
        if not self.is_trailing:
            return False
        if reference is None:
            return True
        return price > reference if self.side is Side.SELL else price < reference

    def wanted(self, price: Decimal) -> Decimal:
        """How many units it takes to be filled at `price`: those that remain, or what the
        money that remains is good for, rounded down to the finest step."""
        if self.remaining_notional is None:
            return self.remaining_quantity
        units = self.remaining_notional / (price * self.multiplier)
        return units.quantize(FINEST_STEP, rounding=ROUND_FLOOR)

    def takeable(self, wanted: Decimal, available: Decimal | None) -> Decimal:
        """How much of what is `wanted` `available` units can fill (`None`: enough).

        A part is cut to the order's own step: whole units for a whole quantity, else the
        last decimal place that the quantity uses.
        """
        if available is None or available >= wanted:
            return wanted
        return max(ZERO, available.quantize(self._step(), rounding=ROUND_FLOOR))

    def _step(self) -> Decimal:
        if self.remaining_notional is not None:
            return FINEST_STEP
        exponent = self.quantity.normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        return _ONE.scaleb(min(exponent, 0))

    def newer(self, quote: Quote) -> bool:
        """Whether `quote` was vouched for after this order began to work."""
        return quote.as_of > self.started_at


class Seen(NamedTuple):
    """What the engine has seen of the market since an order's version, before the book knows.

    A market that turns back does not undo a trigger, nor does it take back the best price
    that a trailing stop has seen.
    """

    trail_reference: Decimal | None = None
    triggered: bool = False

    @classmethod
    def by(cls, order: WorkingOrder) -> Seen:
        """What the book knows."""
        return cls(order.trail_reference)

    def carried_to(self, later: WorkingOrder) -> Seen:
        """The same for a later version of the order with the same terms."""
        mine = self.trail_reference
        if mine is not None and later.improves(mine, later.trail_reference):
            return self
        return Seen(later.trail_reference, self.triggered)


def models_of(fill_spec: str, fee_spec: str) -> tuple[FillModel, FeeModel, Defect | None]:
    """The models two specifications name; with a defect instead of an error where one names
    none, because a stream of orders must not stop at a bad one."""
    try:
        fills = fill_model(fill_spec)
    except UnknownFillModel as error:
        return MODELS["quote"], NO_FEES, Defect(code=Ending.UNKNOWN_FILL_MODEL, detail=str(error))
    try:
        return fills, fee_model(fee_spec), None
    except UnknownFeeModel as error:
        return fills, NO_FEES, Defect(code=Ending.UNKNOWN_FEE_MODEL, detail=str(error))


def examined(order: WorkingOrder) -> WorkingOrder:
    """`order`, marked with a defect where its terms lack what its type needs."""
    if order.defect is not None:
        return order
    missing = _missing(order)
    if missing is None:
        return order
    detail = f"A {order.type} order needs a {missing}, and this one has none."
    return replace(order, defect=Defect(code=Ending.INCOMPLETE_TERMS, detail=detail))


def _missing(order: WorkingOrder) -> str | None:
    if order.is_limited and order.limit_price is None:
        return "limit price"
    if order.is_trailing and order.trail_amount is None and order.trail_percent is None:
        return "trail"
    if order.type in (OrderType.STOP, OrderType.STOP_LIMIT) and order.stop_price is None:
        return "stop price"
    return None
