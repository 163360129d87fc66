"""How the sources of quotes are doing, and whether their word still reaches us."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from shared.contracts.market_data import FeedStatus

LIVE_UPDATES = "live updates"
"""The name under which the gateway itself reports that the streams do not answer."""


class FeedBoard:
    def __init__(self) -> None:
        self._sources: dict[str, FeedStatus] = {}
        self._interrupted: FeedStatus | None = None

    def take(self, status: FeedStatus) -> bool:
        """Whether `status` is news."""
        changed = self._sources.get(status.source) != status
        self._sources[status.source] = status
        return changed

    def replace(self, statuses: Iterable[FeedStatus]) -> bool:
        """Take `statuses` for all there are. Whether that is news."""
        before, self._sources = self._sources, {each.source: each for each in statuses}
        return self._sources != before

    def streams_answer(self, answering: bool, at: datetime) -> bool:
        """Whether this is news. While they do not answer a source of our own says so."""
        if answering == (self._interrupted is None):
            return False
        self._interrupted = None if answering else _interrupted(at)
        return True

    def fields(self) -> bytes:
        """`"simulated":…,"sources":[…]`, the fields of `FeedState` without their braces."""
        sources = [self._sources[name] for name in sorted(self._sources)]
        if self._interrupted is not None:
            sources.append(self._interrupted)
        simulated = any(source.simulated for source in sources)
        state = {"simulated": simulated, "sources": sources}
        return msgspec.json.encode(state)[1:-1]


def _interrupted(at: datetime) -> FeedStatus:
    return FeedStatus(
        source=LIVE_UPDATES,
        state="down",
        simulated=False,
        message="Live updates are interrupted; what is shown may be old. Orders still work.",
        since=at,
        symbols=0,
    )
