"""The desk: every symbol as the gate last judged it, and how every source is doing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from services.livedata.domain.priority import Priorities, Standby
from services.livedata.domain.quality import Rules, Trouble, expire, judge
from services.livedata.domain.quote import GatedQuote, Observation, Values
from services.livedata.ports import FeedState
from shared.clock import Clock
from shared.contracts.market_data import FeedStatus, Quote

_CONFIRMATIONS_PER_STALE_TIME = 3
_NOTHING = (None, datetime.min.replace(tzinfo=UTC))


class MarketDesk:
    """Takes what sources say, keeps what may be said on, and tells its `listeners` the news of
    each time together. A word that only confirms what was already published is passed on at most
    three times in `stale_after`: often enough that no reader takes a living quote for a stale
    one.

    Where several sources know a symbol, each is judged by itself; `quotes` has the one that
    answers, `_standbys` the others.
    """

    def __init__(
        self,
        rules: Rules,
        clock: Clock,
        *,
        priorities: Priorities | None = None,
        simulated: Iterable[str] = (),
    ) -> None:
        self._rules = rules
        self._clock = clock
        self._priorities = priorities or Priorities(stale_after=rules.stale_after)
        self._standbys: dict[str, dict[str, Standby]] = {}
        self._simulated = frozenset(simulated)
        self._confirm_after = rules.stale_after / _CONFIRMATIONS_PER_STALE_TIME
        self._passed_on: dict[str, tuple[GatedQuote | None, datetime]] = {}
        self._news: list[GatedQuote] = []
        self.quotes: dict[str, GatedQuote] = {}
        self.feeds: dict[str, FeedStatus] = {}
        self.listeners: list[Callable[[Sequence[GatedQuote]], None]] = []
        self.feed_changed: Callable[[], None] = _nobody_cares

    def observe(self, source: str, seen: Sequence[Observation], *, at: datetime) -> None:
        now = self._clock.now()
        trouble, rules, quotes = self._trouble(source), self._rules, self.quotes
        for observation in seen:
            shown = quotes.get(observation.symbol)
            if shown is None or shown.source == source or shown.remembered:
                before = shown
            else:
                standby = self._standbys.get(observation.symbol, {}).get(source)
                before = None if standby is None else standby.quote
            if before is None and _says_nothing(observation):
                continue
            after = judge(before, observation, source=source, at=at, rules=rules)
            if after is before:
                continue
            if now - after.as_of > rules.stale_after:
                after = expire(after, now=now, rules=rules, trouble=trouble)
            if before is shown:
                self._answer(after, now)
            else:
                self._stand_by(after, now)
        self._tell()

    def report(self, source: str, state: FeedState, message: str, *, symbols: int) -> None:
        before = self.feeds.get(source)
        if before is not None and (before.state, before.message) == (state, message):
            return
        self.feeds[source] = FeedStatus(
            source=source,
            state=state,
            simulated=source in self._simulated,
            message=message,
            since=before.since
            if before is not None and before.state == state
            else self._clock.now(),
            symbols=symbols,
        )
        self.feed_changed()

    def sweep(self) -> None:
        """Find what nobody vouches for any more, and pass on confirmations that are due."""
        now = self._clock.now()
        troubles = {source: self._trouble(source) for source in self.feeds}

        def aged(known: GatedQuote) -> GatedQuote:
            # Where the clock was set back, nothing can be newer than now.
            quote = known if known.as_of <= now else known._replace(as_of=now)
            return expire(quote, now=now, rules=self._rules, trouble=troubles.get(quote.source))

        for shown in list(self.quotes.values()):
            standbys = self._standbys.get(shown.symbol, {})
            for source, standby in standbys.items():
                standbys[source] = self._priorities.heard(standby, aged(standby.quote), now)
            self._answer(aged(shown), now)
        self._tell()

    def remember(self, quotes: Iterable[Quote]) -> None:
        """Take over what an earlier run published, for symbols that no source has named yet."""
        for quote in quotes:
            if quote.symbol not in self.quotes:
                self.quotes[quote.symbol] = _remembered(quote)

    def _answer(self, quote: GatedQuote, now: datetime) -> None:
        """`quote` is the newest of the source that answers, unless that has to give way."""
        standbys = self._standbys.get(quote.symbol)
        if standbys:
            successor = self._priorities.successor(quote, standbys, now)
            if successor is not None:
                taken = standbys.pop(successor)
                standbys[quote.source] = self._priorities.heard(None, quote, now, answered=True)
                quote = taken.quote
        self.quotes[quote.symbol] = quote
        passed_on, at = self._passed_on.get(quote.symbol, _NOTHING)
        if passed_on is not None and not _tells_more(quote, passed_on):
            confirms = quote.as_of > passed_on.as_of
            if not confirms or now - at < self._confirm_after:
                return
        self._passed_on[quote.symbol] = quote, now
        self._news.append(quote)

    def _stand_by(self, quote: GatedQuote, now: datetime) -> None:
        standbys = self._standbys.setdefault(quote.symbol, {})
        standbys[quote.source] = self._priorities.heard(standbys.get(quote.source), quote, now)
        self._answer(self.quotes[quote.symbol], now)

    def _tell(self) -> None:
        news, self._news = self._news, []
        if news:
            for listener in self.listeners:
                listener(news)

    def _trouble(self, source: str) -> Trouble | None:
        feed = self.feeds.get(source)
        if feed is None or feed.state == "live":
            return None
        return Trouble(feed.message, feed.since if feed.state == "down" else None)


def _tells_more(quote: GatedQuote, published: GatedQuote) -> bool:
    return (
        quote.values != published.values
        or quote.quality is not published.quality
        or quote.reason != published.reason
        or quote.source != published.source
    )


def _says_nothing(observation: Observation) -> bool:
    """A row whose cells are all empty may be a heading: it alone does not make a symbol."""
    return observation.missing is None and not any(observation.values)


def _remembered(quote: Quote) -> GatedQuote:
    return GatedQuote(
        symbol=quote.symbol,
        source=quote.source,
        values=Values(*(getattr(quote, field) for field in Values._fields)),
        as_of=quote.as_of,
        changed_at=quote.changed_at,
        quality=quote.quality,
        reason=quote.reason,
        since=quote.since or quote.changed_at,
        remembered=True,
    )


def _nobody_cares() -> None:
    """Before a publisher is attached there is nobody to tell."""
