"""The watched accounts: what their readers have been told, and what to tell them next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import NamedTuple
from uuid import UUID

from services.portfolio.domain.account import NEWEST_TRIPS, Portfolio
from services.portfolio.domain.journal import RoundTrip
from services.portfolio.domain.market import Mark, Market
from services.portfolio.domain.position import Position
from services.portfolio.domain.valuation import Holding, value_account, value_position
from services.portfolio.handlers.figures import (
    account_figures,
    position_figures,
    round_trip_figures,
)
from services.portfolio.ports.book import Change
from shared.contracts.portfolio import PortfolioUpdate, PositionFigures
from shared.kernel.ids import AccountId, Symbol

SETTLE_SECONDS = 0.005
"""After a quiet time, how long the first tick waits for those that came with it: a save of a
whole sheet arrives as one entry a shard, and is told as a whole."""
FLOWING_SECONDS = 0.05
"""Ticks that touch an account more often than this, on average, flow: another is near."""
_PACE_OF = 8
"""Ticks that the average is made of, roughly."""


class _Shown(NamedTuple):
    """One position as its readers know it, and what that was made of."""

    holding: Holding
    day: date
    day_price: Decimal | None
    figures: PositionFigures | None
    """None while the position is flat."""

    def is_of(
        self, position: Position, mark: Mark | None, day_price: Decimal | None, day: date
    ) -> bool:
        holding = self.holding
        return (
            holding.position is position
            and holding.mark is mark
            and self.day_price is day_price
            and self.day == day
        )


@dataclass(slots=True)
class _Watch:
    """One watched account. A full update is due while `full`; else a delta of what differs
    from `shown` and the round trips in `unsent`."""

    portfolio: Portfolio
    epoch: UUID
    version: int = 0
    full: bool = True
    shown: dict[Symbol, _Shown] = field(default_factory=dict)
    unsent: list[RoundTrip] = field(default_factory=list)
    sent_at: float = -inf
    due: float = inf
    touched_at: float = -inf
    pace: float = 1.0
    """Seconds between two ticks that touch the account: a moving average, at most 1."""

    def touch(self, now: float) -> None:
        gap = now - self.touched_at
        if gap > SETTLE_SECONDS:  # else it belongs to the one before
            self.touched_at = now
            self.pace += (min(gap, 1.0) - self.pace) / _PACE_OF


class Desk:
    """Decides what is published and when; does no I/O. Times are monotonic seconds.

    An account is told of at once after a quiet time, then at most once in `interval_seconds`:
    where ticks flow, with the first one after the interval, so that what is shown is as new
    as can be, and else when it is over. A fill and a new reader are always told of at once.

    Only accounts that changed cost anything, and in them only positions whose mark or holding is
    another object than before.
    """

    def __init__(self, market: Market, *, interval_seconds: float) -> None:
        self._market = market
        self._interval = interval_seconds
        self._watches: dict[AccountId, _Watch] = {}
        self._expected: dict[AccountId, list[Change]] = {}
        self._queue: list[tuple[float, int, AccountId]] = []
        self._ticket = count()

    def __contains__(self, account_id: AccountId) -> bool:
        return account_id in self._watches

    def __len__(self) -> int:
        return len(self._watches)

    @property
    def accounts(self) -> frozenset[AccountId]:
        return frozenset(self._watches)

    @property
    def next_due(self) -> float:
        """When `updates` has something to give; infinity while there is nothing."""
        while self._queue and self._is_outdated(self._queue[0]):
            heappop(self._queue)
        return self._queue[0][0] if self._queue else inf

    def expect(self, account_ids: Iterable[AccountId]) -> None:
        """These are about to be loaded: keep what is booked in them meanwhile."""
        for account_id in account_ids:
            self._expected[account_id] = []

    def open(
        self,
        asked: Iterable[AccountId],
        loaded: Iterable[Portfolio],
        epoch: UUID,
        *,
        now: float,
    ) -> None:
        """Begin to show what was loaded of the accounts that were asked for, each with a full
        update; `epoch` is theirs from now on. One that was closed meanwhile stays closed."""
        early = {each: self._expected.pop(each) for each in asked if each in self._expected}
        for portfolio in loaded:
            account_id = portfolio.account.account_id
            if account_id not in early:
                continue
            watch = self._watches[account_id] = _Watch(portfolio, epoch)
            for change in early[account_id]:
                _apply(watch, change)
            self._schedule(account_id, watch, self._at_once(now))

    def close(self, account_ids: Iterable[AccountId]) -> None:
        for account_id in account_ids:
            self._watches.pop(account_id, None)
            self._expected.pop(account_id, None)

    def ring(self, account_id: AccountId, *, now: float) -> None:
        """A reader asks for a full update."""
        watch = self._watches.get(account_id)
        if watch is not None:
            watch.full = True
            self._schedule(account_id, watch, self._at_once(now))

    def touched(self, account_ids: Iterable[AccountId], *, now: float) -> None:
        """Marks of these accounts have changed."""
        for account_id in account_ids:
            watch = self._watches.get(account_id)
            if watch is not None:
                watch.touch(now)
                self._schedule(account_id, watch, self._due_of_tick(watch, now))

    def booked(self, changes: Iterable[Change], *, now: float) -> None:
        for change in changes:
            account_id = change.account.account_id
            if account_id in self._expected:
                self._expected[account_id].append(change)
            watch = self._watches.get(account_id)
            if watch is not None:
                _apply(watch, change)
                self._schedule(account_id, watch, self._at_once(now))

    def updates(self, *, now: float, at: datetime, limit: int) -> list[PortfolioUpdate]:
        """What is due, at most `limit`; afterwards the readers count as told. `at` is the time
        that the figures carry."""
        due: list[PortfolioUpdate] = []
        while len(due) < limit and self.next_due <= now:
            _, _, account_id = heappop(self._queue)
            watch = self._watches[account_id]
            watch.due, watch.sent_at = inf, now
            due.append(self._update(watch, at))
        return due

    def failed(self, updates: Iterable[PortfolioUpdate], *, now: float) -> None:
        """Nobody knows whether these arrived: begin anew with full ones."""
        for update in updates:
            self.ring(AccountId(update.account_id), now=now)

    def _update(self, watch: _Watch, at: datetime) -> PortfolioUpdate:
        before, watch.shown = watch.shown, self._show(watch)
        account = watch.portfolio.account
        worth = value_account(account, (shown.holding for shown in watch.shown.values()))
        figures = {name: each.figures for name, each in watch.shown.items() if each.figures}
        known = {name: each.figures for name, each in before.items() if each.figures}
        full, previous = watch.full, watch.version
        closed: Sequence[RoundTrip] = watch.portfolio.closed if full else watch.unsent
        watch.version, watch.full, watch.unsent = previous + 1, False, []
        return PortfolioUpdate(
            account_id=account.account_id,
            epoch=watch.epoch,
            previous=previous,
            version=watch.version,
            full=full,
            account=account_figures(account, worth, now=at),
            positions=[
                figures[name]
                for name in sorted(figures)
                if full or figures[name] is not known.get(name)
            ],
            gone=[] if full else sorted(known.keys() - figures.keys()),
            closed=[round_trip_figures(trip) for trip in closed],
            newest_quote_at=max(
                (mark.as_of for each in watch.shown.values() if (mark := each.holding.mark)),
                default=None,
            ),
        )

    def _show(self, watch: _Watch) -> dict[Symbol, _Shown]:
        market, shown = self._market, {}
        for symbol, position in watch.portfolio.positions.items():
            mark, day_price = market.marks.get(symbol), market.day_prices.get(symbol)
            known = watch.shown.get(symbol)
            if known is not None and known.is_of(position, mark, day_price, market.day):
                shown[symbol] = known
                continue
            holding = value_position(position, mark, day_price, market.day)
            same = known.figures if known and known.holding.position is position else None
            figures = position_figures(holding, same) if position.quantity else None
            shown[symbol] = _Shown(holding, market.day, day_price, figures)
        return shown

    def _at_once(self, now: float) -> float:
        """Before everything that a tick has just made due, however many accounts it touched."""
        return now - self._interval

    def _due_of_tick(self, watch: _Watch, now: float) -> float:
        ripe = watch.sent_at + self._interval
        if watch.pace < FLOWING_SECONDS:
            return now if now >= ripe else ripe + self._interval
        return now + SETTLE_SECONDS if now >= ripe else ripe

    def _schedule(self, account_id: AccountId, watch: _Watch, due: float) -> None:
        if due < watch.due:
            watch.due = due
            heappush(self._queue, (due, next(self._ticket), account_id))

    def _is_outdated(self, entry: tuple[float, int, AccountId]) -> bool:
        due, _, account_id = entry
        watch = self._watches.get(account_id)
        return watch is None or watch.due != due


def _apply(watch: _Watch, change: Change) -> None:
    """Carry `change` into a watched account, unless it was in it when it was loaded."""
    portfolio = watch.portfolio
    if change.account.version <= portfolio.account.version:
        return
    account = change.account
    ended = [trip for trip in reversed(change.closed) if trip.era == account.era]
    is_new_era = account.era != portfolio.account.era
    known = () if is_new_era else portfolio.closed
    watch.portfolio = Portfolio(
        account=account,
        positions={**portfolio.positions, **change.positions},
        closed=(*ended, *known)[:NEWEST_TRIPS],
    )
    watch.unsent = [*ended, *watch.unsent]
    watch.full = watch.full or is_new_era  # what the reader shows of the last one counts no more
