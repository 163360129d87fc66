from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest
from redis.asyncio import Redis

from shared.contracts.streams import SHARDS
from tests.integration.livedata.conftest import Configure
from tests.support.livedata import (
    HEADERS,
    quote_row,
    save_atomically,
    workbook_bytes,
    write_half_a_workbook,
    write_workbook,
)
from tests.support.livedata_service import Eyes, livedata, until

ROWS = [quote_row("META", 612.77), quote_row("AAPL", 232.15), quote_row("/ZB:XCBT", "111'16")]


async def test_what_is_saved_reaches_the_stream_and_only_what_changed_follows(
    configure: Configure, book: Path, redis: Redis
) -> None:
    eyes = Eyes(redis)
    write_workbook(book, ROWS)
    async with livedata(configure(sources="excel", excel_file=book, stale_after_seconds=60)):
        meta = await eyes.until_last("META", "612.77")
        await eyes.until_last("AAPL", "232.15")
        await eyes.until_last("/ZB:XCBT", "111.5")
        assert (str(meta.bid), str(meta.ask), str(meta.bid_size)) == ("612.76", "612.78", "500")
        assert (meta.source, meta.quality, meta.reason) == ("excel", "fresh", None)

        for price in (612.8, 613.05, 612.4):
            write_workbook(book, [quote_row("META", price), *ROWS[1:]])
            await eyes.until_last("META", str(price))

    assert [str(each.last) for each in await eyes.quotes("META")] == [
        "612.77", "612.8", "613.05", "612.4",
    ]  # fmt: skip
    assert len(await eyes.quotes("AAPL")) == 1
    await eyes.assert_no_gaps()


def _remove(book: Path) -> None:
    book.unlink()


def _make_unreadable(book: Path) -> None:
    """Nobody can open a folder as a file, whoever runs the tests."""
    book.unlink()
    book.mkdir()


def _make_room(book: Path) -> None:
    if book.is_dir():
        book.rmdir()


def _save_without_a_change(book: Path) -> None:
    book.touch()


def _say_loading(book: Path) -> None:
    write_workbook(book, [quote_row(symbol, "loading") for symbol in ("META", "AAPL")])


def _say_not_available(book: Path) -> None:
    write_workbook(book, [quote_row("META", "#N/A", "#N/A", "N/A"), quote_row("AAPL", "N/A")])


def _rename_the_symbols(book: Path) -> None:
    write_workbook(book, ROWS, headers=["Name", *HEADERS[1:]])


def _rename_the_prices(book: Path) -> None:
    write_workbook(book, [["META", 1.0]], headers=["Symbol", "Volume"])


def _write_something_else(book: Path) -> None:
    book.write_text("Symbol,Last\nMETA,612.77\n")


BREAKAGES: list[tuple[Callable[[Path], None], str, str]] = [
    (_remove, "down", "There is no workbook at"),
    (_make_unreadable, "down", "cannot be opened"),
    (lambda book: write_half_a_workbook(book, ROWS), "down", "not a complete Excel workbook"),
    (_write_something_else, "down", "not a complete Excel workbook"),
    (_rename_the_symbols, "down", "has no column named Symbol, Ticker or Contract"),
    (_rename_the_prices, "down", "no column named Last, Bid or Ask"),
    (_say_loading, "degraded", "still says 'loading'"),
    (_say_not_available, "degraded", "has a price: the cells are empty"),
]


@pytest.mark.parametrize(
    ("breaks", "state", "words"),
    BREAKAGES,
    ids=[
        "missing", "locked", "half-written", "no workbook", "no symbols", "no prices",
        "loading", "not available",
    ],
)  # fmt: skip
async def test_a_broken_workbook_is_explained_and_its_quotes_go_stale_until_it_is_good(
    configure: Configure,
    book: Path,
    redis: Redis,
    breaks: Callable[[Path], None],
    state: str,
    words: str,
) -> None:
    eyes = Eyes(redis)
    write_workbook(book, ROWS)
    async with livedata(configure(sources="excel", excel_file=book)) as service:
        await eyes.until_last("META", "612.77")

        breaks(book)
        feed = await service.until_feed(state, words)
        stale = await service.until_quality("META", "stale")

        assert "quotes.xlsx" in feed["message"]
        assert stale["last"] == "612.77"
        assert stale["reason"]
        await eyes.until_told(feed["message"])
        await eyes.until_last("META", "612.77", quality="stale")

        _make_room(book)
        write_workbook(book, [quote_row("META", 612.8)])
        await service.until_feed("live", "1 symbol from sheet 'LiveData' of quotes.xlsx")
        good = await service.until_quality("META", "fresh")

        assert (good["last"], good["reason"]) == ("612.8", None)
        await eyes.assert_no_gaps()


async def test_a_workbook_caught_half_way_once_is_nobodys_business(
    configure: Configure, book: Path, redis: Redis
) -> None:
    eyes = Eyes(redis)
    write_workbook(book, ROWS)
    settings = configure(
        sources="excel", excel_file=book, excel_patience_seconds=10, stale_after_seconds=60
    )
    async with livedata(settings):
        await eyes.until_last("META", "612.77")
        for price in (612.8, 612.9, 613.1):
            write_half_a_workbook(book, [quote_row("META", 1.0)])
            write_workbook(book, [quote_row("META", price)])
            await eyes.until_last("META", str(price))

    assert {each.state for each in await eyes.feeds()} == {"live"}


