"""What a route may ask for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from services.paper_engine.handlers.engine import Engine
from shared.clock import Clock


async def engine(request: Request) -> Engine:
    found = request.app.state.engine
    assert isinstance(found, Engine)
    return found


async def clock(request: Request) -> Clock:
    found: Clock = request.app.state.clock
    return found


EngineDep = Annotated[Engine, Depends(engine)]
ClockDep = Annotated[Clock, Depends(clock)]
