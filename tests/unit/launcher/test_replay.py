from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.local.places import DataFolder, LauncherError
from deploy.local.replay import STARTING, list_recordings, plan
from deploy.local.wishes import Wishes
from services.livedata.domain.recording import line_of
from services.livedata.settings import Settings
from shared.clock import PacedClock
from tests.support.clock import MONDAY
from tests.support.livedata_service import SECRET


@pytest.fixture
def ticks(tmp_path: Path) -> Path:
    file = tmp_path / "ticks.csv"
    rows = [f"{(MONDAY + timedelta(seconds=second)).isoformat()},META,600" for second in range(11)]
    file.write_text("\n".join(["time,symbol,last", *rows]))
    return file


def record(data: DataFolder, name: str) -> Path:
    data.recordings.mkdir(parents=True, exist_ok=True)
    file = data.recordings / f"{name}.jsonl.gz"
    file.write_bytes(gzip.compress(line_of(MONDAY, [])))
    return file


def test_a_file_begins_when_its_first_quote_was_said(ticks: Path, tmp_path: Path) -> None:
    replay = plan(str(ticks), "10", tmp_path)

    assert (replay.files, replay.begins, replay.speed) == ((ticks,), MONDAY, 10)


def test_the_services_are_told_one_time_and_what_is_stale_in_it(
    ticks: Path, tmp_path: Path
) -> None:
    settings = plan(str(ticks), "10x", tmp_path).settings(stale_after=15, now=MONDAY)

    clock = PacedClock.parse(settings["THOR_MARKET_CLOCK"])
    assert clock == PacedClock(MONDAY - 10 * STARTING, MONDAY, 10)
    assert settings["THOR_STALE_AFTER_SECONDS"] == "150"
    understood = Settings.model_validate(
        {"internal_secret": SECRET}
        | {name.removeprefix("THOR_").lower(): value for name, value in settings.items()}
    )
    assert understood.replay_files == (ticks,)


def test_max_is_as_fast_as_the_services_carry(ticks: Path, tmp_path: Path) -> None:
    assert plan(str(ticks), "max", tmp_path).speed == pytest.approx(4_000 * 10 / 11)


def test_a_session_is_all_of_its_recordings_in_order(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    later = record(data, "2025-06-02_20250602T150000.000000Z")
    first = record(data, "2025-06-02_20250602T143000.000000Z")
    record(data, "2025-06-03_20250603T143000.000000Z")

    assert plan("2025-06-02", "1", data.recordings).files == (first, later)


@pytest.mark.parametrize("speed", ["0", "-1", "fast", "nan", "1e9", ""])
def test_a_speed_that_is_none_is_refused(ticks: Path, tmp_path: Path, speed: str) -> None:
    with pytest.raises(LauncherError, match="--speed"):
        plan(str(ticks), speed, tmp_path)


@pytest.mark.parametrize("wish", ["2024-01-01", "nowhere.csv", "/etc", ""])
def test_what_cannot_be_played_is_refused(tmp_path: Path, wish: str) -> None:
    with pytest.raises(LauncherError, match="--replay"):
        plan(wish, "1", tmp_path)


def test_a_damaged_file_is_refused_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "ticks.csv").write_text("time,symbol\n")
    with pytest.raises(LauncherError, match="no quote in"):
        plan(str(tmp_path / "ticks.csv"), "1", tmp_path)


def test_a_replay_is_the_only_source() -> None:
    with pytest.raises(LauncherError, match="--replay"):
        Wishes(replay="2025-06-02", excel=Path("quotes.xlsx")).source()
    with pytest.raises(LauncherError, match="--speed"):
        Wishes(speed="10").source()


def test_recordings_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    list_recordings(tmp_path)
    record(DataFolder(tmp_path), "2025-06-02_20250602T143000.000000Z")
    list_recordings(tmp_path)

    nothing, *listed = capsys.readouterr().out.splitlines()
    assert nothing.startswith("Nothing is recorded")
    assert "2025-06-02" in listed[1]
    assert "06-02 14:30:00" in listed[1]


def test_a_replay_s_folder_is_emptied_and_nothing_else_is(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    recording = record(data, "2025-06-02_20250602T143000.000000Z")
    replay = data.replay
    replay.make()
    (replay.path / "run.json").write_text("{}")

    with replay.claimed():
        replay.empty()

    assert [entry.name for entry in replay.path.iterdir()] == ["up.lock"]
    assert recording.exists()
