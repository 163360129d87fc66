from __future__ import annotations

import asyncio
from decimal import Decimal
from functools import partial
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.servers import ValkeyServer
from services.livedata.app import create_app
from shared.bus.connect import connect
from shared.contracts.streams import shard_of
from shared.db.migrate import drift
from shared.http.auth import authorization
from tests.integration.livedata.conftest import Configure
from tests.support.livedata import quote_row, write_workbook
from tests.support.livedata_service import SECRET, SOMEBODY, Eyes, Service, livedata, until
from tests.support.servers import ROOT


async def test_the_simulated_market_runs_and_says_that_it_is_made_up(
    configure: Configure, redis: Redis
) -> None:
    eyes = Eyes(redis)
    async with livedata(configure(simulation_seed=7, simulation_late_seconds=3600)) as service:

        async def everybody_quotes() -> bool:
            return len((await service.get("snapshot"))["quotes"]) == 30

        await until(everybody_quotes, "thirty symbols quote")
        feed = await service.get("feed")
        await asyncio.sleep(1.5)
        quotes = (await service.get("snapshot"))["quotes"]

        assert feed["simulated"] is True
        assert feed["sources"][0]["message"] == "Simulated market: prices are made up."
        waiting = [quote["symbol"] for quote in quotes if quote["quality"] == "loading"]
        assert waiting == ["DIS"]
        assert {quote["quality"] for quote in quotes} == {"fresh", "loading"}
        assert (await eyes.feed_status())["simulated"].simulated
        assert len(await eyes.quotes("SPY")) > 3
    await eyes.assert_no_gaps()


async def test_a_snapshot_has_all_a_trader_wants_to_see(configure: Configure, book: Path) -> None:
    rows = [
        quote_row("META", 612.77, Open=600.0, Close=600.0, **{"24High": 615.0, "24Low": 599.5}),
        quote_row("AAPL", 232.15),
    ]
    write_workbook(book, rows)
    settings = configure(sources="excel", excel_file=book, stale_after_seconds=60)
    async with livedata(settings) as service:
        await service.until_quality("META", "fresh")
        found = await service.get("snapshot", symbols="meta,NOPE, META,AAPL")

        assert found["unknown"] == ["NOPE"]
        meta, aapl = found["quotes"]
        assert {key: meta[key] for key in meta if key not in _TIMES} == {
            "symbol": "META", "name": "Meta Platforms, Inc.", "source": "excel",
            "last": "612.77", "bid": "612.76", "ask": "612.78",
            "bid_size": "500", "ask_size": "700", "last_size": None, "volume": "1000000",
            "open": "600", "high": "615", "low": "599.5", "previous_close": "600",
            "change": "12.77", "change_percent": "2.13", "quality": "fresh", "reason": None,
        }  # fmt: skip
        assert 0 <= meta["age_ms"] < 60_000
        assert (aapl["change"], aapl["change_percent"]) == (None, None)
        assert len((await service.get("snapshot"))["quotes"]) == 2
        assert (await service.get("snapshot", symbols=""))["quotes"] == []


_TIMES = ("as_of", "changed_at", "quality_since", "age_ms")


async def test_instruments_are_found_with_their_steps(configure: Configure) -> None:
    async with livedata(configure()) as service:
        (found, *_) = (await service.get("instruments", query="/ES:XCME"))["instruments"]

        assert (found["tick_size"], found["multiplier"], found["known"]) == ("0.25", "50", True)
        assert len((await service.get("instruments", limit="5"))["instruments"]) == 5


@pytest.mark.parametrize("path", ["snapshot", "instruments", "feed"])
async def test_only_the_gateway_is_answered(configure: Configure, path: str) -> None:
    transport = httpx.ASGITransport(app=create_app(configure()))
    async with httpx.AsyncClient(transport=transport, base_url="http://livedata") as client:
        answer = await client.get(f"/api/v1/{path}")

    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"


async def test_what_an_operator_says_of_an_instrument_is_kept_and_published(
    configure: Configure, redis: Redis
) -> None:
    eyes = Eyes(redis)
    settings = configure(sources="pushed")
    async with livedata(settings) as service:
        said = {"symbol": "/zz:XCME", "tick_size": "0.25", "multiplier": "12.5", "shortable": True}
        answer = await service.describe(**said)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["known"], answer.json()["instrument_class"]) == (True, "FUTURE")

        async def published() -> bool:
            found = await eyes.instrument("/ZZ:XCME")
            return found is not None and found.multiplier == Decimal("12.5")

        await until(published, "the instrument is in the hash")
        for field, value in [("tick_size", "-1"), ("calendar", "NOWHERE"), ("symbol", "a b")]:
            wrong = await service.describe(**{**said, field: value})
            assert wrong.status_code == 422
            assert wrong.json()["errors"][0]["field"] == field
        by_a_user = await service.client.post(
            "/internal/instruments", json=said, headers=authorization(SECRET, SOMEBODY)
        )
        assert by_a_user.status_code == 401

    async with livedata(settings) as service:  # a restart describes only what nobody edited
        (found,) = (await service.get("instruments", query="/ZZ"))["instruments"]
        assert (found["tick_size"], found["multiplier"]) == ("0.25", "12.5")


