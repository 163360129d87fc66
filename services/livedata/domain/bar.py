"""Bars: what was traded in a second, a minute, a session, out of the quotes as the gate let
them through. This is the only place that computes them; everybody else is told.

A quote says what was last traded and how much so far. So a trade is a change: more volume than
before, or another last price. The first quote of a symbol, and the first after its source has
changed, is only what later ones are compared with: nobody knows when its last trade was. So a
start, or a source that comes back, invents no bar, and what was traded meanwhile is missing
rather than in the wrong place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from services.livedata.domain.quote import GatedQuote
from services.livedata.domain.session import Session, session_of, session_on
from shared.contracts.market_data import Bar
from shared.kernel.enums import Resolution

_ZERO = Decimal(0)
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_NEVER = datetime.max.replace(tzinfo=UTC)
_NO_SESSION = Session(date.min, _NEVER)


class Trade(NamedTuple):
    """`size` is 0 where the source knows no sizes."""

    symbol: str
    price: Decimal
    size: Decimal
    at: datetime


class _Before(NamedTuple):
    source: str
    last: Decimal | None
    volume: Decimal | None


class _Place(NamedTuple):
    """Where on the axis of time a bar stands; `session` is the date of a daily one."""

    resolution: Resolution
    time: datetime
    ends_at: datetime
    session: date | None = None


@dataclass(slots=True)
class _Growing:
    """A bar while trades may still come, since the trade at `since`. One that is complete stays
    until the next begins, for the trade that is told of a moment later."""

    symbol: str
    place: _Place
    since: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal = _ZERO
    trades: int = 0
    complete: bool = False
    changed: bool = False

    def add(self, trade: Trade) -> None:
        price = trade.price
        if price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.close = price
        self.volume += trade.size
        self.trades += 1

    def bar(self) -> Bar:
        return Bar(
            symbol=self.symbol,
            resolution=self.place.resolution,
            time=self.place.time,
            session=self.place.session,
            open=self.open,
            high=self.high,
            low=self.low,
            close=self.close,
            volume=self.volume,
            trades=self.trades,
            complete=self.complete,
        )


class BarBuilder:
    """`calendar_of` names the calendar of a symbol's exchange. Bars that change are kept until
    `changes` asks for them."""

    def __init__(self, calendar_of: Callable[[str], str]) -> None:
        self._calendar_of = calendar_of
        self._before: dict[str, _Before] = {}
        self._growing: dict[Resolution, dict[str, _Growing]] = {each: {} for each in Resolution}
        self._changed: list[_Growing] = []
        self._sessions: dict[str, tuple[datetime, Session]] = {}

    def take(self, quote: GatedQuote) -> None:
        """A quote that has changed. Anything else, such as a confirmation, changes no bar."""
        values = quote.values
        now = _Before(quote.source, values.last, values.volume)
        before = self._before.get(quote.symbol)
        if now == before:
            return
        self._before[quote.symbol] = now
        if before is None or before.source != quote.source or values.last is None:
            return
        size = _traded(before, now, values.last_size)
        if size is not None:
            self._book(Trade(quote.symbol, values.last, size, quote.changed_at))

    def pass_time(self, now: datetime) -> None:
        """Complete the bars whose time is over."""
        for bars in self._growing.values():
            for growing in bars.values():
                if growing.place.ends_at <= now and not growing.complete:
                    growing.complete = True
                    self._note(growing)

    def changes(self) -> list[Bar]:
        """The bars that have changed since the last call, each once, as they are now."""
        changed, self._changed = self._changed, []
        for growing in changed:
            growing.changed = False
        return [growing.bar() for growing in changed]

    def resume(self, bars: Iterable[Bar], now: datetime) -> None:
        """Go on with those of `bars`, which somebody else has built, that are still under way,
        unless ours has seen more."""
        for bar in bars:
            place = self._place(bar)
            growing = self._growing[bar.resolution].get(bar.symbol)
            if place.ends_at <= now or (
                growing is not None
                and (growing.place.time, growing.trades) >= (place.time, bar.trades)
            ):
                continue
            self._growing[bar.resolution][bar.symbol] = _Growing(
                bar.symbol, place, now, bar.open, bar.high, bar.low, bar.close, bar.volume,
                bar.trades,
            )  # fmt: skip

    def is_over(self, bar: Bar, now: datetime) -> bool:
        return self._place(bar).ends_at <= now

    def _place(self, bar: Bar) -> _Place:
        if bar.session is not None:
            return _daily(session_on(self._calendar_of(bar.symbol), bar.session))
        return _minute(bar.time) if bar.resolution is Resolution.MINUTE else _second(bar.time)

    def _book(self, trade: Trade) -> None:
        for resolution, bars in self._growing.items():
            growing = bars.get(trade.symbol)
            if growing is None or not growing.since <= trade.at < growing.place.ends_at:
                growing = self._bar_of(trade, resolution, growing)
                if growing is None:
                    continue  # too late for a bar that others have already built on
                bars[trade.symbol] = growing
            growing.add(trade)
            self._note(growing)

    def _bar_of(
        self, trade: Trade, resolution: Resolution, growing: _Growing | None
    ) -> _Growing | None:
        """The bar that the trade belongs to, if that is not older than the one that grows."""
        if resolution is Resolution.DAY:
            place = _daily(self._session(self._calendar_of(trade.symbol), trade.at))
        else:
            place = (_minute if resolution is Resolution.MINUTE else _second)(trade.at)
        if growing is not None and place.time <= growing.place.time:
            return growing if place.time == growing.place.time else None
        if growing is not None and not growing.complete:
            growing.complete = True
            self._note(growing)
        price = trade.price
        return _Growing(trade.symbol, place, trade.at, price, price, price, price)

    def _note(self, growing: _Growing) -> None:
        if not growing.changed:
            growing.changed = True
            self._changed.append(growing)

    def _session(self, calendar: str, at: datetime) -> Session:
        """All moments from one until its session ends are in that session."""
        since, session = self._sessions.get(calendar, (_NEVER, _NO_SESSION))
        if not since <= at < session.ends_at:
            session = session_of(calendar, at)
            self._sessions[calendar] = at, session
        return session


def _second(at: datetime) -> _Place:
    begins = at.replace(microsecond=0)
    return _Place(Resolution.SECOND, begins, begins + _SECOND)


def _minute(at: datetime) -> _Place:
    begins = at.replace(second=0, microsecond=0)
    return _Place(Resolution.MINUTE, begins, begins + _MINUTE)


def _daily(session: Session) -> _Place:
    return _Place(Resolution.DAY, session.time, session.ends_at, session.day)


def _traded(before: _Before, now: _Before, last_size: Decimal | None) -> Decimal | None:
    """How much was traded between two quotes of one source; `None`: nothing. A volume that falls
    is a new day's: when that was traded, nobody knows."""
    moved = before.last is not None and now.last != before.last
    if before.volume is not None and now.volume is not None:
        grown = now.volume - before.volume
        return grown if grown > _ZERO else _ZERO if moved else None
    if not moved:
        return None
    return _ZERO if last_size is None else last_size
