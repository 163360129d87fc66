"""What sources and handlers need of the rest: a desk to report to, a stream, a store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, NoReturn, Protocol

from services.livedata.domain.pushed import Problem, PushedQuote
from services.livedata.domain.quote import Observation
from shared.contracts.market_data import Bar, FeedStatus, Instrument, Quote
from shared.kernel.enums import Resolution

FeedState = Literal["live", "degraded", "down"]


class StreamAway(Exception):
    """The server that carries the streams does not answer; what was sent may have arrived."""


class StoreAway(Exception):
    """The database does not answer."""


class Desk(Protocol):
    """Where a source brings what it sees. Both calls return at once."""

    def observe(self, source: str, seen: Sequence[Observation], *, at: datetime) -> None:
        """`source` vouches at `at` for everything in `seen`."""
        ...

    def report(self, source: str, state: FeedState, message: str, *, symbols: int) -> None:
        """How the source is doing, with a sentence for the trader."""
        ...


class Source(Protocol):
    """A way in for quotes. `run` lasts as long as the service and heals by itself."""

    @property
    def name(self) -> str: ...

    @property
    def simulated(self) -> bool: ...

    async def run(self, desk: Desk) -> NoReturn: ...


class Accepted(NamedTuple):
    """A pushed quote and when it came."""

    quote: PushedQuote
    at: datetime


class Inbox(Protocol):
    """Where pushed quotes go in. `accepted` is told of all that are brought to the desk."""

    accepted: Callable[[Sequence[Accepted]], None]

    def take(self, quotes: Sequence[PushedQuote]) -> list[Problem]:
        """Bring `quotes` to the desk; what is not news is returned. Raises `NotReady`."""
        ...

    def hear(self, accepted: Sequence[Accepted]) -> None:
        """Bring quotes to the desk that another process has accepted."""
        ...


class Colleagues(Protocol):
    """The other processes of market data."""

    async def tell(self, pushed: Sequence[Accepted], instruments: Sequence[Instrument]) -> None:
        """What was pushed here, and what an operator said here. May raise `StreamAway`."""
        ...


class QuoteStream(Protocol):
    """The stream of quotes and the hashes beside it. Every call may raise `StreamAway`."""

    async def last_known(self, shards: Collection[int]) -> list[Quote]:
        """The newest quote of every symbol that an earlier publisher of `shards` left."""
        ...

    async def open(self, shards: Collection[int], instruments: Collection[Instrument]) -> None:
        """Begin a new epoch on `shards` and say what is traded there. Readers take a new epoch
        for a gap and look at the newest quotes."""
        ...

    async def publish(
        self, batches: Mapping[int, Sequence[Quote]], instruments: Collection[Instrument]
    ) -> None:
        """Append one batch to each shard; put quotes and `instruments` into the hashes."""
        ...

    async def publish_bars(self, bars: Sequence[Bar], *, missed: bool) -> None:
        """Append `bars` to their shards. With `missed` every shard is told that bars before
        these were never published."""
        ...

    async def publish_feeds(self, feeds: Collection[FeedStatus]) -> None:
        """Announce how the sources are; any other source is forgotten."""
        ...

    async def emptied(self, shards: Collection[int]) -> list[int]:
        """Those of `shards` whose instruments are gone from the server."""
        ...


class InstrumentStore(Protocol):
    """Every call may raise `StoreAway`."""

    async def load(self) -> list[Instrument]: ...

    async def add(self, instruments: Collection[Instrument]) -> None:
        """Keep those that are not there yet, and describe anew what Thor itself described; what
        an operator said stays."""
        ...

    async def save(self, instrument: Instrument) -> None:
        """Keep what an operator says of an instrument."""
        ...


class BarStore(Protocol):
    """Bars on disk. Every call may raise `StoreAway`."""

    async def save(self, bars: Sequence[Bar]) -> None:
        """Write each bar over the one with its time, unless that one has seen more trades."""
        ...

    async def read(
        self,
        symbol: str,
        resolution: Resolution,
        *,
        start: datetime | None,
        end: datetime | None,
        limit: int,
    ) -> list[Bar]:
        """The newest `limit` bars from `start` on and before `end`, newest last, as complete."""
        ...

    async def under_way(self, now: datetime) -> list[Bar]:
        """Those bars that may not be over at `now`, and perhaps a few more."""
        ...

    async def prune(self, now: datetime) -> None:
        """Forget what is older than is to be kept."""
        ...
