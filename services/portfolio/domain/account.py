"""Accounts: whose they are, and the money the book says they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from services.portfolio.domain.journal import RoundTrip
from services.portfolio.domain.position import Position
from shared.kernel.enums import AccountKind
from shared.kernel.ids import AccountId, Symbol, UserId
from shared.kernel.money import ZERO

NEWEST_TRIPS = 50
"""How many closed round trips a portfolio carries."""


@dataclass(frozen=True, slots=True)
class Account:
    """`cash`, `reserved` and `buying_power` are the book's own and copied, never computed.
    `version` is the book's count of the account's changes: what is not newer is a repetition.
    `realized_pnl` (before fees), `fees` and `dividends` are the sums over all of its positions
    since `era_began_at`: a reset begins the next era, in which the past counts for nothing."""

    account_id: AccountId
    user_id: UserId
    name: str
    kind: AccountKind
    currency: str
    starting_balance: Decimal
    cash: Decimal
    reserved: Decimal
    buying_power: Decimal
    version: int
    opened_at: datetime
    realized_pnl: Decimal = ZERO
    fees: Decimal = ZERO
    dividends: Decimal = ZERO
    era: int = 1
    era_began_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def began_at(self) -> datetime:
        """When the current era began."""
        return self.era_began_at or self.opened_at


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All that is needed to say what one account is worth. `positions` holds the open ones
    and those that were closed on the current trading day; `closed` the newest round trips,
    newest first."""

    account: Account
    positions: Mapping[Symbol, Position] = field(default_factory=dict)
    closed: tuple[RoundTrip, ...] = ()
