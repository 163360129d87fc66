"""What the market data routes answer with."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from services.livedata.domain.instrument import CALENDARS, Description
from services.livedata.domain.quote import GatedQuote, Values
from services.livedata.domain.symbol import symbol_of
from services.livedata.handlers.ingest import Taken
from shared.contracts.event import Amount
from shared.contracts.market_data import Bar, FeedStatus, Instrument
from shared.contracts.websocket import FeedSource, FeedState, LiveQuote
from shared.contracts.websocket_bars import LiveBar
from shared.kernel.enums import InstrumentClass, Resolution

_HUNDREDTH = Decimal("0.01")


class QuoteView(LiveQuote, frozen=True):
    """A quote as of the answer: `age_ms` is how long ago its source vouched for it."""

    age_ms: int

    @classmethod
    def of(cls, quote: GatedQuote, *, name: str, now: datetime) -> Self:
        values = quote.values
        change = percent = None
        if values.last is not None and values.previous_close is not None:
            change = values.last - values.previous_close
            percent = (change / values.previous_close * 100).quantize(
                _HUNDREDTH, rounding=ROUND_HALF_UP
            )
        return cls(
            **values._asdict(),
            symbol=quote.symbol,
            name=name,
            change=change,
            change_percent=percent,
            as_of=quote.as_of,
            changed_at=quote.changed_at,
            quality=quote.quality,
            reason=quote.reason,
            source=quote.source,
            quality_since=quote.since,
            age_ms=max(0, int((now - quote.as_of).total_seconds() * 1000)),
        )


class SnapshotView(BaseModel, frozen=True):
    """`unknown` are symbols that were asked for and that no source has named."""

    server_time: datetime
    quotes: list[QuoteView]
    unknown: list[str]


class BarsView(BaseModel, frozen=True):
    """Newest last; the bar under way is marked by `complete: false`."""

    symbol: str
    resolution: Resolution
    server_time: datetime
    bars: list[LiveBar]


def bar_view(bar: Bar) -> LiveBar:
    return LiveBar(**{field: getattr(bar, field) for field in LiveBar.model_fields})


class InstrumentView(BaseModel, frozen=True):
    """`tick_size` applies at and above one unit of currency, `sub_dollar_tick_size` below."""

    symbol: str
    name: str
    instrument_class: InstrumentClass
    currency: str
    tick_size: Amount
    sub_dollar_tick_size: Amount | None
    multiplier: Amount
    fractionable: bool
    shortable: bool
    calendar: str
    known: bool

    @classmethod
    def of(cls, instrument: Instrument) -> Self:
        return cls(**{field: getattr(instrument, field) for field in cls.model_fields})


def _symbol(text: str) -> str:
    symbol = symbol_of(text)
    if symbol is None:
        raise ValueError(f"'{text}' is not a symbol")
    return symbol


def _calendar(name: str) -> str:
    if name not in CALENDARS:
        raise ValueError(f"must be one of {', '.join(sorted(CALENDARS))}")
    return name


Step = Annotated[Decimal, Field(gt=0, le=10**9, decimal_places=12, max_digits=22)]


class DescribeBody(BaseModel):
    """What an operator says of `symbol`; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    symbol: Annotated[str, AfterValidator(_symbol)]
    name: str | None = Field(None, min_length=1, max_length=120)
    instrument_class: InstrumentClass | None = None
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    tick_size: Step | None = None
    sub_dollar_tick_size: Step | None = None
    multiplier: Step | None = None
    fractionable: bool | None = None
    shortable: bool | None = None
    calendar: Annotated[str, AfterValidator(_calendar)] | None = None

    def to_description(self) -> Description:
        return Description(**self.model_dump(exclude={"symbol"}))


class InstrumentsView(BaseModel, frozen=True):
    instruments: list[InstrumentView]


PUSHED_MAX = 250
"""Rows of one push."""
_CELL: dict[str, Any] = {
    "anyOf": [{"type": "number"}, {"type": "string"}, {"type": "null"}],
    "description": "A number; or a text as cells hold it: `1,234.50`, `111'16`, `N/A`, `loading`.",
}
_PUSHED_ROW: dict[str, Any] = {
    "type": "object",
    "title": "PushedQuote",
    "description": "A row of a sheet, at least a symbol and one of last, bid and ask. Keys may also"
    " be spelled as the headers of a workbook are, such as `Ticker` or `BidSize`; other keys are"
    " ignored, as other columns are.",
    "properties": {
        "symbol": {"type": "string", "examples": ["AAPL", "/ES:XCME"]},
        **dict.fromkeys((*Values._fields, "net_change", "percent_change"), _CELL),
        "at": {
            "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}],
            "description": "When the quote was made; without it, now.",
        },
        "halted": {
            "anyOf": [{"type": "string"}, {"type": "boolean"}, {"type": "null"}],
            "description": "Why the symbol does not trade just now, if it does not.",
        },
    },
    "required": ["symbol"],
    "additionalProperties": True,
}


class PushBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    quotes: list[Annotated[dict[str, Any], WithJsonSchema(_PUSHED_ROW)]] = Field(
        min_length=1, max_length=PUSHED_MAX
    )


class PushProblem(BaseModel, frozen=True):
    """`row` counts from zero. Of an `accepted` row the other fields were used."""

    row: int
    symbol: str | None
    field: str
    reason: str
    accepted: bool


class PushView(BaseModel, frozen=True):
    accepted: int
    refused: int
    problems: list[PushProblem]

    @classmethod
    def of(cls, taken: Taken) -> Self:
        return cls(
            accepted=taken.accepted,
            refused=taken.refused,
            problems=[PushProblem(**each._asdict()) for each in taken.problems],
        )


def feed_view(feeds: list[FeedStatus]) -> FeedState:
    sources = [
        FeedSource(**{field: getattr(feed, field) for field in FeedSource.model_fields})
        for feed in feeds
    ]
    return FeedState(simulated=any(feed.simulated for feed in feeds), sources=sources)
