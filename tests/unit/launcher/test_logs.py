from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local import logs


def test_a_process_that_failed_is_said_to_have_failed_not_to_have_tidied_up(
    tmp_path: Path,
) -> None:
    log = tmp_path / "orders.log"
    failure = "Traceback …\\n    | ValueError: no such shard\\n    +------"
    log.write_text(
        '{"event": "Started server process", "level": "info"}\n'
        f'{{"event": "loop_failed", "level": "error", "exception": "{failure}"}}\n'
        '{"event": "Finished server process", "level": "info"}\n\n'
    )

    assert logs.last_words(log) == "loop_failed: ValueError: no such shard"
    assert logs.last_lines(log, 1) == ["Finished server process"]


def test_errors_of_an_earlier_process_are_not_those_of_the_last(tmp_path: Path) -> None:
    log = tmp_path / "orders.log"
    earlier = '{"event": "loop_failed", "level": "error"}\n'
    log.write_text(f'{earlier}{{"event": "listening", "level": "info"}}\n')

    assert logs.last_words(log, since_bytes=len(earlier)) == "listening"


def test_last_words_that_are_no_record_are_told_as_they_are(tmp_path: Path) -> None:
    log = tmp_path / "orders.log"
    log.write_bytes(b"ModuleNotFoundError: no services.orders\n\xff\n[1]\n")

    assert logs.last_words(log) == "[1]"
    assert logs.last_lines(log, 2) == ["\ufffd", "[1]"]
    assert logs.last_words(tmp_path / "missing.log") is None


def test_a_large_log_is_put_aside_and_the_oldest_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "BYTES_MAX", 3)
    log = tmp_path / "orders.log"
    for text in ("one", "two", "three", "four", "five"):
        logs.rotate(log)
        log.write_text(text)

    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {
        "orders.log": "five",
        "orders.log.1": "four",
        "orders.log.2": "three",
        "orders.log.3": "two",
    }


def test_a_small_log_is_written_on(tmp_path: Path) -> None:
    log = tmp_path / "orders.log"
    log.write_text("one")
    logs.rotate(log)

    assert log.read_text() == "one"