async def test_pushed_quotes_are_published_and_answered_row_by_row(
    configure: Configure, redis: Redis
) -> None:
    eyes = Eyes(redis)
    async with livedata(configure(sources="pushed")) as service:
        await service.until_feed("down", "No program has pushed quotes yet.")
        answer = await service.push(
            {"symbol": "META", "bid": 612.76, "ask": "612.78", "last": 612.77},
            {"Symbol": "/ZB:XCBT", "Last": "111'16", "Bid": "111'15", "Ask": "111'17"},
            {"symbol": "AAPL", "bid": "cheap"},
        )
        assert answer.status_code == 200, answer.text
        assert answer.json() == {
            "accepted": 2,
            "refused": 1,
            "problems": [
                {
                    "row": 2,
                    "symbol": "AAPL",
                    "field": "bid",
                    "reason": "holds 'cheap', which is not a number",
                    "accepted": False,
                }
            ],
        }
        await eyes.until_last("META", "612.77", quality="fresh")
        await eyes.until_last("/ZB:XCBT", "111.5", quality="fresh")
        await service.until_feed("live")

        nothing = await service.push({"symbol": "META", "bid": -1})
        assert (nothing.status_code, nothing.json()["code"]) == (422, "no_quote_accepted")
        assert nothing.json()["errors"] == [{"field": "quotes.0.bid", "reason": "is -1"}]
        too_many = await service.push(*[{"symbol": "META", "last": 1.0}] * 251)
        assert (too_many.status_code, too_many.json()["code"]) == (422, "malformed")


async def test_where_nothing_is_pushed_a_push_is_told_how_to_begin(configure: Configure) -> None:
    async with livedata(configure()) as service:
        answer = await service.push({"symbol": "META", "last": 1.0})

        assert (answer.status_code, answer.json()["code"]) == (409, "pushing_off")


async def test_sequences_go_on_after_a_restart_and_nothing_good_is_forgotten(
    configure: Configure, book: Path, redis: Redis
) -> None:
    eyes = Eyes(redis)
    write_workbook(book, [quote_row("META", 612.77)])
    settings = configure(sources="excel", excel_file=book)
    async with livedata(settings):
        await eyes.until_last("META", "612.77")
    await asyncio.to_thread(book.unlink)

    async with livedata(settings) as service:
        stale = await service.until_quality("META", "stale")
        assert stale["last"] == "612.77"
        write_workbook(book, [quote_row("META", 300.0)])  # no jump: yesterday is no yardstick
        await eyes.until_last("META", "300", quality="fresh")

    await eyes.assert_no_gaps()


async def test_another_source_leaves_no_trace_of_the_one_before(
    configure: Configure, book: Path, redis: Redis
) -> None:
    eyes = Eyes(redis)
    async with livedata(configure()):
        await asyncio.sleep(0.5)
    write_workbook(book, [quote_row("META", 500.0)])

    async with livedata(configure(sources="excel", excel_file=book)) as service:
        await eyes.until_last("META", "500")
        await service.until_quality("SPY", "stale")

        assert (await eyes.feed_status()).keys() == {"excel"}
        assert (await service.get("feed"))["simulated"] is False


async def test_two_services_share_the_shards_and_never_contradict_each_other(
    configure: Configure, book: Path, redis: Redis
) -> None:
    eyes = Eyes(redis)
    rows = [quote_row(f"S{number}", 100.5) for number in range(64)]
    write_workbook(book, rows)
    settings = configure(sources="excel", excel_file=book, stale_after_seconds=60)
    async with livedata(settings):
        await eyes.until_last("S0", "100.5")
        async with livedata(settings):
            for price in (101.5, 102.5, 103.5):
                write_workbook(book, [quote_row(f"S{number}", price) for number in range(64)])
                for number in range(64):
                    await eyes.until_last(f"S{number}", str(price))
        write_workbook(book, [quote_row(f"S{number}", 104.5) for number in range(64)])
        for number in range(64):
            await eyes.until_last(f"S{number}", "104.5")

    await eyes.assert_no_gaps()


