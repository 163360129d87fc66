"""Which source answers for a symbol that several of them know.

The sources are named in order; a symbol may have a favorite that comes before all others. The
first of them that has something to say answers. One that has fallen silent gives way at once;
one that is back must have spoken for a while before it answers again, so that a source which
comes and goes does not make the quotes jump between two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from services.livedata.domain.quote import GatedQuote
from shared.kernel.enums import QuoteQuality

ALWAYS = datetime.min.replace(tzinfo=UTC)
_SILENT = (QuoteQuality.STALE, QuoteQuality.FEED_DOWN, QuoteQuality.LOADING)


class Standby(NamedTuple):
    """What a source says of a symbol for which another one answers just now. `speaking_since`
    is `None` while it says nothing of use, and `ALWAYS` if it never fell silent."""

    quote: GatedQuote
    speaking_since: datetime | None


@dataclass(frozen=True, slots=True)
class Priorities:
    """`order` names the sources, the first one foremost; `favorites` gives a symbol the source
    that comes before them. `return_after` is how long a source that was silent must have spoken
    before it answers again."""

    order: Sequence[str] = ()
    favorites: Mapping[str, str] = field(default_factory=dict[str, str])
    return_after: timedelta = timedelta(seconds=5)
    stale_after: timedelta = timedelta(seconds=15)

    def heard(
        self, before: Standby | None, quote: GatedQuote, now: datetime, *, answered: bool = False
    ) -> Standby:
        """The standby that `quote` makes; `answered` where its source was asked until now."""
        if not self._speaks(quote, now):
            return Standby(quote, None)
        if before is None:
            return Standby(quote, now if answered else ALWAYS)
        return Standby(quote, before.speaking_since or now)

    def successor(
        self, shown: GatedQuote, standbys: Mapping[str, Standby], now: datetime
    ) -> str | None:
        """The source that answers from now on in the place of the one `shown`; `None`: it stays."""
        willing = [
            (self._standing(standby.quote, now), self._rank(standby.quote), source)
            for source, standby in standbys.items()
            if self._takes_over(shown, standby, now)
        ]
        return min(willing)[2] if willing else None

    def _takes_over(self, shown: GatedQuote, standby: Standby, now: datetime) -> bool:
        ours, theirs = self._standing(shown, now), self._standing(standby.quote, now)
        if ours != theirs or standby.speaking_since is None:
            return theirs < ours
        settled = now - standby.speaking_since >= self.return_after
        return settled and self._rank(standby.quote) < self._rank(shown)

    def _standing(self, quote: GatedQuote, now: datetime) -> int:
        """0 for one that speaks, 1 for one that only has an old price, 2 for one with none."""
        return 0 if self._speaks(quote, now) else 1 if quote.values.has_price else 2

    def _speaks(self, quote: GatedQuote, now: datetime) -> bool:
        """A jump that waits for its confirmation is no silence: the next quote decides it."""
        if quote.remembered:
            return False
        waits = quote.held is not None and now - quote.as_of <= self.stale_after
        return waits or quote.quality not in _SILENT

    def _rank(self, quote: GatedQuote) -> int:
        if self.favorites.get(quote.symbol) == quote.source:
            return -1
        return self.order.index(quote.source) if quote.source in self.order else len(self.order)
