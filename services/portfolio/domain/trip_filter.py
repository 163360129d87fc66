"""Which round trips somebody asks for: the journal and the statistics choose by the same rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.enums import Verdict
from shared.kernel.ids import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class TripFilter:
    """All that is given must hold. `since` is inclusive and `until` is not; both speak of when a
    round trip ended. `era` counts the resets of the account, from 1; the current one if None."""

    era: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    symbol: Symbol | None = None
    is_long: bool | None = None
    tag: str | None = None
    verdict: Verdict | None = None
