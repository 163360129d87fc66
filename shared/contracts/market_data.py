"""Market data on the wire: `quotes.v1` and `bars.v1` entries, the latest-quote hash, instruments,
the feed.

Lean on purpose (msgspec, short lists, no envelope): this is the one stream whose rate is set
by the market and not by traders.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import msgspec

from shared.kernel.enums import InstrumentClass, QuoteQuality, Resolution

QUOTES_TYPE = "quotes.v1"
BARS_TYPE = "bars.v1"
FEED_TYPE = "feed.status.v1"
LAST_QUOTES = "quotes.last"
"""Hash beside each shard of `quotes.v1`: symbol to the newest `Quote` as JSON."""
INSTRUMENTS = "instruments"
"""Hash beside each shard of `quotes.v1`: symbol to its `Instrument` as JSON."""
FEED_STATUS = "feed.status"
"""Hash beside shard 0: source name to its `FeedStatus` as JSON."""


class Quote(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a source says of one symbol, after the quality gate.

    Prices are in the instrument's currency and sizes in its units (shares, contracts);
    `None` is unknown, never zero. `as_of` is the last time the source vouched for these
    values, `changed_at` the last time one of them changed; `since` is when the quality became
    what it is. `sequence` grows with each quote of this symbol that is published.
    """

    symbol: str
    sequence: int
    as_of: datetime
    changed_at: datetime
    source: str
    quality: QuoteQuality
    reason: str | None = None
    since: datetime | None = None
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


class QuoteBatch(msgspec.Struct, frozen=True):
    """Field `e` of a `quotes.v1` entry. `batch` counts a shard's entries without a hole while
    one `epoch` lasts, so that a reader notices a gap; a new epoch is a new producer."""

    epoch: str
    batch: int
    quotes: list[Quote]


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """What was traded of one symbol in the time that begins at `time`. Prices in the
    instrument's currency, `volume` in its units. `trades` counts the changes that were seen and
    only grows: of two bars with one time the one with more is the newer. A daily bar begins at
    midnight UTC of `session`, the exchange's date. `complete`: its time is over."""

    symbol: str
    resolution: Resolution
    time: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    trades: int
    complete: bool
    session: date | None = None


class BarBatch(msgspec.Struct, frozen=True):
    """Field `e` of a `bars.v1` entry. `missed`: bars before these were never published, so that
    whoever keeps bars has to read them again."""

    bars: list[Bar]
    missed: bool = False


class Instrument(msgspec.Struct, frozen=True, kw_only=True):
    """What may be traded and in which steps. `tick_size` applies at and above one unit of
    currency, `sub_dollar_tick_size` below it (US equities: 0.01 and 0.0001)."""

    symbol: str
    name: str
    instrument_class: InstrumentClass
    currency: str = "USD"
    tick_size: Decimal = Decimal("0.01")
    sub_dollar_tick_size: Decimal | None = None
    multiplier: Decimal = Decimal(1)
    fractionable: bool = False
    shortable: bool = True
    calendar: str = "XNYS"
    known: bool = True
    """False: met in a source and added with safe defaults; nobody has described it."""


class FeedStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How one source is doing. `state`: `live`, `degraded` (works, something is wrong) or
    `down`. `message` is a sentence for the trader and says what to do."""

    source: str
    state: str
    simulated: bool
    message: str
    since: datetime
    symbols: int


def encode(value: Quote | QuoteBatch | Bar | BarBatch | Instrument | FeedStatus) -> bytes:
    return _encoder.encode(value)


def decode_batch(body: bytes) -> QuoteBatch:
    return _batch_decoder.decode(body)


def decode_bars(body: bytes) -> BarBatch:
    return _bars_decoder.decode(body)


def decode_quote(body: bytes) -> Quote:
    return _quote_decoder.decode(body)


def decode_instrument(body: bytes) -> Instrument:
    return _instrument_decoder.decode(body)


def decode_feed_status(body: bytes) -> FeedStatus:
    return _feed_decoder.decode(body)


_encoder = msgspec.json.Encoder(decimal_format="string")
_batch_decoder = msgspec.json.Decoder(QuoteBatch)
_bars_decoder = msgspec.json.Decoder(BarBatch)
_quote_decoder = msgspec.json.Decoder(Quote)
_instrument_decoder = msgspec.json.Decoder(Instrument)
_feed_decoder = msgspec.json.Decoder(FeedStatus)
