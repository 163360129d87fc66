"""What a route may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request

from services.portfolio.domain.market import Market
from services.portfolio.ports import Curve, Readings
from shared.clock import Clock
from shared.kernel.ids import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the composition root has put together, on `app.state.surroundings`."""

    clock: Clock
    readings: Readings
    curve: Curve
    market: Market


def surroundings(request: Request) -> Surroundings:
    found = request.app.state.surroundings
    assert isinstance(found, Surroundings)
    return found


def account_id(account_id: Annotated[UUID, Path()]) -> AccountId:
    return AccountId(account_id)


AroundDep = Annotated[Surroundings, Depends(surroundings)]
AccountIdDep = Annotated[AccountId, Depends(account_id)]
