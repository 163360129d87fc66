"""From fills and quotes on the streams to figures at the watcher, through real servers."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.portfolio import BookOfRecord, a_quote


def a_book() -> BookOfRecord:
    return BookOfRecord(at=datetime.now(UTC))


def fresh(symbol: str, last: str) -> object:
    return a_quote(symbol, last, as_of=datetime.now(UTC))
