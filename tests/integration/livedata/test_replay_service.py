from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from redis.asyncio import Redis

from services.livedata.settings import Settings
from services.livedata.sources.recording import span
from shared.clock import PacedClock
from tests.integration.livedata.conftest import Configure
from tests.support.clock import MONDAY
from tests.support.livedata_service import SECRET, Eyes, livedata, until


def ticks(folder: Path) -> Path:
    """Half a minute of one symbol, four ticks a second, a share with each."""
    file = folder / "ticks.csv"
    rows = [
        f"{(MONDAY + timedelta(seconds=tick / 4)).isoformat()},META,{600 + tick / 100},{tick}"
        for tick in range(120)
    ]
    file.write_text("\n".join(["time,symbol,last,volume", *rows]))
    return file


async def test_a_recording_is_played_in_its_own_time_through_the_whole_service(
    configure: Configure, redis: Redis, tmp_path: Path
) -> None:
    clock = PacedClock(MONDAY, datetime.now(UTC), speed=60)
    settings = configure(
        sources="replay",
        replay_files=str(ticks(tmp_path)),
        market_clock=str(clock),
        stale_after_seconds=900,
    )
    async with livedata(settings) as service:
        await service.until_feed("down", "The recording has ended")
        snapshot = await service.get("snapshot", symbols="META")
        bars = (await service.get("bars", symbol="META", resolution="1s"))["bars"]

        (quote,) = snapshot["quotes"]
        assert (quote["last"], quote["source"]) == ("601.19", "replay")
        assert quote["as_of"] == "2025-06-02T14:30:29.750000Z"
        assert datetime.fromisoformat(snapshot["server_time"]) < MONDAY + timedelta(hours=2)
        assert [bar["time"] for bar in bars] == [
            f"2025-06-02T14:30:{second:02}Z" for second in range(30)
        ]
        assert {bar["volume"] for bar in bars[1:]} == {"4"}

        async def minute_is_over() -> bool:
            (minute,) = (await service.get("bars", symbol="META", resolution="1m"))["bars"]
            assert (minute["volume"], minute["close"]) == ("119", "601.19")
            return bool(minute["complete"])

        await until(minute_is_over, "time goes on after the recording")
    await Eyes(redis).assert_no_gaps()


async def test_what_the_service_publishes_is_recorded_and_can_be_read(
    configure: Configure, redis: Redis, tmp_path: Path
) -> None:
    eyes = Eyes(redis)
    # A source that has no price says nothing that could be played again.
    settings = configure(simulation_seed=7, simulation_late_seconds=0, recordings_dir=tmp_path)
    async with livedata(settings):

        async def there() -> bool:
            return len(await eyes.quotes("SPY")) > 3

        await until(there, "quotes went out")
    (file,) = await asyncio.to_thread(lambda: list(tmp_path.iterdir()))
    begins, ends, count = span(file)

    published = [await eyes.batches(shard) for shard in range(16)]
    assert count == sum(len(batch.quotes) for batches in published for batch in batches)
    assert timedelta(0) <= ends - begins < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"sources": "replay,simulated", "replay_files": "a.csv"}, "alone"),
        ({"sources": "replay", "replay_files": "a.csv"}, "THOR_MARKET_CLOCK"),
        ({"sources": "simulated,simulated"}, "twice"),
        ({"favorite_sources": "SPY=excel"}, "THOR_FAVORITE_SOURCES"),
        ({"market_clock": "yesterday at noon"}, "market_clock"),
        ({"market_clock": "2025-06-02T13:30:00 2026-01-05T09:00:00Z 10"}, "zone"),
    ],
)
def test_settings_that_cannot_work_are_refused(wishes: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Settings.model_validate({"internal_secret": SECRET, **wishes})
