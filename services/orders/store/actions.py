"""Corporate actions, and what they did to accounts, in PostgreSQL."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.corporate_action import Adjustment, CorporateAction, Dividend, Split
from services.orders.store.tables import adjustments, corporate_actions

_add = insert(corporate_actions).on_conflict_do_nothing().returning(corporate_actions.c.action_id)
_find = select(corporate_actions).where(corporate_actions.c.action_id == bindparam("action_id"))
_book = insert(adjustments)


class PostgresActions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, action: CorporateAction) -> bool:
        return (await self._connection.execute(_add, asdict(action))).first() is not None

    async def find(self, action_id: UUID) -> CorporateAction | None:
        row = (await self._connection.execute(_find, {"action_id": action_id})).first()
        return action_of(row) if row else None

    async def book(self, adjustment: Adjustment) -> None:
        await self._connection.execute(_book, asdict(adjustment))


def action_of(row: Row[Any]) -> CorporateAction:
    if row.kind == "split":
        return Split(
            action_id=row.action_id,
            symbol=row.symbol,
            numerator=row.numerator,
            denominator=row.denominator,
            price=row.price,
            effective_at=row.effective_at,
        )
    return Dividend(
        action_id=row.action_id,
        symbol=row.symbol,
        amount_per_share=row.amount_per_share,
        effective_at=row.effective_at,
    )
