"""Market data over HTTP: quotes as they are now, instruments, and how the feed is doing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from services.livedata.dependencies import InboxDep, ReadingDep
from services.livedata.handlers.bars import read_bars
from services.livedata.handlers.ingest import push_quotes
from services.livedata.handlers.snapshot import snapshot
from services.livedata.schemas import (
    BarsView,
    DescribeBody,
    InstrumentsView,
    InstrumentView,
    PushBody,
    PushView,
    QuoteView,
    SnapshotView,
    bar_view,
    feed_view,
)
from shared.contracts.websocket import FeedState
from shared.http.auth import current_service, current_user
from shared.kernel.enums import Resolution

internal = APIRouter(
    prefix="/internal", include_in_schema=False, dependencies=[Depends(current_service)]
)
router = APIRouter(prefix="/api/v1", tags=["market data"], dependencies=[Depends(current_user)])

BARS_MAX = 5_000
INSTRUMENTS_MAX = 100_000
SYMBOLS_LENGTH_MAX = 40_000
"""Two thousand symbols with their commas, which is more than most servers take in a line."""


@router.get("/snapshot")
async def get_snapshot(
    reading: ReadingDep,
    symbols: Annotated[
        str | None,
        Query(max_length=SYMBOLS_LENGTH_MAX, description="Separated by commas; without, all."),
    ] = None,
) -> SnapshotView:
    """Quotes as they are now, each with its age and its quality."""
    now = reading.clock.now()
    quotes, unknown = snapshot(reading.desk, _listed(symbols))
    views = [QuoteView.of(quote, name=reading.name(quote.symbol), now=now) for quote in quotes]
    return SnapshotView(server_time=now, quotes=views, unknown=unknown)


@router.get("/bars")
async def get_bars(
    reading: ReadingDep,
    symbol: Annotated[str, Query(min_length=1, max_length=64)],
    resolution: Resolution,
    from_: Annotated[
        AwareDatetime | None, Query(alias="from", description="UTC; only bars from here on.")
    ] = None,
    to: Annotated[AwareDatetime | None, Query(description="UTC; only bars before this.")] = None,
    limit: Annotated[int, Query(ge=1, le=BARS_MAX)] = 500,
) -> BarsView:
    """The newest `limit` bars of a symbol in a span of time, the one under way included."""
    name = symbol.strip().upper()
    bars = await read_bars(reading.bars, reading.directory, name, resolution, from_, to, limit)
    views = [bar_view(bar) for bar in bars]
    return BarsView(symbol=name, resolution=resolution, server_time=reading.clock.now(), bars=views)


@router.get("/instruments")
async def search_instruments(
    reading: ReadingDep,
    query: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> InstrumentsView:
    """Instruments whose symbol begins with the query or whose name contains it."""
    found = reading.directory.search(query, limit)
    return InstrumentsView(instruments=[InstrumentView.of(each) for each in found])


@router.get("/feed")
async def get_feed(reading: ReadingDep) -> FeedState:
    """How each source of quotes is doing, in words for the trader."""
    return feed_view(list(reading.desk.feeds.values()))


@router.post("/quotes")
async def push(body: PushBody, inbox: InboxDep, reading: ReadingDep) -> PushView:
    """Push quotes, as the bridge beside Excel does. Needs an API key with the scope
    `quotes:write`.

    The cells of a sheet are taken as they are, and read as a workbook's are. Each row is accepted
    or refused by itself; 422 where none was accepted. A row that comes again vouches for its
    figures: what is not pushed again grows stale. The same bodies, one a message, are taken by
    the websocket at `/api/v1/quotes/stream`, which answers each before it reads the next.
    """
    return PushView.of(push_quotes(body.quotes, inbox, at=reading.clock.now()))


@internal.get("/instruments")
async def list_instruments(
    reading: ReadingDep, query: str = "", unknown: bool = False
) -> InstrumentsView:
    """All that match, or those of them that nobody has described."""
    found = reading.directory.search(query, INSTRUMENTS_MAX)
    views = [InstrumentView.of(each) for each in found if not (unknown and each.known)]
    return InstrumentsView(instruments=views)


@internal.post("/instruments")
async def describe_instrument(body: DescribeBody, reading: ReadingDep) -> InstrumentView:
    """What an operator says of an instrument: written down, and told to everybody at once."""
    found = await reading.directory.describe(body.symbol, body.to_description())
    return InstrumentView.of(found)


def _listed(symbols: str | None) -> list[str] | None:
    if symbols is None:
        return None
    return [symbol for each in symbols.split(",") if (symbol := each.strip().upper())]
