"""What a recording holds, and how its quotes become a source's words again.

A recording is lines of JSON, `{"at": …, "quotes": […]}`: when a flush left, and the quotes in it
as they were published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from services.livedata.domain.quote import Observation, Values
from shared.contracts.market_data import Quote
from shared.kernel.enums import QuoteQuality

SUFFIX = ".jsonl.gz"
_SILENT = (QuoteQuality.STALE, QuoteQuality.FEED_DOWN, QuoteQuality.LOADING)


class Word(NamedTuple):
    """What a source said of one symbol, and when it vouched for that."""

    as_of: datetime
    said: Observation


class Frame(NamedTuple):
    """Everything that was said at one moment."""

    at: datetime
    words: Sequence[Word]


class _Line(msgspec.Struct):
    at: datetime
    quotes: list[Quote]


def line_of(at: datetime, quotes: Iterable[bytes]) -> bytes:
    """One line; `quotes` are JSON already."""
    return b'{"at":"%b","quotes":[%b]}\n' % (at.isoformat().encode(), b",".join(quotes))


def frame_of(line: bytes) -> Frame:
    """Raises `msgspec.DecodeError` where this is no line of a recording."""
    found = _lines.decode(line)
    words = [Word(quote.as_of, _said(quote)) for quote in found.quotes if _spoke(quote)]
    return Frame(found.at, words)


def _spoke(quote: Quote) -> bool:
    """A quote that only grew old was published, but no source said it: it grows old again."""
    return quote.quality not in _SILENT


def _said(quote: Quote) -> Observation:
    return Observation(
        quote.symbol,
        Values(*(getattr(quote, field) for field in Values._fields)),
        halted=quote.reason if quote.quality is QuoteQuality.HALTED else None,
    )


_lines = msgspec.json.Decoder(_Line)
