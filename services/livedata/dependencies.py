"""What a route may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.livedata.handlers.bars import BarDesk
from services.livedata.handlers.desk import MarketDesk
from services.livedata.handlers.directory import Directory
from services.livedata.ports import Inbox
from shared.clock import Clock


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the public routes read; none of them changes anything in it."""

    desk: MarketDesk
    directory: Directory
    bars: BarDesk
    clock: Clock

    def name(self, symbol: str) -> str:
        instrument = self.directory.find(symbol)
        return instrument.name if instrument is not None else symbol


async def reading(request: Request) -> Reading:
    found = request.app.state.reading
    assert isinstance(found, Reading)
    return found


async def inbox(request: Request) -> Inbox | None:
    """Where pushed quotes go in, where they do."""
    found: Inbox | None = request.app.state.inbox
    return found


ReadingDep = Annotated[Reading, Depends(reading)]
InboxDep = Annotated[Inbox | None, Depends(inbox)]
