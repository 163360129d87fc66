"""What is kept of the market: equity, minute by minute, and how far positions have gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from services.portfolio.domain.equity import EquityPoint, Grade
from services.portfolio.domain.excursion import Reach
from shared.kernel.ids import AccountId, Symbol


class Sample(NamedTuple):
    """What one account is worth at one moment, in cents."""

    account_id: AccountId
    equity: Decimal
    cash: Decimal
    complete: bool


class CurveKeeper(Protocol):
    """Writing the equity curve. Raises `Unavailable` while the database is away."""

    async def keep(self, samples: Sequence[Sample], *, at: datetime, grade: Grade) -> None:
        """Add a point for each account whose shard is this process's; a second one for the same
        moment is left out."""
        ...

    async def thin(self, *, now: datetime) -> None:
        """Remove the points whose grade is not kept any more at their age."""
        ...


class ReachKeeper(Protocol):
    """Keeping how far open positions have gone. Raises `Unavailable` while the database is away."""

    async def keep(self, seen: Sequence[tuple[AccountId, Symbol, Reach]]) -> None: ...


class Curve(Protocol):
    """Reading it. `since` is inclusive. Raises `Unavailable` while the database is away."""

    async def points(
        self, account_id: AccountId, *, since: datetime, grade: Grade
    ) -> list[EquityPoint]:
        """Points of at least this grade, and the newest of any, oldest first."""
        ...

    async def first_at(self, account_id: AccountId, *, since: datetime) -> datetime | None: ...

    async def last_close(self, account_id: AccountId, *, since: datetime) -> EquityPoint | None: ...