async def test_a_push_may_arrive_at_any_of_several_services(
    configure: Configure, redis: Redis
) -> None:
    eyes = Eyes(redis)
    settings = configure(sources="pushed", stale_after_seconds=60)
    async with livedata(settings) as one, livedata(settings) as other:

        async def push(service: Service, price: float) -> None:
            rows = [{"symbol": f"S{number}", "last": price} for number in range(64)]
            assert (await service.push(*rows)).json()["accepted"] == 64

        async def published(price: str) -> bool:
            last = [await eyes.last(f"S{number}") for number in range(64)]
            return [str(quote and quote.last) for quote in last] == [price] * 64

        for turn, service in enumerate((one, other, one)):
            await push(service, 100.5 + turn)
            await until(partial(published, str(100.5 + turn)), "all of it goes out")
        for service in (one, other):
            quotes = (await service.get("snapshot"))["quotes"]
            assert {(each["last"], each["source"]) for each in quotes} == {("102.5", "pushed")}
            await service.until_feed("live", "64 symbols pushed.")
    await eyes.assert_no_gaps()


async def test_what_an_operator_says_to_one_service_the_others_know_at_once(
    configure: Configure,
) -> None:
    async with livedata(configure()) as one, livedata(configure()) as other:
        for tick, service, elsewhere in (("0.05", one, other), ("0.1", other, one)):
            answer = await service.describe(symbol="/ZZ", tick_size=tick)
            assert answer.status_code == 200, answer.text

            async def known(service: Service = elsewhere, tick: str = tick) -> bool:
                found = (await service.get("instruments", query="/ZZ"))["instruments"]
                return [each["tick_size"] for each in found] == [tick]

            await until(known, "the other service knows")


async def test_quotes_come_back_when_redis_does(
    configure: Configure, book: Path, tmp_path: Path
) -> None:
    valkey = ValkeyServer(tmp_path / "valkey")
    await asyncio.to_thread(valkey.start)
    try:
        write_workbook(book, [quote_row("META", 612.5), quote_row("AAPL", 200.0)])
        settings = configure(
            sources="excel", excel_file=book, redis_url=valkey.url, stale_after_seconds=60
        )
        async with livedata(settings) as service:
            await _until_published(valkey, "META", "612.5")
            await asyncio.to_thread(valkey.kill)
            for price in (613.0, 613.5, 614.25):
                write_workbook(book, [quote_row("META", price), quote_row("AAPL", 200.0)])
                await asyncio.sleep(0.15)
            assert (await service.client.get("/readyz")).status_code == 503
            await asyncio.to_thread(valkey.start)

            await _until_published(valkey, "META", "614.25")
            redis = connect(valkey.url)
            published = await Eyes(redis).quotes("META")
            epochs = [batch.epoch for batch in await Eyes(redis).batches(shard_of("META"))]
            await Eyes(redis).assert_no_gaps()

            # Emptied at a stroke: everything that is known is there again.
            await redis.flushall()
            await redis.aclose()
            await _until_published(valkey, "META", "614.25")
            await _until_published(valkey, "AAPL", "200")
            await _until_whole(valkey, service)
    finally:
        await asyncio.to_thread(valkey.kill)

    assert str(published[-1].last) == "614.25"
    assert len(set(epochs)) > 1  # the gap is announced


async def _until_published(valkey: ValkeyServer, symbol: str, price: str) -> None:
    redis = connect(valkey.url)
    await Eyes(redis).until_last(symbol, price)
    await redis.aclose()


async def _until_whole(valkey: ValkeyServer, service: Service) -> None:
    redis = connect(valkey.url)
    eyes = Eyes(redis)

    async def whole() -> bool:
        known = await eyes.instrument("MSFT")
        return known is not None and "excel" in await eyes.feed_status()

    await until(whole, "instruments and feed are there again")
    assert (await service.client.get("/readyz")).status_code == 200
    await redis.aclose()


def test_tables_and_migrations_agree(database_url: str) -> None:
    drift(database_url, ROOT / "services/livedata/migrations", "livedata")


async def test_known_instruments_are_seeded(
    configure: Configure, engine: AsyncEngine, redis: Redis
) -> None:
    async with livedata(configure()):
        meta = await Eyes(redis).instrument("META")
    async with engine.connect() as connection:
        count = (
            await connection.exec_driver_sql("SELECT count(*) FROM livedata.instruments")
        ).scalar_one()

    assert meta is not None
    assert (meta.name, meta.known) == ("Meta Platforms, Inc.", True)
    assert count > 80
