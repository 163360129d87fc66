"""The simulated market, paced by the machine's clock."""

from __future__ import annotations

import asyncio
import itertools
from typing import NoReturn

from services.livedata.domain.market import SimulatedMarket
from services.livedata.ports import Desk
from shared.clock import Clock

STEP_SECONDS = 0.05
LAG_STEPS_MAX = 20
"""After a pause the market takes at most this many steps at once; the rest never happened."""
CONFIRM_STEPS = 5


class SimulatedSource:
    """A quote stands until the next one, as on an exchange: every few steps the market vouches
    for all of them again, so that a symbol in which little happens does not look forgotten."""

    name = "simulated"
    simulated = True

    def __init__(self, market: SimulatedMarket, clock: Clock) -> None:
        self._market = market
        self._clock = clock

    async def run(self, desk: Desk) -> NoReturn:
        standing = {quote.symbol: quote for quote in self._market.opening()}
        message = "Simulated market: prices are made up."
        desk.report(self.name, "live", message, symbols=len(standing))
        desk.observe(self.name, list(standing.values()), at=self._clock.now())
        loop = asyncio.get_running_loop()
        next_step_at = loop.time() + STEP_SECONDS
        for step in itertools.count(1):
            await asyncio.sleep(next_step_at - loop.time())
            oldest = loop.time() - LAG_STEPS_MAX * STEP_SECONDS
            next_step_at = max(next_step_at + STEP_SECONDS, oldest)
            quoted = self._market.step(STEP_SECONDS)
            standing.update((quote.symbol, quote) for quote in quoted)
            silent = self._market.silent
            words = quoted
            if step % CONFIRM_STEPS == 0:
                words = [word for word in standing.values() if word.symbol not in silent]
            desk.observe(self.name, words, at=self._clock.now())
        raise AssertionError("a count has no end")
