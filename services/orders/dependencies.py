"""What a route may ask for."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, Header, Request

from services.orders.ports import Exports, MarketData, Readings, Sessions, Transactions, Work
from shared.clock import Clock
from shared.kernel.errors import FieldError, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything the composition root has put together, on `app.state.surroundings`."""

    clock: Clock
    transactions: Transactions
    readings: Readings
    exports: Exports
    market: MarketData
    sessions: Sessions
    starting_balance: Decimal


async def surroundings(request: Request) -> Surroundings:
    found = request.app.state.surroundings
    assert isinstance(found, Surroundings)
    return found


SurroundingsDep = Annotated[Surroundings, Depends(surroundings)]


async def work_in_transaction(around: SurroundingsDep) -> AsyncGenerator[Work]:
    async with around.transactions() as work:
        yield work


async def readings(around: SurroundingsDep) -> Readings:
    return around.readings


async def expected_version(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The version in `If-Match`, with or without quotes; `*` is any."""
    if if_match is None or if_match.strip() == "*":
        return None
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise Invalid(
            "If-Match must be the version of the order.",
            FieldError("If-Match", "not a version"),
        )
    return int(digits)


# "function": commit before the response leaves. The default scope commits after it.
WorkDep = Annotated[Work, Depends(work_in_transaction, scope="function")]
ReadingsDep = Annotated[Readings, Depends(readings)]
ExpectedVersion = Annotated[int | None, Depends(expected_version)]
