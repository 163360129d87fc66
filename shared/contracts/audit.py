"""What a service answers when an operator asks it to prove its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from pydantic import BaseModel


class Violation(BaseModel, frozen=True):
    """A rule that is broken, with rows that show it; every figure as the database has it."""

    rule: str
    rows: list[dict[str, str | None]]

    @classmethod
    def of(cls, rule: str, rows: Iterable[Mapping[str, Any]]) -> Self:
        return cls(rule=rule, rows=[_written(row) for row in rows])


class AuditReport(BaseModel, frozen=True):
    """`unproved`: what could not be looked at, in sentences."""

    sound: bool
    violations: list[Violation]
    unproved: list[str]

    @classmethod
    def of(cls, violations: Iterable[Violation], unproved: Iterable[str] = ()) -> Self:
        found = list(violations)
        return cls(sound=not found, violations=found, unproved=list(unproved))


def _written(row: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in row.items()}
