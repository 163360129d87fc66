from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from services.livedata.domain.quote import GatedQuote, Values
from services.livedata.domain.recording import Frame
from services.livedata.handlers.publisher import as_published
from services.livedata.sources.recording import BadRecording, frames, span
from services.livedata.store import recordings
from services.livedata.store.recordings import Recorder
from shared.contracts.market_data import encode
from shared.kernel.enums import QuoteQuality
from tests.support.clock import MONDAY, FrozenClock

KEEP = timedelta(days=3)


def published(last: str, quality: QuoteQuality = QuoteQuality.FRESH) -> bytes:
    price = Decimal(last)
    quote = GatedQuote(
        "META", "excel", Values(bid=price, ask=price, last=price), MONDAY, MONDAY, quality,
        None if quality is QuoteQuality.FRESH else "Why.", MONDAY,
    )  # fmt: skip
    return encode(as_published(quote, 7))


@pytest.fixture
def recorder(tmp_path: Path, clock: FrozenClock) -> Recorder:
    return Recorder(tmp_path, clock, keep=KEEP, bytes_max=10**9)


def recorded(folder: Path) -> list[str]:
    """The last price of every quote in the recordings of a folder."""
    return [
        str(word.said.values.last)
        for file in sorted(folder.iterdir())
        for frame in frames(file)
        for word in frame.words
    ]


def test_what_was_published_can_be_read_again_as_the_words_of_a_source(
    recorder: Recorder, tmp_path: Path
) -> None:
    recorder.published([published("600"), published("601", QuoteQuality.HALTED)])
    recorder.published([published("602", QuoteQuality.STALE)])
    recorder.flush()
    (file,) = tmp_path.iterdir()

    first, second = frames(file)

    assert file.name == "2025-06-02_20250602T143000.000000Z.jsonl.gz"
    assert (first.at, second) == (MONDAY, Frame(MONDAY, []))
    assert [(word.as_of, word.said.values.last, word.said.halted) for word in first.words] == [
        (MONDAY, 600, None),
        (MONDAY, 601, "Why."),
    ]


def test_every_flush_is_readable_and_a_torn_end_harms_nothing_before_it(
    recorder: Recorder, tmp_path: Path
) -> None:
    for price in ("600", "601", "602"):
        recorder.published([published(price)])
        recorder.flush()
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()

    for length in range(len(content)):
        file.write_bytes(content[:length])
        found = recorded(tmp_path)
        assert found == ["600", "601", "602"][: len(found)]
    file.write_bytes(content)
    assert recorded(tmp_path) == ["600", "601", "602"]


