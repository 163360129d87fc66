"""What the streams of brokers have in common: they say what changes, field by field."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NoReturn

import structlog

from services.livedata.domain.quote import NO_VALUES, Observation, Values
from services.livedata.ports import Desk, FeedState
from shared.clock import Clock

LOOK_SECONDS = 1.0

_log = structlog.get_logger()


class BrokerTape:
    """Puts together what a broker says of each symbol, and brings it to the desk.

    A quote stands until the next one, so while the connection lives and anything at all comes
    through it, the tape vouches for all of them. When nothing has come for `quiet_after`, the
    market is closed or the link is dead, and nobody can tell which: then nothing is vouched for.
    """

    def __init__(self, name: str, broker: str, clock: Clock, *, quiet_after: timedelta) -> None:
        self._name = name
        self._broker = broker
        self._clock = clock
        self._quiet_after = quiet_after
        self._desk: Desk | None = None
        self._values: dict[str, Values] = {}
        self._halted: dict[str, str] = {}
        self._connected_at: datetime | None = None
        self._heard_at: datetime | None = None
        self._trouble: str | None = None
        self._lacking = ""

    def lacks(self, symbols: Sequence[str]) -> None:
        """Symbols that were asked for and that this broker does not have."""
        if symbols:
            self._lacking = f" {self._broker} has no quotes of {', '.join(symbols)}."

    def attach(self, desk: Desk) -> None:
        self._desk = desk
        self._report("down", f"Connecting to {self._broker}.")

    def connected(self) -> None:
        self._connected_at = self._clock.now()
        self._trouble = None
        self.look()

    def lost(self, why: str) -> None:
        """`why` is a sentence for the trader."""
        self._connected_at = None
        self._report("down", why)

    def troubled(self, why: str) -> None:
        """The connection stands, and the broker complains."""
        self._trouble = why
        self.look()

    def said(self, symbol: str, fields: Mapping[str, Decimal | None]) -> None:
        """These fields of `symbol` are so now; the others are as before."""
        self._values[symbol] = self._values.get(symbol, NO_VALUES)._replace(**fields)
        self._heard_at = self._clock.now()
        self._observe(symbol)

    def known(self, symbol: str) -> Values:
        return self._values.get(symbol, NO_VALUES)

    def halted(self, symbol: str, reason: str | None) -> None:
        """`None`: it trades again."""
        if reason is None:
            self._halted.pop(symbol, None)
        else:
            self._halted[symbol] = reason
        self._heard_at = self._clock.now()
        self._observe(symbol)

    async def look_for_ever(self) -> NoReturn:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.look()

    def look(self) -> None:
        """Vouch for what stands, and say how the feed is doing."""
        if self._connected_at is None:
            return
        now = self._clock.now()
        heard = max(self._connected_at, self._heard_at or self._connected_at)
        if now - heard > self._quiet_after:
            self._report(
                "degraded",
                f"{self._broker} is connected, but has said nothing for more than "
                f"{self._quiet_after.seconds} seconds. The market may be closed.",
            )
            return
        if self._desk is not None and self._values:
            standing = [self._observation(symbol) for symbol in self._values]
            self._desk.observe(self._name, standing, at=now)
        if self._trouble is not None:
            self._report("degraded", self._trouble)
        else:
            message = f"{len(self._values)} symbols from {self._broker}.{self._lacking}"
            self._report("live", message)

    def _observe(self, symbol: str) -> None:
        if self._desk is not None:
            now = self._clock.now()
            self._desk.observe(self._name, (self._observation(symbol),), at=now)

    def _observation(self, symbol: str) -> Observation:
        return Observation(symbol, self._values.get(symbol, NO_VALUES),
                           halted=self._halted.get(symbol))  # fmt: skip

    def _report(self, state: FeedState, message: str) -> None:
        if self._desk is not None:
            self._desk.report(self._name, state, message, symbols=len(self._values))


def price(number: float | None) -> Decimal | None:
    """A broker's price; 0 is its way to say that there is none."""
    return Decimal(str(number)) if number else None


def size(number: float | None, lot: int = 1) -> Decimal | None:
    return None if number is None else Decimal(str(number)) * lot
