from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local import logs


def test_the_last_words_are_told_as_a_sentence_with_the_error_that_caused_them(
    tmp_path: Path,
) -> None:
    log = tmp_path / "orders.log"
    log.write_text(
        '{"event": "ready"}\n'
        '{"event": "loop_failed", "exception": "Traceback …\\nValueError: no such shard"}\n\n'
    )

    assert logs.last_lines(log, 1) == ["loop_failed: ValueError: no such shard"]


def test_last_words_that_are_no_record_are_told_as_they_are(tmp_path: Path) -> None:
    log = tmp_path / "orders.log"
    log.write_bytes(b"ModuleNotFoundError: no services.orders\n\xff")

    assert logs.last_lines(log, 2) == ["ModuleNotFoundError: no services.orders", "\ufffd"]
    assert logs.last_lines(tmp_path / "missing.log", 1) == []


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
