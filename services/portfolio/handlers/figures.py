"""Exact worth, turned into the figures that leave the product. Socket and REST both show
what is made here, and this is the only place where the portfolio rounds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from services.portfolio.domain.account import Account, Portfolio
from services.portfolio.domain.journal import RoundTrip
from services.portfolio.domain.market import MISSING, Market
from services.portfolio.domain.valuation import Holding, Worth, value_portfolio
from shared.contracts.portfolio import (
    AccountFigures,
    PortfolioData,
    PositionFigures,
    RoundTripFigures,
)
from shared.kernel.money import CENT, round_cents

_HUNDRED = Decimal(100)
_PRICE_STEP = Decimal("0.000001")
_LEVERAGE_STEP = Decimal("0.0001")


def portfolio_data(portfolio: Portfolio, market: Market, *, now: datetime) -> PortfolioData:
    """Everything there is to show of one account."""
    worth, holdings = value_portfolio(portfolio, market)
    return PortfolioData(
        account=account_figures(portfolio.account, worth, now=now),
        positions=[position_figures(each, None) for each in _open(holdings)],
        closed=[round_trip_figures(trip) for trip in portfolio.closed],
    )


def account_figures(account: Account, worth: Worth, *, now: datetime) -> AccountFigures:
    return AccountFigures(
        account_id=account.account_id,
        name=account.name,
        kind=account.kind,
        currency=account.currency,
        starting_balance=round_cents(account.starting_balance),
        cash=round_cents(account.cash),
        reserved=round_cents(account.reserved),
        buying_power=round_cents(worth.buying_power),
        positions_value=round_cents(worth.positions_value),
        equity=round_cents(worth.equity),
        unrealized_pnl=round_cents(worth.unrealized_pnl),
        realized_pnl=round_cents(account.realized_pnl),
        fees=round_cents(account.fees),
        dividends=round_cents(account.dividends),
        day_pnl=round_cents(worth.day_pnl),
        day_pnl_percent=_percent(worth.day_pnl, worth.day_start_equity),
        total_pnl=round_cents(worth.total_pnl),
        margin_remaining=round_cents(worth.margin_remaining),
        maintenance_margin=round_cents(worth.maintenance_margin),
        margin_call=worth.margin_call,
        leverage=worth.leverage.quantize(_LEVERAGE_STEP, ROUND_HALF_UP),
        complete=worth.complete,
        stale_marks=worth.stale_marks,
        as_of=now,
    )


def position_figures(holding: Holding, at_another_mark: PositionFigures | None) -> PositionFigures:
    """The figures of one holding. Those of the very same position at another mark, if known,
    save the work for whatever does not depend on the mark."""
    position, mark = holding.position, holding.mark
    marked: dict[str, Any] = {
        "mark": None if mark is None else tidy(mark.price, CENT),
        "mark_quality": MISSING if mark is None else mark.quality,
        "mark_as_of": None if mark is None else mark.as_of,
        "value": _cents(holding.value),
        "unrealized_pnl": _cents(holding.unrealized_pnl),
        "unrealized_pnl_percent": _percent(holding.unrealized_pnl, abs(position.cost)),
        "day_pnl": _cents(holding.day_pnl),
    }
    if at_another_mark is not None:
        return at_another_mark.model_copy(update=marked)
    average = position.average_price
    return PositionFigures(
        symbol=position.symbol,
        quantity=tidy(position.quantity),
        multiplier=tidy(position.multiplier),
        average_price=None if average is None else shown_price(average),
        cost=round_cents(position.cost),
        realized_pnl=round_cents(position.realized_pnl),
        fees=round_cents(position.fees),
        dividends=round_cents(position.dividends),
        opened_at=position.opened_at,
        **marked,
    )


def round_trip_figures(trip: RoundTrip) -> RoundTripFigures:
    """`trip` must have ended."""
    entry, out, verdict, closed_at = trip.entry_price, trip.exit_price, trip.verdict, trip.closed_at
    assert entry is not None
    assert out is not None
    assert verdict is not None
    assert closed_at is not None
    return RoundTripFigures(
        round_trip_id=trip.round_trip_id,
        symbol=trip.symbol,
        side="long" if trip.is_long else "short",
        quantity=tidy(trip.max_quantity),
        entry_price=shown_price(entry),
        exit_price=shown_price(out),
        realized_pnl=round_cents(trip.realized_pnl),
        fees=round_cents(trip.fees),
        dividends=round_cents(trip.dividends),
        net_pnl=round_cents(trip.net_pnl),
        verdict=verdict,
        opened_at=trip.opened_at,
        closed_at=closed_at,
        holding_seconds=round((closed_at - trip.opened_at).total_seconds()),
    )


def _open(holdings: Iterable[Holding]) -> list[Holding]:
    return sorted(
        (each for each in holdings if each.position.quantity), key=lambda h: h.position.symbol
    )


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else round_cents(amount)


def shown_price(price: Decimal) -> Decimal:
    """An average price to a millionth, without needless zeros."""
    return tidy(price.quantize(_PRICE_STEP, ROUND_HALF_UP), CENT)


def _percent(part: Decimal | None, whole: Decimal) -> Decimal | None:
    """`part` in percent of `whole` to two decimals; None where there is no whole."""
    if part is None or whole <= 0:
        return None
    return round_cents(part * _HUNDRED / whole)


def tidy(number: Decimal, least: Decimal = Decimal(1)) -> Decimal:
    """`number` without trailing zeros, but not shorter than the decimals of `least`."""
    short = number.quantize(least)
    return short if short == number else number.normalize()
