"""The simulated market, paced by the machine's clock."""

from __future__ import annotations

import asyncio
from typing import NoReturn

from services.livedata.domain.incidents import OUTAGE_SECONDS, feed_is_down
from services.livedata.domain.market import SimulatedMarket
from services.livedata.domain.quote import Observation
from services.livedata.ports import Desk
from shared.clock import Clock

STEP_SECONDS = 0.05
LAG_STEPS_MAX = 20
"""After a pause the market takes at most this many steps at once; the rest never happened."""
CONFIRM_STEPS = 5
_DOWN = (
    "The simulated feed is down, as a real one may be, and is back within "
    f"{OUTAGE_SECONDS:.0f} seconds. Nothing is filled meanwhile."
)


class SimulatedSource:
    """A quote stands until the next one, as on an exchange: every few steps the market vouches
    for all of them again, so that a symbol in which little happens does not look forgotten.

    Once in `outage_every_seconds` nothing arrives for a while, as when a line is cut: the market
    goes on and nobody hears of it. 0 is never."""

    name = "simulated"
    simulated = True

    def __init__(
        self, market: SimulatedMarket, clock: Clock, *, outage_every_seconds: float = 0.0
    ) -> None:
        self._market = market
        self._clock = clock
        self._outage_every_seconds = outage_every_seconds
        self._standing: dict[str, Observation] = {}
        self._steps = 0
        self._is_down = False

    async def run(self, desk: Desk) -> NoReturn:
        self.open(desk)
        loop = asyncio.get_running_loop()
        next_step_at = loop.time() + STEP_SECONDS
        while True:
            await asyncio.sleep(next_step_at - loop.time())
            oldest = loop.time() - LAG_STEPS_MAX * STEP_SECONDS
            next_step_at = max(next_step_at + STEP_SECONDS, oldest)
            self.step(desk)

    def open(self, desk: Desk) -> None:
        self._standing = {quote.symbol: quote for quote in self._market.opening()}
        self._report(desk)
        desk.observe(self.name, list(self._standing.values()), at=self._clock.now())

    def step(self, desk: Desk) -> None:
        """The market moves on by `STEP_SECONDS`."""
        self._steps += 1
        quoted = self._market.step(STEP_SECONDS)
        self._standing.update((quote.symbol, quote) for quote in quoted)
        was_down = self._is_down
        self._is_down = feed_is_down(self._steps * STEP_SECONDS, self._outage_every_seconds)
        if self._is_down is not was_down:
            self._report(desk)
        if self._is_down:
            return
        if was_down or self._steps % CONFIRM_STEPS == 0:
            silent = self._market.silent
            quoted = [word for word in self._standing.values() if word.symbol not in silent]
        desk.observe(self.name, quoted, at=self._clock.now())

    def _report(self, desk: Desk) -> None:
        symbols = len(self._standing)
        if self._is_down:
            desk.report(self.name, "down", _DOWN, symbols=symbols)
        else:
            message = "Simulated market: prices are made up."
            desk.report(self.name, "live", message, symbols=symbols)
