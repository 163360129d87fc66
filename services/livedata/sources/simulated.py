"""The simulated market, paced by the machine's clock."""

from __future__ import annotations

import asyncio
from typing import NoReturn

from services.livedata.domain.market import SimulatedMarket
from services.livedata.ports import Desk
from shared.clock import Clock

STEP_SECONDS = 0.05
LAG_STEPS_MAX = 20
"""After a pause the market takes at most this many steps at once; the rest never happened."""


class SimulatedSource:
    name = "simulated"
    simulated = True

    def __init__(self, market: SimulatedMarket, clock: Clock) -> None:
        self._market = market
        self._clock = clock

    async def run(self, desk: Desk) -> NoReturn:
        opening = self._market.opening()
        desk.report(
            self.name, "live", "Simulated market: prices are made up.", symbols=len(opening)
        )
        desk.observe(self.name, opening, at=self._clock.now())
        loop = asyncio.get_running_loop()
        next_step_at = loop.time() + STEP_SECONDS
        while True:
            await asyncio.sleep(next_step_at - loop.time())
            next_step_at = max(
                next_step_at + STEP_SECONDS, loop.time() - LAG_STEPS_MAX * STEP_SECONDS
            )
            quoted = self._market.step(STEP_SECONDS)
            if quoted:
                desk.observe(self.name, quoted, at=self._clock.now())