async def test_a_workbook_nobody_saves_says_so_and_a_save_is_enough(
    configure: Configure, book: Path
) -> None:
    write_workbook(book, ROWS)
    async with livedata(configure(sources="excel", excel_file=book)) as service:
        await service.until_feed("degraded", "has not been saved for more than 2 seconds")
        await service.until_quality("META", "stale")

        _save_without_a_change(book)

        await service.until_quality("META", "fresh")
        await service.until_feed("live")


async def test_a_workbook_that_is_saved_while_nothing_in_it_moves_is_a_dead_link(
    configure: Configure, book: Path
) -> None:
    """ThinkOrSwim lost its connection: Excel goes on saving what it last heard."""
    settings = configure(
        sources="excel", excel_file=book, excel_frozen_saves=3, excel_frozen_seconds=0.3,
        stale_after_seconds=1,
    )  # fmt: skip
    write_workbook(book, [quote_row("META", 600.0)])
    async with livedata(settings) as service:
        await service.until_quality("META", "fresh")
        write_workbook(book, [quote_row("META", 600.5)])

        async def saved_in_vain() -> bool:
            write_workbook(book, [quote_row("META", 600.5)])
            await asyncio.sleep(0.1)
            return bool((await service.quote("META") or {})["quality"] == "stale")

        await until(saved_in_vain, "META is stale although the file is saved")
        feed = await service.until_feed("degraded", "no figure in it changes any more")
        assert "ThinkOrSwim may have lost its connection" in feed["message"]

        write_workbook(book, [quote_row("META", 601.0)])
        assert (await service.until_quality("META", "fresh"))["last"] == "601"
        await service.until_feed("live")


async def test_when_the_workbook_is_silent_what_is_pushed_answers_until_it_is_back(
    configure: Configure, book: Path, redis: Redis
) -> None:
    eyes = Eyes(redis)
    settings = configure(
        sources="excel,pushed", excel_file=book, stale_after_seconds=1, source_return_seconds=0.2
    )
    write_workbook(book, [quote_row("META", 600.0)])
    async with livedata(settings) as service:
        await service.until_quality("META", "fresh")

        async def answered_by(source: str) -> bool:
            await service.push({"symbol": "META", "bid": 605, "ask": 605.5, "last": 605.25})
            if source == "excel":
                write_workbook(book, [quote_row("META", 606.0)])
            await asyncio.sleep(0.05)
            return bool((await service.quote("META") or {})["source"] == source)

        await until(partial(answered_by, "pushed"), "the pushed quote answers")
        await until(partial(answered_by, "excel"), "the workbook answers again")
        await eyes.until_last("META", "606")
        sources = [quote.source for quote in await eyes.quotes("META")]

    assert [source for source, _ in groupby(sources)] == ["excel", "pushed", "excel"]


async def test_an_old_workbook_is_as_old_as_it_is(configure: Configure, book: Path) -> None:
    write_workbook(book, ROWS)
    saved_at = datetime(2025, 6, 2, 14, 30, tzinfo=UTC)
    os.utime(book, (saved_at.timestamp(), saved_at.timestamp()))

    async with livedata(configure(sources="excel", excel_file=book)) as service:
        quote = await service.until_quality("META", "stale")

    assert datetime.fromisoformat(quote["as_of"]) == saved_at
    assert quote["age_ms"] > 1_000_000


async def test_two_saves_at_one_time_of_the_file_system_are_two_saves(
    configure: Configure, book: Path, redis: Redis
) -> None:
    """Some file systems tell times only to two seconds, and keep size and place of a file."""
    eyes = Eyes(redis)
    save_atomically(book, _of_one_size([quote_row("META", 612.5)]))
    async with livedata(configure(sources="excel", excel_file=book)):
        await eyes.until_last("META", "612.5")
        _save_in_the_same_instant(book, [quote_row("META", 613.5)])
        await eyes.until_last("META", "613.5")


def _save_in_the_same_instant(book: Path, rows: list[list[object]]) -> None:
    """Neither time nor inode of the file tell this save from the one before; nor does its size."""
    before = book.stat()
    with book.open("r+b") as file:
        file.write(_of_one_size(rows))
    os.utime(book, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert book.stat().st_size == before.st_size


def _of_one_size(rows: list[list[object]]) -> bytes:
    return workbook_bytes(rows).ljust(8192, b"\0")


async def test_a_symbol_nobody_knows_is_added_with_safe_defaults(
    configure: Configure, book: Path, redis: Redis
) -> None:
    eyes = Eyes(redis)
    write_workbook(book, [quote_row("ZZQX", 5.25)])
    settings = configure(sources="excel", excel_file=book)
    async with livedata(settings):
        await eyes.until_last("ZZQX", "5.25")
        added = await eyes.instrument("ZZQX")
    assert added is not None
    assert not added.known

    async with livedata(settings) as service:  # it was written down
        (found,) = (await service.get("instruments", query="ZZQX"))["instruments"]
        assert (found["known"], found["multiplier"]) == (False, "1")


async def test_two_thousand_symbols_are_published(
    configure: Configure, book: Path, redis: Redis
) -> None:
    eyes = Eyes(redis)
    write_workbook(book, [quote_row(f"S{number}", 100 + number / 100) for number in range(2000)])
    async with livedata(configure(sources="excel", excel_file=book)) as service:
        await eyes.until_last("S1999", "119.99")
        assert len((await service.get("snapshot"))["quotes"]) == 2000
        await service.until_feed("live", "2000 symbols")

    shards = [await eyes.batches(shard) for shard in range(SHARDS)]
    assert sum(len(batch.quotes) for batches in shards for batch in batches) >= 2000
