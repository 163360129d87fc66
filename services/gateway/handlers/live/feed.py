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

    def take(self, statuses: Iterable[FeedStatus]) -> bool:
        """Whether anything changed by `statuses`."""
        changed = False
        for status in statuses:
            changed |= self._sources.get(status.source) != status
            self._sources[status.source] = status
        return changed

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
