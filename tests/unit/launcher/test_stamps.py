from __future__ import annotations

from pathlib import Path

from deploy.local.stamps import digest, is_current


def test_a_step_is_done_again_when_a_file_changes_is_renamed_or_goes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    first = digest([one, two], base=tmp_path)

    assert digest([two, one], base=tmp_path) == first
    assert digest([one], base=tmp_path) != first
    two.write_text("3")
    assert digest([one, two], base=tmp_path) != first
    two.write_text("2")
    renamed = two.rename(tmp_path / "three")
    assert digest([one, renamed], base=tmp_path) != first


def test_a_step_that_was_never_done_is_not_current(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"

    assert not is_current(stamp, "a")
    stamp.write_text("a")
    assert is_current(stamp, "a")
    assert not is_current(stamp, "b")
