"""What goes wrong on a simulated exchange, so that every state of a quote can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random

from services.livedata.domain.quote import Values

SYMBOLS = ("INTC", "NFLX", "F", "GS", "PFE", "DIS", "CVX", "WMT", "KO", "BAC")
"""To whom it may happen; the others always trade."""
FIRST_AFTER_SECONDS = 120.0


LATE = "DIS"
"""The symbol that waits for its first quote after a start."""
OUTAGE_SECONDS = 90.0
"""Long enough for quotes to be stale at first, and then to be of a feed that is down."""


class Kind(Enum):
    HALT = "halt"
    """Trading stops, and goes on at another price."""
    ONE_SIDED = "one-sided"
    CROSSED = "crossed"
    SILENCE = "silence"
    """Nothing is heard of the symbol, so its quote grows stale."""
    BAD_TICK = "bad tick"
    """One quote with a price that cannot be, and then nothing: the gate waits for the next one."""


_SECONDS = {
    Kind.HALT: (45, 120),
    Kind.ONE_SIDED: (10, 40),
    Kind.CROSSED: (4, 12),
    Kind.SILENCE: (25, 60),
    Kind.BAD_TICK: (3, 8),
}
_REASONS = ("news pending", "volatility pause", "order imbalance")


@dataclass(frozen=True, slots=True)
class Incident:
    """`ends_at` is in seconds since the market started; `gap` is the logarithm of the change
    of price with which a halt ends."""

    symbol: str
    kind: Kind
    ends_at: float
    reason: str
    gap: float

    def distorted(self, values: Values) -> Values:
        """What the symbol quotes while this lasts."""
        bid, ask = values.bid, values.ask
        if self.kind is Kind.ONE_SIDED:
            return values._replace(ask=None, ask_size=None)
        if self.kind is Kind.CROSSED and bid is not None and ask is not None:
            return values._replace(bid=ask, ask=bid)
        if self.kind is Kind.BAD_TICK and bid is not None and ask is not None:
            return values._replace(bid=bid * 2, ask=ask * 2)
        return values


def feed_is_down(elapsed: float, every_seconds: float) -> bool:
    """Whether the whole feed is silent, as it is once in `every_seconds`; 0 is never."""
    return 0 < every_seconds <= elapsed and elapsed % every_seconds < OUTAGE_SECONDS


class Incidents:
    """`per_hour` of them, at moments that the seed decides; at most one a symbol at a time."""

    def __init__(self, seed: int, per_hour: float, symbols: Sequence[str] = SYMBOLS) -> None:
        self._random = Random(f"incidents of {seed}")  # noqa: S311 - dice for a market
        self._per_second = per_hour / 3600
        self._symbols = symbols
        self._now = 0.0
        self._current: dict[str, Incident] = {}

    def at(self, symbol: str) -> Incident | None:
        return self._current.get(symbol)

    @property
    def silent(self) -> frozenset[str]:
        kinds = (Kind.SILENCE, Kind.BAD_TICK)
        return frozenset(each.symbol for each in self._current.values() if each.kind in kinds)

    def step(self, seconds: float) -> tuple[list[Incident], list[Incident]]:
        """Time passes. The incidents that ended and those that began."""
        self._now += seconds
        ended = [each for each in self._current.values() if each.ends_at <= self._now]
        for incident in ended:
            del self._current[incident.symbol]
        begun: list[Incident] = []
        quiet = self._per_second == 0 or self._now < FIRST_AFTER_SECONDS
        if not quiet and self._random.random() < self._per_second * seconds:
            incident = self._new()
            if incident.symbol not in self._current:
                self._current[incident.symbol] = incident
                begun.append(incident)
        return ended, begun

    def _new(self) -> Incident:
        kind = self._random.choice(list(Kind))
        shortest, longest = _SECONDS[kind]
        return Incident(
            self._random.choice(self._symbols),
            kind,
            self._now + self._random.uniform(shortest, longest),
            f"Halted by the simulated exchange: {self._random.choice(_REASONS)}.",
            self._random.choice((-1, 1)) * self._random.uniform(0.02, 0.08),
        )
