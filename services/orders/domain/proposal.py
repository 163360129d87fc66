"""An order as it is asked for, what the account has for it, and what it would set aside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from services.orders.domain.instrument import ONE, Indication, Instrument
from services.orders.domain.reservation import reference_price, reserve_price
from services.orders.domain.terms import Terms
from shared.kernel.enums import OrderType, Side
from shared.kernel.fee_model import NO_FEES, FeeModel
from shared.kernel.ids import Symbol
from shared.kernel.margin import INITIAL, Margin, short_price
from shared.kernel.money import ZERO, notional


@dataclass(frozen=True, slots=True)
class Approval:
    """Proof that every check passed. `reserve_price` is the cash to set aside for a unit;
    `terms` are those asked for, with the quantity that an amount of money comes to; for the
    other amounts see `Order`."""

    reserve_price: Decimal
    terms: Terms
    closes: Decimal | None = None
    reserve_fee: Decimal = ZERO
    reserve_flat: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Means:
    """What an account has for an order of one symbol and side: cash that nothing is set aside
    from, and units that the order can trade away. In a margin account the cash is the margin
    that is available."""

    cash: Decimal
    shares: Decimal
    margin: Margin | None = None

    def with_own(self, cash: Decimal, shares: Decimal) -> Means:
        """Together with what orders that are about to go have set aside."""
        return replace(self, cash=self.cash + cash, shares=self.shares + shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is asked for, and what it may draw on: for a changed order that includes what the
    order itself has set aside until now. `known_price` is for when no quote is to be had."""

    symbol: Symbol
    side: Side
    type: OrderType
    terms: Terms
    filled_quantity: Decimal = ZERO
    filled_notional: Decimal = ZERO
    means: Means
    fees: FeeModel = NO_FEES
    known_reserve_price: Decimal | None = None

    @property
    def sells_short(self) -> bool:
        """Whether it may sell more than is held: not for an amount of money, whose quantity is
        known only at the fill."""
        return (
            self.side is Side.SELL and self.means.margin is not None and self.terms.notional is None
        )

    @property
    def size_field(self) -> str:
        """The field that says how much."""
        return "quantity" if self.terms.notional is None else "notional"


def approval_of(
    proposal: Proposal, terms: Terms, remaining: Decimal, price: Decimal, instrument: Instrument
) -> Approval:
    """What the order is to set aside. A sell pays its fees out of what it brings in."""
    margin, fee, flat = proposal.means.margin, ZERO, ZERO
    if proposal.side is Side.BUY and proposal.fees != NO_FEES:
        fee = proposal.fees.commission(ONE, price, instrument.multiplier, first=False)
        flat = proposal.fees.flat
    if margin is None:
        return Approval(price, terms, None, fee, flat)
    closing = ZERO if terms.notional is not None else min(remaining, proposal.means.shares)
    if terms.notional is not None and proposal.side is Side.SELL:
        closing = remaining
    rate = margin.rate if proposal.side is Side.BUY else INITIAL
    return Approval(price * rate, terms, proposal.filled_quantity + closing, fee, flat)


def price_of(proposal: Proposal, market: Indication) -> Decimal | None:
    """What a unit is reckoned at: with a collar where the order is for a quantity and has no
    limit; where it is for an amount of money, nothing more than that can be needed."""
    terms = proposal.terms
    if proposal.sells_short:
        if terms.quantity - proposal.filled_quantity <= proposal.means.shares:
            return ZERO
        return short_price(terms.limit_price, market.price)
    found = (
        reserve_price(proposal.side, proposal.type, terms, market.price)
        if terms.notional is None
        else reference_price(terms, market.price)
    )
    return proposal.known_reserve_price if found is None else found


def sized(proposal: Proposal, price: Decimal, instrument: Instrument) -> Terms:
    terms = proposal.terms
    if terms.notional is None:
        return terms
    rest = instrument.units_for(terms.notional - proposal.filled_notional, price)
    return replace(terms, quantity=proposal.filled_quantity + rest)


def cost_of(
    proposal: Proposal, remaining: Decimal, approval: Approval, instrument: Instrument
) -> Decimal:
    """What the order needs of the cash, or of the margin. What only trades away a position
    needs none, so that an account in a margin call can always do it."""
    fees = remaining * approval.reserve_fee
    if not proposal.filled_quantity:
        fees += approval.reserve_flat
    money = proposal.terms.notional
    if money is not None:
        return fees + money - proposal.filled_notional if proposal.side is Side.BUY else ZERO
    opening = remaining
    if approval.closes is not None:
        opening -= approval.closes - proposal.filled_quantity
        if not opening:
            return ZERO
    return fees + notional(opening, approval.reserve_price, instrument.multiplier)
