"""What a source says of a symbol, and what the gate made of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from shared.kernel.enums import QuoteQuality


class Values(NamedTuple):
    """The figures of one quote. Prices in the instrument's currency, sizes in its units;
    `None` is unknown, never zero."""

    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None
    bid_size: Decimal | None = None
    ask_size: Decimal | None = None
    last_size: Decimal | None = None
    volume: Decimal | None = None
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    previous_close: Decimal | None = None

    @property
    def has_price(self) -> bool:
        return self.bid is not None or self.ask is not None or self.last is not None


NO_VALUES = Values()


class Observation(NamedTuple):
    """A source's word on one symbol. `missing` says in a sentence why figures that should be
    there are not; `halted` why the symbol is not trading."""

    symbol: str
    values: Values
    missing: str | None = None
    halted: str | None = None


class GatedQuote(NamedTuple):
    """A symbol after the quality gate.

    `as_of` is when the source last vouched for the values, `changed_at` when one of them last
    changed, `since` when the quality became what it is. `held` are values too far from the
    last ones to be believed before a second quote confirms them. `remembered` marks a quote
    that an earlier run left behind: good to show, no yardstick for what comes.
    """

    symbol: str
    source: str
    values: Values
    as_of: datetime
    changed_at: datetime
    quality: QuoteQuality
    reason: str | None
    since: datetime
    held: Values | None = None
    remembered: bool = False
