"""`portfolio.v1`: what an account is worth. Absolute values; the last one wins.

Every figure is computed once, here in the product's back, and rounded to cents: a screen
shows them and never does arithmetic of its own. `None` means that it cannot be known now.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from shared.contracts.event import Amount
from shared.kernel.enums import Verdict


class PositionFigures(BaseModel, frozen=True):
    """One holding at the current mark. `mark_quality` is a quote quality, or `missing`.
    Money figures are `None` while no mark was ever seen."""

    symbol: str
    quantity: Amount
    multiplier: Amount
    average_price: Amount | None
    cost: Amount
    mark: Amount | None
    mark_quality: str
    mark_as_of: datetime | None
    value: Amount | None
    unrealized_pnl: Amount | None
    unrealized_pnl_percent: Amount | None
    day_pnl: Amount | None
    realized_pnl: Amount
    fees: Amount
    dividends: Amount
    """What was received, less what a short paid; beside realized P/L and not in it."""
    opened_at: datetime | None


class RoundTripFigures(BaseModel, frozen=True):
    """A closed position, from flat to flat, and whether it worked."""

    round_trip_id: UUID
    symbol: str
    side: str
    """`long` or `short`."""
    quantity: Amount
    """The most that was held."""
    entry_price: Amount
    exit_price: Amount
    realized_pnl: Amount
    fees: Amount
    dividends: Amount
    net_pnl: Amount
    """Realized P/L less fees, and dividends."""
    verdict: Verdict
    opened_at: datetime
    closed_at: datetime
    holding_seconds: int


class AccountFigures(BaseModel, frozen=True):
    """The account's banner. `complete` is False while a held position has no mark: it then
    counts in the totals with what it cost, and they must be shown as incomplete."""

    account_id: UUID
    name: str
    kind: str
    currency: str
    starting_balance: Amount
    cash: Amount
    reserved: Amount
    buying_power: Amount
    positions_value: Amount
    equity: Amount
    unrealized_pnl: Amount
    realized_pnl: Amount
    """Since the account was opened or reset, before fees."""
    fees: Amount
    dividends: Amount
    day_pnl: Amount
    day_pnl_percent: Amount | None
    total_pnl: Amount
    """Equity less the starting balance."""
    margin_remaining: Amount
    """Of a margin account: how far its equity is above the maintenance margin, negative in a
    margin call. Of a cash account: its buying power."""
    maintenance_margin: Amount
    """What the positions of a margin account demand at their marks; zero for a cash account."""
    margin_call: bool
    leverage: Amount
    complete: bool
    stale_marks: int
    as_of: datetime


class PortfolioData(BaseModel, frozen=True):
    """A full snapshot of one account."""

    account: AccountFigures
    positions: list[PositionFigures]
    closed: list[RoundTripFigures]
    """The newest round trips, newest first, at most 50."""


class PortfolioUpdate(BaseModel, frozen=True):
    """A `portfolio.v1` entry. A full one replaces everything; a delta lists only positions
    that changed, `gone` names those that are no longer held, and `closed` the round trips
    that ended since. A delta applies where (`epoch`, `previous`) is what the reader holds;
    else the reader asks for a full one by announcing its interest again. An epoch lasts while
    one process shows the account; later epochs sort after earlier ones, so what still arrives
    of an earlier one is out of date."""

    account_id: UUID
    epoch: UUID
    previous: int
    version: int
    full: bool
    account: AccountFigures
    positions: list[PositionFigures]
    gone: list[str]
    closed: list[RoundTripFigures]
    newest_quote_at: datetime | None
    """When the newest quote in these figures was vouched for; for measuring latency."""


PORTFOLIO_TYPE = "portfolio.v1"
WATCHED = "watched"
"""Sorted set beside each shard of `portfolio.v1`: account id, scored with the time (seconds
since 1970) at which the interest of the last gateway ends."""
WATCH_BELL = "thor:watch"
"""Channel on which a gateway publishes an account id that it wants a full snapshot of now."""
