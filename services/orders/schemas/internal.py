"""Bodies of answers to other services and to operators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel

from services.orders.ports import Violation
from shared.contracts.orders import OrderState


class WorkingOrdersView(BaseModel):
    """Pending orders of one shard, and the head of its log at the same instant."""

    seq: int
    orders: list[OrderState]


class ViolationView(BaseModel):
    rule: str
    rows: list[dict[str, str | None]]

    @classmethod
    def of(cls, violation: Violation) -> Self:
        return cls(rule=violation.rule, rows=[_written(row) for row in violation.rows])


class AuditView(BaseModel):
    sound: bool
    violations: list[ViolationView]


def _written(row: Mapping[str, object]) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in row.items()}
