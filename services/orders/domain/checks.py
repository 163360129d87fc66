"""Pre-trade checks: may this order work, and if not, why not.

Each check is a pure function that returns a denial or nothing; the first denial wins. Their
order goes from what is wrong with the order itself to what the account cannot carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.orders.domain.account import Account
from services.orders.domain.instrument import FINEST_STEP, Indication, Instrument
from services.orders.domain.proposal import (
    Approval,
    Proposal,
    approval_of,
    cost_of,
    price_of,
    sized,
)
from services.orders.domain.terms import Terms
from shared.kernel.enums import AccountStatus, OrderType, Side
from shared.kernel.ids import Symbol
from shared.kernel.margin import EQUITY_MIN
from shared.kernel.money import ZERO, notional, plain, round_cents

QUANTITY_MAX = Decimal(10) ** 9
PRICE_MAX = Decimal(10) ** 7
NOTIONAL_MAX = Decimal(10) ** 12
NOTIONAL_MIN = Decimal(1)
TRAIL_PERCENT_MAX = Decimal(100)

PRICE_FIELDS = ("limit_price", "stop_price", "trail_amount", "trail_percent")
NEEDED: Mapping[OrderType, frozenset[str]] = {
    OrderType.MARKET: frozenset(),
    OrderType.LIMIT: frozenset({"limit_price"}),
    OrderType.STOP: frozenset({"stop_price"}),
    OrderType.STOP_LIMIT: frozenset({"limit_price", "stop_price"}),
    OrderType.TRAILING_STOP: frozenset({"trail_amount", "trail_percent"}),
}
"""The price fields of each order type: all of them, but only one of the two trails."""


@dataclass(frozen=True, slots=True)
class Denial:
    """Why not: a stable code, a sentence for the trader, and the field to look at."""

    code: str
    reason: str
    field: str


def assess(
    proposal: Proposal, account: Account, instrument: Instrument | None, market: Indication
) -> Approval | Denial:
    """Approve the proposal, or say what is wrong with it first."""
    terms = proposal.terms
    denial = (
        account_closed(account)
        or wrong_fields(proposal.type, terms)
        or out_of_bounds(terms)
        or no_amount_of_money(terms)
        or unknown_symbol(proposal.symbol, instrument)
    )
    if denial is not None or instrument is None:
        return denial or _unknown(proposal.symbol)
    denial = (
        not_tradable(instrument, account) or off_step(terms, instrument) or nothing_left(proposal)
    )
    if denial is not None:
        return denial
    price = price_of(proposal, market)
    if price is None:
        return _no_price(proposal.symbol)
    terms = sized(proposal, price, instrument)
    remaining = terms.quantity - proposal.filled_quantity
    approval = approval_of(proposal, terms, remaining, price, instrument)
    denial = (
        too_large(remaining, terms, price, instrument)
        or no_short(remaining, proposal, instrument)
        or unaffordable(cost_of(proposal, remaining, approval, instrument), proposal)
        or not_held(remaining, proposal)
    )
    return denial or approval


def account_closed(account: Account) -> Denial | None:
    if account.status is AccountStatus.OPEN:
        return None
    return Denial("account_closed", "The account is closed.", "account_id")


def wrong_fields(order_type: OrderType, terms: Terms) -> Denial | None:
    needed = NEEDED[order_type]
    given = {name for name in PRICE_FIELDS if getattr(terms, name) is not None}
    for name in sorted(given - needed):
        return Denial("unexpected_field", f"A {order_type} order has no {name}.", name)
    if order_type is OrderType.TRAILING_STOP:
        if len(given) == 1:
            return None
        reason = "A TRAILING_STOP order needs either trail_amount or trail_percent."
        return Denial("one_trail_needed", reason, "trail_amount")
    for name in sorted(needed - given):
        return Denial("missing_field", f"A {order_type} order needs a {name}.", name)
    return None


def out_of_bounds(terms: Terms) -> Denial | None:
    bounds = (
        ("quantity", terms.quantity if terms.notional is None else None, QUANTITY_MAX),
        ("notional", terms.notional, NOTIONAL_MAX),
        ("limit_price", terms.limit_price, PRICE_MAX),
        ("stop_price", terms.stop_price, PRICE_MAX),
        ("trail_amount", terms.trail_amount, PRICE_MAX),
        ("trail_percent", terms.trail_percent, TRAIL_PERCENT_MAX),
    )
    for name, value, most in bounds:
        denial = None if value is None else _out_of_bound(name, value, most)
        if denial is not None:
            return denial
    return None


def _out_of_bound(name: str, value: Decimal, most: Decimal) -> Denial | None:
    if value <= ZERO:
        return Denial("not_positive", f"{name} must be more than zero.", name)
    if value > most:
        return Denial("too_large", f"{name} must not be more than {plain(most)}.", name)
    if value % FINEST_STEP:
        return Denial("too_fine", f"{name} must not have more than 9 decimals.", name)
    return None


def bad_prices(prices: Iterable[tuple[str, Decimal]], instrument: Instrument) -> Denial | None:
    """The first price, given with the name of its field, that nothing could trade at."""
    for name, price in prices:
        denial = _out_of_bound(name, price, PRICE_MAX) or _off_tick(name, price, instrument)
        if denial is not None:
            return denial
    return None


def no_amount_of_money(terms: Terms) -> Denial | None:
    money = terms.notional
    if money is None:
        return None
    if money < NOTIONAL_MIN:
        reason = f"notional must not be less than {plain(NOTIONAL_MIN)}."
        return Denial("too_small", reason, "notional")
    if money != round_cents(money):
        return Denial("too_fine", "notional must not have more than 2 decimals.", "notional")
    return None


def unknown_symbol(symbol: Symbol, instrument: Instrument | None) -> Denial | None:
    return _unknown(symbol) if instrument is None else None


def not_tradable(instrument: Instrument, account: Account) -> Denial | None:
    symbol = instrument.symbol
    if not instrument.tradable:
        return Denial("not_tradable", f"{symbol} can be watched but not traded.", "symbol")
    if instrument.currency != account.currency:
        reason = f"{symbol} trades in {instrument.currency}; the account is in {account.currency}."
        return Denial("wrong_currency", reason, "symbol")
    return None


def off_step(terms: Terms, instrument: Instrument) -> Denial | None:
    if terms.notional is not None:
        if not instrument.fractionable:
            reason = (
                f"{instrument.symbol} trades in whole units only, so an order cannot be for an "
                "amount of money. Send a quantity."
            )
            return Denial("not_fractionable", reason, "notional")
    elif terms.quantity % instrument.quantity_step:
        reason = f"{instrument.symbol} trades in whole units only."
        return Denial("not_fractionable", reason, "quantity")
    for name, price in terms.prices():
        denial = _off_tick(name, price, instrument)
        if denial is not None:
            return denial
    return None


def _off_tick(name: str, price: Decimal, instrument: Instrument) -> Denial | None:
    nearest = instrument.nearest_prices(price)
    if nearest == (price,):
        return None
    choices = " or ".join(plain(near) for near in nearest)
    tick = plain(instrument.tick_at(price))
    reason = f"{name} moves in steps of {tick} here; the nearest valid price is {choices}."
    return Denial("off_tick", reason, name)


def nothing_left(proposal: Proposal) -> Denial | None:
    terms = proposal.terms
    field, asked, filled = (
        ("quantity", terms.quantity, proposal.filled_quantity)
        if terms.notional is None
        else ("notional", terms.notional, proposal.filled_notional)
    )
    if asked > filled:
        return None
    reason = f"{field} must be more than the {plain(filled)} already filled."
    return Denial("already_filled", reason, field)


def too_large(
    quantity: Decimal, terms: Terms, price: Decimal, instrument: Instrument
) -> Denial | None:
    highest = max(price, *(each for _, each in terms.prices()), ZERO)
    if notional(quantity, highest, instrument.multiplier) <= NOTIONAL_MAX:
        return None
    reason = f"An order must not be worth more than {plain(NOTIONAL_MAX)} {instrument.currency}."
    return Denial("too_large", reason, "quantity")


def unaffordable(cost: Decimal, proposal: Proposal) -> Denial | None:
    if not cost or cost <= proposal.means.cash:
        return None
    needed, left = round_cents(cost), round_cents(proposal.means.cash)
    if proposal.means.margin is not None:
        reason = f"This order needs {needed:,} of margin; {left:,} is available."
        return Denial("insufficient_buying_power", reason, proposal.size_field)
    reason = f"This order needs {needed:,} of buying power; {left:,} is available."
    return Denial("insufficient_buying_power", reason, proposal.size_field)


def no_short(quantity: Decimal, proposal: Proposal, instrument: Instrument) -> Denial | None:
    margin = proposal.means.margin
    if margin is None or not proposal.sells_short or quantity <= proposal.means.shares:
        return None
    if not instrument.shortable:
        reason = f"{proposal.symbol} cannot be sold short."
        return Denial("not_shortable", reason, "side")
    if not margin.may_borrow:
        reason = (
            f"Selling short needs {EQUITY_MIN:,} of equity; "
            f"the account has {round_cents(margin.equity):,}."
        )
        return Denial("equity_below_minimum", reason, "side")
    return None


def not_held(quantity: Decimal, proposal: Proposal) -> Denial | None:
    if proposal.side is Side.BUY or quantity <= proposal.means.shares or proposal.sells_short:
        return None
    reason = (
        f"This order sells {plain(quantity)} {proposal.symbol}; "
        f"{plain(proposal.means.shares)} is held and not set aside for other orders."
    )
    return Denial("insufficient_shares", reason, proposal.size_field)


def _unknown(symbol: Symbol) -> Denial:
    return Denial("unknown_symbol", f"{symbol} is not a symbol that is known here.", "symbol")


def _no_price(symbol: Symbol) -> Denial:
    reason = f"No price of {symbol} is known yet, so its cost cannot be reckoned. Set a limit."
    return Denial("no_price", reason, "symbol")
