from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.servers import PostgresServer
from services.livedata.ports import StoreAway
from services.livedata.store.bars import PostgresBars
from shared.contracts.market_data import Bar
from shared.db.engine import create_engine
from shared.http.auth import authorization
from shared.kernel.enums import Resolution
from tests.integration.livedata.conftest import Configure
from tests.support.clock import MONDAY
from tests.support.livedata import quote_row, write_workbook
from tests.support.livedata_service import SECRET, SOMEBODY, Eyes, livedata, until

KEEP = {resolution: timedelta(days=7) for resolution in Resolution}


def a_bar(
    resolution: Resolution = Resolution.SECOND, *, seconds: float = 0, trades: int = 1
) -> Bar:
    time = MONDAY + timedelta(seconds=seconds)
    return Bar(
        symbol="META", resolution=resolution, time=time, open=Decimal("600.10"),
        high=Decimal(601), low=Decimal(600), close=Decimal("600.5"), volume=Decimal(trades),
        trades=trades, complete=True,
        session=time.date() if resolution is Resolution.DAY else None,
    )  # fmt: skip


async def partitions(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'bars_%'")
        )
        return sorted(row.relname for row in rows)


async def read(store: PostgresBars, limit: int = 10) -> list[Bar]:
    return await store.read("META", Resolution.SECOND, start=None, end=None, limit=limit)


async def test_bars_come_back_as_they_were_newest_last(engine: AsyncEngine) -> None:
    store = PostgresBars(engine, KEEP)
    bars = [a_bar(seconds=second) for second in range(5)]
    await store.save([*bars, a_bar(Resolution.DAY)])

    assert await read(store) == bars
    assert await read(store, limit=2) == bars[-2:]
    start, end = MONDAY + timedelta(seconds=1), MONDAY + timedelta(seconds=3)
    found = await store.read("META", Resolution.SECOND, start=start, end=end, limit=9)
    assert found == bars[1:3]
    assert await store.read("META", Resolution.DAY, start=None, end=None, limit=9) == [
        a_bar(Resolution.DAY)
    ]


async def test_a_bar_is_written_over_but_never_by_one_that_has_seen_less(
    engine: AsyncEngine,
) -> None:
    store = PostgresBars(engine, KEEP)
    await store.save([a_bar(trades=2)])
    await store.save([a_bar(trades=3)])
    await store.save([a_bar(trades=1)])

    assert await read(store) == [a_bar(trades=3)]


async def test_partitions_are_made_when_they_are_needed_and_go_when_they_are_old(
    engine: AsyncEngine,
) -> None:
    store = PostgresBars(engine, KEEP | {Resolution.MINUTE: timedelta(days=60)})
    day = timedelta(days=1).total_seconds()
    await store.save(
        [a_bar(resolution, seconds=days * day) for resolution in Resolution for days in (0, 1, 40)]
    )
    assert await partitions(engine) == [
        "bars_1d_2025", "bars_1m_202506", "bars_1m_202507",
        "bars_1s_20250602", "bars_1s_20250603", "bars_1s_20250712",
    ]  # fmt: skip

    await store.prune(MONDAY + timedelta(days=41))

    assert await partitions(engine) == [
        "bars_1d_2025", "bars_1m_202506", "bars_1m_202507", "bars_1s_20250712",
    ]  # fmt: skip
    assert await PostgresBars(engine, KEEP).under_way(MONDAY + timedelta(days=40)) != []


async def test_two_processes_may_make_one_partition_at_the_same_time(engine: AsyncEngine) -> None:
    one, other = PostgresBars(engine, KEEP), PostgresBars(engine, KEEP)
    await one.save([a_bar()])
    await other.save([a_bar(seconds=1)])

    assert len(await read(one)) == 2


async def test_a_database_that_is_away_is_said_to_be_away(tmp_path: Path) -> None:
    nobody = PostgresServer(tmp_path / "nobody").url_of("thor")
    engine = create_engine(nobody, application="tests")
    with pytest.raises(StoreAway):
        await read(PostgresBars(engine, KEEP))
    await engine.dispose()


async def test_a_saved_workbook_becomes_bars_on_the_stream_on_disk_and_over_http(
    configure: Configure, book: Path, redis: Redis
) -> None:
    write_workbook(book, [quote_row("META", 600.0, Volume=1_000)])
    async with livedata(configure(sources="excel", excel_file=book)) as service:
        await service.until_quality("META", "fresh")
        write_workbook(book, [quote_row("META", 600.5, Volume=1_200)])

        async def there() -> bool:
            return bool((await service.get("bars", symbol="meta", resolution="1d"))["bars"])

        await until(there, "the trade is in a bar")
        (minute,) = (await service.get("bars", symbol="META", resolution="1m"))["bars"]
        assert {name: minute[name] for name in ("open", "close", "volume", "trades")} == {
            "open": "600.5", "close": "600.5", "volume": "200", "trades": 1,
        }  # fmt: skip
        eyes = Eyes(redis)

        async def told() -> bool:
            bars = await eyes.bars("META")
            return any(bar.resolution == "1s" and bar.complete for bar in bars)

        await until(told, "the stream says that the second is over")
    async with livedata(configure(sources="excel", excel_file=book)) as again:
        found = (await again.get("bars", symbol="META", resolution="1s"))["bars"]
        assert [bar["close"] for bar in found] == ["600.5"]


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({"symbol": "NOPE", "resolution": "1m"}, "unknown_symbol", "symbol"),
        ({"symbol": "META", "resolution": "5m"}, "malformed", "resolution"),
        ({"symbol": "META", "resolution": "1m", "limit": "0"}, "malformed", "limit"),
        ({"symbol": "META", "resolution": "1m", "from": "2025-06-02"}, "malformed", "from"),
        (
            {
                "symbol": "META",
                "resolution": "1m",
                "from": "2025-06-02T15:00:00Z",
                "to": "2025-06-02T15:00:00Z",
            },
            "empty_span",
            "from",
        ),
    ],
)
async def test_what_is_wrong_with_a_request_for_bars_is_named(
    configure: Configure, query: dict[str, str], code: str, field: str
) -> None:
    async with livedata(configure()) as service:
        answer = await service.client.get(
            "/api/v1/bars", params=query, headers=authorization(SECRET, SOMEBODY)
        )

    found = answer.json()
    assert (found["code"], found["errors"][0]["field"]) == (code, field)
