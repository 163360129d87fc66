"""What an account is worth, in exact decimals. Nothing is rounded here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.portfolio.domain.account import Account, Portfolio
from services.portfolio.domain.market import Mark, Market
from services.portfolio.domain.position import Position
from shared.kernel.enums import AccountKind, QuoteQuality
from shared.kernel.margin import Exposure, margin_of
from shared.kernel.money import ZERO, notional


@dataclass(frozen=True, slots=True)
class Holding:
    """A position at a mark. Money is None where the mark, or the day's first one, is missing.

    `day_pnl` is before fees: what was realized, what was received as dividends and what is
    unrealized, less the same when the day began. A position that is flat by now still has one
    for the rest of its day.
    """

    position: Position
    mark: Mark | None
    value: Decimal | None
    unrealized_pnl: Decimal | None
    day_pnl: Decimal | None
    day_fees: Decimal

    @property
    def carried_value(self) -> Decimal:
        """What it counts for in the totals: without a mark, what it cost."""
        return self.position.cost if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Worth:
    """An account's totals. Cash, what positions are worth and what was paid for them always
    agree: equity = starting balance + realized P/L − fees + dividends + unrealized P/L.

    `leverage` is the gross value of the positions by the equity, and zero without equity.
    A margin account's buying power and margin move with the marks; a cash account's buying
    power is the book's.
    """

    positions_value: Decimal
    equity: Decimal
    buying_power: Decimal
    unrealized_pnl: Decimal
    day_pnl: Decimal
    total_pnl: Decimal
    margin_remaining: Decimal
    maintenance_margin: Decimal
    margin_call: bool
    leverage: Decimal
    complete: bool
    stale_marks: int

    @property
    def day_start_equity(self) -> Decimal:
        return self.equity - self.day_pnl


def value_position(
    position: Position, mark: Mark | None, day_price: Decimal | None, day: date
) -> Holding:
    """`position` at `mark`; `day_price` is the first price seen on `day`."""
    start = position.at_start_of(day)
    value = unrealized = day_pnl = None
    if not position.quantity:
        value = unrealized = ZERO
    elif mark is not None:
        value = notional(position.quantity, mark.price, position.multiplier)
        unrealized = value - position.cost
    if unrealized is not None and (day_price is not None or not start.quantity):
        began_at = notional(start.quantity, day_price or ZERO, position.multiplier) - start.cost
        earned = position.realized_pnl + position.dividends
        day_pnl = earned + unrealized - start.realized_pnl - start.dividends - began_at
    return Holding(position, mark, value, unrealized, day_pnl, position.fees - start.fees)


def value_account(account: Account, holdings: Iterable[Holding]) -> Worth:
    """The totals of `account`, given all of its holdings."""
    held = list(holdings)
    value = sum((each.carried_value for each in held), ZERO)
    equity = account.cash + value
    margin = margin_of(account.cash, account.reserved, map(_exposure, held))
    on_margin = account.kind is AccountKind.MARGIN
    return Worth(
        positions_value=value,
        equity=equity,
        buying_power=margin.buying_power if on_margin else account.buying_power,
        unrealized_pnl=sum((each.unrealized_pnl or ZERO for each in held), ZERO),
        day_pnl=sum(((each.day_pnl or ZERO) - each.day_fees for each in held), ZERO),
        total_pnl=equity - account.starting_balance,
        margin_remaining=margin.remaining if on_margin else account.buying_power,
        maintenance_margin=margin.maintenance if on_margin else ZERO,
        margin_call=on_margin and margin.in_call,
        leverage=margin.leverage or ZERO,
        complete=all(each.value is not None for each in held),
        stale_marks=sum(bool(each.position.quantity) and _is_not_fresh(each.mark) for each in held),
    )


def _exposure(holding: Holding) -> Exposure:
    position = holding.position
    price = holding.mark.price if holding.mark is not None else position.average_price
    return Exposure(position.quantity, price or ZERO, position.multiplier)


def value_portfolio(portfolio: Portfolio, market: Market) -> tuple[Worth, list[Holding]]:
    """The whole of one account at the marks of `market`."""
    holdings = [
        value_position(
            position, market.marks.get(symbol), market.day_prices.get(symbol), market.day
        )
        for symbol, position in portfolio.positions.items()
    ]
    return value_account(portfolio.account, holdings), holdings


def _is_not_fresh(mark: Mark | None) -> bool:
    return mark is not None and mark.quality is not QuoteQuality.FRESH