def test_what_was_flushed_survives_a_process_that_is_killed(tmp_path: Path) -> None:
    program = f"""
import os, signal
from datetime import timedelta
from pathlib import Path
from services.livedata.store.recordings import Recorder
from tests.support.clock import FrozenClock
recorder = Recorder(Path({str(tmp_path)!r}), FrozenClock(), keep=timedelta(1), bytes_max=10**9)
for price in (600, 601):
    recorder.published([{published("600")!r}])
    recorder.flush()
recorder.published([{published("600")!r}])
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program], check=False)

    assert done.returncode == -9
    assert recorded(tmp_path) == ["600", "600"]


def test_each_session_has_a_file_of_its_own(
    recorder: Recorder, tmp_path: Path, clock: FrozenClock
) -> None:
    for _ in range(2):
        recorder.published([published("600")])
        recorder.flush()
        clock.advance(seconds=86_400)

    assert [file.name[:10] for file in sorted(tmp_path.iterdir())] == ["2025-06-02", "2025-06-03"]


def test_recordings_go_when_they_are_old_or_too_much(tmp_path: Path) -> None:
    clock = FrozenClock(datetime.now(UTC))
    recorder = Recorder(tmp_path, clock, keep=KEEP, bytes_max=250)
    for name in "abcd":
        (tmp_path / f"2025-06-02_{name}.jsonl.gz").write_bytes(b"x" * 100)
    (tmp_path / "notes.txt").write_text("mine")
    recorder.prune()
    assert len(list(tmp_path.iterdir())) == 3

    clock.advance(seconds=4 * 86_400)
    recorder.prune()
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_a_disk_that_refuses_leaves_a_hole_and_is_tried_again(
    tmp_path: Path, clock: FrozenClock
) -> None:
    folder = tmp_path / "recordings"
    folder.write_text("in the way")
    recorder = Recorder(folder, clock, keep=KEEP, bytes_max=10**9)
    recorder.published([published("600")])
    recorder.flush()
    folder.unlink()
    recorder.published([published("601")])
    recorder.flush()

    assert recorded(folder) == ["601"]


def test_what_waits_for_a_slow_disk_is_bounded(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "WAITING_BYTES_MAX", 3_000)
    for price in range(600, 700):
        recorder.published([published(str(price))])
    recorder.flush()

    assert 0 < len(recorded(tmp_path)) < 15


def ticks(path: Path, *lines: str) -> list[tuple[str, str | None, str | None, str | None]]:
    path.write_text("\n".join(lines))
    return [
        (
            word.as_of.isoformat(),
            None if word.said.values.bid is None else str(word.said.values.bid),
            None if word.said.values.last is None else str(word.said.values.last),
            word.said.halted,
        )
        for frame in frames(path)
        for word in frame.words
    ]


@pytest.mark.parametrize(
    "time",
    [
        "2025-06-02T13:30:00.25Z",
        "2025-06-02T09:30:00.250-04:00",
        "1748871000.25",
        "1748871000250",
        "1748871000250000",
        "1748871000250000000",
    ],
)
def test_a_tick_s_time_is_understood_in_every_usual_form(tmp_path: Path, time: str) -> None:
    ((at, *_),) = ticks(tmp_path / "a.csv", "Time,Symbol,Last", f"{time},META,600")

    assert at == "2025-06-02T13:30:00.250000+00:00"


def test_an_empty_cell_says_nothing_new(tmp_path: Path) -> None:
    found = ticks(
        tmp_path / "a.csv",
        "symbol,time,bid,last,halted,colour",
        "meta,2025-06-02T13:30:00Z,600.1,600.2,,red",
        "META,2025-06-02T13:30:01Z,,600.3,News pending,red",
    )

    assert [each[1:] for each in found] == [
        ("600.1", "600.2", None),
        ("600.1", "600.3", "News pending"),
    ]


def test_ticks_may_come_as_parquet(tmp_path: Path) -> None:
    file = tmp_path / "ticks.parquet"
    times = [MONDAY + timedelta(milliseconds=250 * number) for number in range(4)]
    table = pa.table(
        {
            "time": pa.array(times, pa.timestamp("us", tz="America/New_York")),
            "symbol": ["META", "AAPL", "META", "AAPL"],
            "last": pa.array(
                [Decimal("600.01"), None, Decimal("600.02"), None], pa.decimal128(9, 2)
            ),
            "bid": [600.5, 100.25, None, 100.5],
        }
    )
    parquet.write_table(table, file)

    found = [word for frame in frames(file) for word in frame.words]

    assert [word.as_of for word in found] == times
    assert [str(word.said.values.bid) for word in found] == ["600.5", "100.25", "600.5", "100.5"]
    assert str(found[2].said.values.last) == "600.02"
    assert span(file) == (times[0], times[-1], 4)


def _csv(*lines: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "a.csv").write_text("\n".join(lines))
        return folder / "a.csv"

    return write


def _named(name: str, content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


def _gone(folder: Path) -> Path:
    return folder / "gone.csv"


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (_csv("time,last", "2025-06-02T13:30:00Z,1"), "no column symbol"),
        (_csv("time,symbol,volume", "2025-06-02T13:30:00Z,A,1"), "bid, ask or last"),
        (_csv("time,symbol,last", "2025-06-02T13:30:00,A,1"), "Row 1 of a.csv: time is .* no zone"),
        (_csv("time,symbol,last", "yesterday,A,1"), "Row 1 .* no ISO 8601 time"),
        (_csv("time,symbol,last", "2025-06-02T13:30:00Z,A,much"), "last is 'much'"),
        (_csv("time,symbol,last", "2025-06-02T13:30:00Z,,1"), "symbol is missing"),
        (
            _csv("time,symbol,last", "2025-06-02T13:30:01Z,A,1", "2025-06-02T13:30:00Z,A,1"),
            "Row 2 .* sort by time",
        ),
        (_csv("time,symbol,last"), "no quote in"),
        (_named("a.csv", b"time,symbol,last\n\xff\xfe,A,1"), "cannot be read"),
        (_named("a.parquet", b"PAR1 not really"), "no Parquet file"),
        (_named("a.jsonl.gz", b"not gzip at all"), "damaged"),
        (_named("a.xlsx", b""), "neither a recording"),
        (_gone, "No such file"),
    ],
)
def test_what_is_wrong_with_a_recording_is_said_and_where(
    tmp_path: Path, write: Callable[[Path], Path], words: str
) -> None:
    with pytest.raises(BadRecording, match=words):
        span(write(tmp_path))
