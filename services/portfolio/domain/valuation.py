"""What an account is worth, in exact decimals. Nothing is rounded here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.portfolio.domain.account import Account, Portfolio
from services.portfolio.domain.market import Mark, Market
from services.portfolio.domain.position import Position
from shared.kernel.enums import QuoteQuality
from shared.kernel.money import ZERO, notional


@dataclass(frozen=True, slots=True)
class Holding:
    """A position at a mark. Money is None where the mark, or the day's first one, is missing.

    `day_pnl` is before fees: what was realized and what is unrealized, less the same when the
    day began. A position that is flat by now still has one for the rest of its day.
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
    agree: equity = starting balance + realized P/L − fees + unrealized P/L.

    `leverage` is the gross value of the positions by the equity, and zero without equity.
    """

    positions_value: Decimal
    equity: Decimal
    unrealized_pnl: Decimal
    day_pnl: Decimal
    total_pnl: Decimal
    margin_remaining: Decimal
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
        day_pnl = position.realized_pnl + unrealized - start.realized_pnl - began_at
    return Holding(position, mark, value, unrealized, day_pnl, position.fees - start.fees)


def value_account(account: Account, holdings: Iterable[Holding]) -> Worth:
    """The totals of `account`, given all of its holdings."""
    value = gross = unrealized = day = ZERO
    stale = 0
    complete = True
    for holding in holdings:
        value += holding.carried_value
        gross += abs(holding.carried_value)
        unrealized += holding.unrealized_pnl or ZERO
        day += (holding.day_pnl or ZERO) - holding.day_fees
        complete = complete and holding.value is not None
        stale += holding.position.quantity != 0 and _is_not_fresh(holding.mark)
    equity = account.cash + value
    return Worth(
        positions_value=value,
        equity=equity,
        unrealized_pnl=unrealized,
        day_pnl=day,
        total_pnl=equity - account.starting_balance,
        margin_remaining=account.buying_power,
        leverage=gross / equity if equity > 0 else ZERO,
        complete=complete,
        stale_marks=stale,
    )


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
