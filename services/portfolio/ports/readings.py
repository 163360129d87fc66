"""Looking accounts and portfolios up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.portfolio.domain.account import Account, Portfolio
from shared.kernel.ids import AccountId


class Readings(Protocol):
    """Looking things up. Raises `Unavailable` while the database is away."""

    async def account(self, account_id: AccountId) -> Account | None: ...

    async def portfolios(self, account_ids: Sequence[AccountId], *, day: date) -> list[Portfolio]:
        """The portfolios that exist among those asked for, each of one instant; `day` is the
        current trading day."""
        ...
