"""Workbooks as ThinkOrSwim users have them, written as Excel writes them, and ways to break one."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from openpyxl import Workbook

from services.livedata.domain.quote import Observation, Values
from services.livedata.ports import StoreAway, StreamAway
from shared.contracts.market_data import Bar, FeedStatus, Instrument, Quote
from shared.contracts.streams import shard_of
from shared.kernel.enums import Resolution

HEADERS = (
    "Symbol", "Type", "Last", "Bid", "Ask", "BidSize", "AskSize", "Volume",
    "Open", "24High", "24Low", "Close", "NetChange", "% Change",
)  # fmt: skip
"""The columns of a ThinkOrSwim user's own workbook."""


def quote_row(
    symbol: str, last: object, bid: object = None, ask: object = None, **others: object
) -> list[object]:
    """One row below `HEADERS`. Without bid and ask they are a cent beside `last`."""
    if isinstance(last, int | float):
        bid = round(last - 0.01, 6) if bid is None else bid
        ask = round(last + 0.01, 6) if ask is None else ask
    cells: dict[str, object] = {
        "Symbol": symbol, "Type": "STOCK", "Last": last, "Bid": bid, "Ask": ask,
        "BidSize": 500, "AskSize": 700, "Volume": 1_000_000, **others,
    }  # fmt: skip
    return [cells.get(header) for header in HEADERS]


def workbook_bytes(
    rows: Iterable[Sequence[object]],
    *,
    headers: Sequence[object] = HEADERS,
    sheet: str = "LiveData",
    above: Iterable[Sequence[object]] = (),
    other_sheets: Mapping[str, Iterable[Sequence[object]]] | None = None,
) -> bytes:
    """A workbook as bytes: `above` is what stands over the header row."""
    book = Workbook()
    first: Any = book.active
    first.title = sheet
    for row in [*above, headers, *rows]:
        first.append(list(row))
    for name, cells in (other_sheets or {}).items():
        other = book.create_sheet(name)
        for row in cells:
            other.append(list(row))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def save_atomically(path: Path, content: bytes) -> None:
    """Replace `path` as Excel does: a temporary file beside it, then a rename."""
    temporary = path.with_name(f"~${path.name}.tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def write_workbook(
    path: Path,
    rows: Iterable[Sequence[object]],
    *,
    headers: Sequence[object] = HEADERS,
    sheet: str = "LiveData",
) -> None:
    """Save a workbook of quotes at `path` in one step."""
    save_atomically(path, workbook_bytes(rows, headers=headers, sheet=sheet))


def write_half_a_workbook(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Leave at `path` what a program has written when it is caught in the middle."""
    content = workbook_bytes(rows)
    path.write_bytes(content[: len(content) // 2])


def with_part(content: bytes, part: str, body: bytes) -> bytes:
    """The workbook `content` with one part of its zip file replaced."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, body if name == part else before.read(name))
    return buffer.getvalue()


def values(**fields: str) -> Values:
    """`values(bid="99.99", ask="100.01")`."""
    return Values(**{name: Decimal(number) for name, number in fields.items()})


def seen(symbol: str = "AAPL", **fields: str) -> Observation:
    return Observation(symbol, values(**fields))


@dataclass
class MemoryStream:
    """The stream in memory. While `away` is set, every call fails as a dead server does."""

    away: bool = False
    batches: list[dict[int, list[Quote]]] = field(default_factory=list)
    last: dict[str, Quote] = field(default_factory=dict)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    feeds: list[list[FeedStatus]] = field(default_factory=list)
    openings: list[set[int]] = field(default_factory=list)
    bars: list[tuple[list[Bar], bool]] = field(default_factory=list)

    @property
    def quotes(self) -> list[Quote]:
        return [quote for batch in self.batches for quotes in batch.values() for quote in quotes]

    def empty(self) -> None:
        self.last.clear()
        self.instruments.clear()

    async def last_known(self, shards: Collection[int]) -> list[Quote]:
        self._answer()
        return [quote for quote in self.last.values() if shard_of(quote.symbol) in shards]

    async def open(self, shards: Collection[int], instruments: Collection[Instrument]) -> None:
        self._answer()
        self.openings.append(set(shards))
        self.instruments |= {each.symbol: each for each in instruments}

    async def publish(
        self, batches: Mapping[int, Sequence[Quote]], instruments: Collection[Instrument]
    ) -> None:
        self._answer()
        self.batches.append({shard: list(quotes) for shard, quotes in batches.items()})
        self.last |= {quote.symbol: quote for quotes in batches.values() for quote in quotes}
        self.instruments |= {each.symbol: each for each in instruments}

    async def publish_bars(self, bars: Sequence[Bar], *, missed: bool) -> None:
        self._answer()
        self.bars.append((list(bars), missed))

    async def publish_feeds(self, feeds: Collection[FeedStatus]) -> None:
        self._answer()
        self.feeds.append(list(feeds))

    async def emptied(self, shards: Collection[int]) -> list[int]:
        self._answer()
        there = {shard_of(symbol) for symbol in self.instruments}
        return [shard for shard in shards if shard not in there]

    def _answer(self) -> None:
        if self.away:
            raise StreamAway("connection refused")


@dataclass
class MemoryInstruments:
    away: bool = False
    kept: dict[str, Instrument] = field(default_factory=dict)
    edited: set[str] = field(default_factory=set)

    async def load(self) -> list[Instrument]:
        return list(self.kept.values())

    async def add(self, instruments: Collection[Instrument]) -> None:
        if self.away:
            raise StoreAway("connection refused")
        for each in instruments:
            if each.symbol not in self.edited and (each.known or each.symbol not in self.kept):
                self.kept[each.symbol] = each

    async def save(self, instrument: Instrument) -> None:
        if self.away:
            raise StoreAway("connection refused")
        self.kept[instrument.symbol] = instrument
        self.edited.add(instrument.symbol)


@dataclass
class MemoryBars:
    """Bars on a disk that may be away."""

    away: bool = False
    kept: dict[tuple[str, Resolution, datetime], Bar] = field(default_factory=dict)

    async def save(self, bars: Sequence[Bar]) -> None:
        self._answer()
        for bar in bars:
            self.kept[bar.symbol, bar.resolution, bar.time] = replace(bar, complete=True)

    async def read(
        self,
        symbol: str,
        resolution: Resolution,
        *,
        start: datetime | None,
        end: datetime | None,
        limit: int,
    ) -> list[Bar]:
        self._answer()
        found = [
            bar
            for bar in self.kept.values()
            if (bar.symbol, bar.resolution) == (symbol, resolution)
            and (start is None or bar.time >= start)
            and (end is None or bar.time < end)
        ]
        return sorted(found, key=lambda bar: bar.time)[-limit:]

    async def under_way(self, now: datetime) -> list[Bar]:
        self._answer()
        return list(self.kept.values())

    async def prune(self, now: datetime) -> None:
        self._answer()

    def _answer(self) -> None:
        if self.away:
            raise StoreAway("connection refused")


@dataclass
class RecordingDesk:
    """Keeps what a source brings."""

    batches: list[tuple[list[Observation], datetime]] = field(default_factory=list)
    reports: list[tuple[str, str]] = field(default_factory=list)

    def observe(self, source: str, seen: Sequence[Observation], *, at: datetime) -> None:
        self.batches.append((list(seen), at))

    def report(self, source: str, state: str, message: str, *, symbols: int) -> None:
        self.reports.append((state, message))
