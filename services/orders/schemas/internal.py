"""Bodies of requests and answers of other services and of operators."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from services.orders.domain.corporate_action import Dividend, Split
from services.orders.schemas.fields import Body, SymbolText
from shared.contracts.orders import OrderState
from shared.kernel.ids import Symbol

Parts = Annotated[int, Field(ge=1, le=10_000)]
PerUnit = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=9)]


class WorkingOrdersView(BaseModel):
    """Pending orders of one shard, and the head of its log at the same instant."""

    seq: int
    orders: list[OrderState]


class SplitBody(Body):
    """`numerator` new units for `denominator` old ones. `price` of a new unit is needed only
    where somebody is left with a fraction of one. `action_id` makes it safe to repeat."""

    action_id: UUID
    symbol: SymbolText
    numerator: Parts
    denominator: Parts
    price: PerUnit | None = None
    effective_at: AwareDatetime | None = None

    def to_action(self, now: datetime) -> Split:
        return Split(
            action_id=self.action_id,
            symbol=Symbol(self.symbol),
            numerator=self.numerator,
            denominator=self.denominator,
            price=self.price,
            effective_at=self.effective_at or now,
        )


class DividendBody(Body):
    """`amount_per_share` in cash. `action_id` makes it safe to repeat."""

    action_id: UUID
    symbol: SymbolText
    amount_per_share: PerUnit
    effective_at: AwareDatetime | None = None

    def to_action(self, now: datetime) -> Dividend:
        return Dividend(
            action_id=self.action_id,
            symbol=Symbol(self.symbol),
            amount_per_share=self.amount_per_share,
            effective_at=self.effective_at or now,
        )


class CarriedOutView(BaseModel):
    """`created` is false where the same action was carried out before; `accounts` are those
    that held the symbol."""

    created: bool
    accounts: int
