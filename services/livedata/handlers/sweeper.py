"""Time passes: what nobody vouches for grows stale without anybody saying a word."""

from __future__ import annotations

import asyncio
from typing import NoReturn

from services.livedata.handlers.desk import MarketDesk

SWEEP_SECONDS = 0.25


async def sweep_for_ever(desk: MarketDesk) -> NoReturn:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        desk.sweep()
