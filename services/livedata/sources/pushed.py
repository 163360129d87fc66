"""Quotes that programs push, such as the bridge that stands beside Excel."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

import structlog

from services.livedata.domain import diagnosis
from services.livedata.domain.diagnosis import Diagnosis, Vouching
from services.livedata.domain.errors import NotReady
from services.livedata.domain.pushed import Problem, PushedQuote
from services.livedata.domain.quote import Observation
from services.livedata.ports import Accepted, Desk
from shared.clock import Clock

LOOK_SECONDS = 0.25
SYMBOLS_MAX = 10_000

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Patience:
    """A source that pushed nothing for `quiet_after` is down. Pushes of quotes without a time
    that change nothing are taken for a dead link as the saves of a workbook are."""

    quiet_after: timedelta = timedelta(seconds=15)
    frozen_pushes: int = 5
    frozen_after: timedelta = timedelta(seconds=60)


class PushedSource:
    """All pushes together are one source. A quote that gives its own time is as old as it says;
    one that gives none is of the moment at which it came, for as long as the figures move."""

    name = "pushed"
    simulated = False

    def __init__(self, clock: Clock, patience: Patience) -> None:
        self._clock = clock
        self._patience = patience
        self._desk: Desk | None = None
        self._newest: dict[str, datetime] = {}
        self._seen: dict[str, Observation] = {}
        self._vouching: Vouching | None = None
        self._pushed_at: datetime | None = None
        self._reported: Diagnosis | None = None
        self.accepted: Callable[[Sequence[Accepted]], None] = _nobody_cares

    async def run(self, desk: Desk) -> NoReturn:
        self.attach(desk)
        while True:
            self.look()
            await asyncio.sleep(LOOK_SECONDS)

    def attach(self, desk: Desk) -> None:
        """From now on pushes are taken."""
        self._desk = desk

    def look(self) -> None:
        """Say how the source is doing."""
        if self._pushed_at is None:
            self._report(diagnosis.nobody_pushes())
        elif self._clock.now() - self._pushed_at > self._patience.quiet_after:
            seconds = int(self._patience.quiet_after.total_seconds())
            self._report(diagnosis.pushing_stopped(seconds))
        elif self._vouching is not None and self._vouching.frozen:
            self._report(diagnosis.pushed_frozen())
        else:
            self._report(diagnosis.pushed(len(self._seen)))

    def take(self, quotes: Sequence[PushedQuote]) -> list[Problem]:
        if self._desk is None:
            raise NotReady
        now = self._clock.now()
        good, problems = self._take(self._desk, quotes, now)
        if good:
            self.accepted([Accepted(quote, now) for quote in good])
        return problems

    def hear(self, accepted: Sequence[Accepted]) -> None:
        """A quote without a time of its own is of the moment at which it came there."""
        if self._desk is None:
            return
        now = self._clock.now()
        by_time: defaultdict[datetime, list[PushedQuote]] = defaultdict(list)
        for quote, at in accepted:
            by_time[min(at, now)].append(quote)  # another machine's clock may be ahead
        for at in sorted(by_time):
            self._take(self._desk, by_time[at], at)

    def _take(
        self, desk: Desk, quotes: Sequence[PushedQuote], now: datetime
    ) -> tuple[list[PushedQuote], list[Problem]]:
        good, problems = self._news(quotes, now)
        if good:
            self._pushed_at = max(now, self._pushed_at or now)
            self._vouch([each.observation for each in good if each.at is None], now)
            by_time: defaultdict[datetime, list[Observation]] = defaultdict(list)
            frozen = self._vouching is not None and self._vouching.frozen
            for each in good:
                self._seen[each.observation.symbol] = each.observation
                if each.at is not None or not frozen:
                    by_time[each.at or now].append(each.observation)
            self.look()  # first, so that the desk judges by how the source is now
            for at in sorted(by_time):
                desk.observe(self.name, by_time[at], at=at)
        return good, problems

    def _news(
        self, quotes: Sequence[PushedQuote], now: datetime
    ) -> tuple[list[PushedQuote], list[Problem]]:
        """Those quotes that are not older than what is known, and what is wrong with the rest."""
        good: list[PushedQuote] = []
        problems: list[Problem] = []
        for quote in quotes:
            symbol = quote.observation.symbol
            newest = self._newest.get(symbol)
            at = quote.at or now
            if newest is None and len(self._newest) >= SYMBOLS_MAX:
                reason = f"is one more than the {SYMBOLS_MAX} that may be pushed"
                problems.append(Problem(quote.row, symbol, "symbol", reason, accepted=False))
            elif newest is not None and at < newest:
                reason = f"is older than the quote of {newest.isoformat()} that came before"
                problems.append(Problem(quote.row, symbol, "at", reason, accepted=False))
            else:
                self._newest[symbol] = at
                good.append(quote)
        return good, problems

    def _vouch(self, seen: Sequence[Observation], now: datetime) -> None:
        if not seen:
            return
        changed = any(self._seen.get(each.symbol) != each for each in seen)
        before = self._vouching or Vouching(vouched_at=now, changed_at=now)
        self._vouching = before.saved(
            changed=changed,
            at=now,
            saves_max=self._patience.frozen_pushes,
            frozen_after=self._patience.frozen_after,
        )

    def _report(self, found: Diagnosis) -> None:
        if found == self._reported or self._desk is None:
            return
        self._reported = found
        _log.info("pushed_quotes", state=found.state, message=found.message)
        self._desk.report(self.name, found.state, found.message, symbols=len(self._seen))


def _nobody_cares(_: Sequence[Accepted]) -> None:
    """Where there is only one process."""
