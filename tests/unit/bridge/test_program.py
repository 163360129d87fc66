"""The program as it is called, but for the call of Excel."""

from __future__ import annotations

from pathlib import Path

import pytest

from thor_bridge import __main__ as program
from thor_bridge.bridge import Bridge
from thor_bridge.excel import NotReadable, open_sheet
from thor_bridge.keys import NoKey, find_key, keep, make_key
from thor_bridge.link import Refused


class XlwingsThatFails:
    """As while somebody edits a cell."""

    @property
    def books(self) -> object:
        raise RuntimeError("Call was rejected by callee.")


def xlwings_that_fails(_: str) -> XlwingsThatFails:
    return XlwingsThatFails()


RUN = ["run", "--url", "http://thor", "--workbook", "quotes.xlsx"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("THOR_API_KEY", raising=False)
    return tmp_path


def test_a_key_is_kept_for_its_owner_only_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoKey, match="thor-bridge key"):
        find_key()

    path = keep("thor_kept")
    assert (find_key(), path.stat().st_mode & 0o777) == ("thor_kept", 0o600)

    monkeypatch.setenv("THOR_API_KEY", " thor_named\n")
    assert find_key() == "thor_named"


@pytest.mark.parametrize(
    ("url", "words"), [("ftp://thor", "begins with http"), ("http://127.0.0.1:1", "be reached")]
)
def test_an_address_at_which_no_thor_is_says_so(url: str, words: str) -> None:
    with pytest.raises(NoKey, match=words):
        make_key(url, "me@example.com", "secret")


def test_without_a_key_nothing_runs() -> None:
    with pytest.raises(SystemExit, match="no API key yet"):
        program.main(RUN)


def test_a_key_that_is_refused_ends_the_program_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: object) -> float:
        raise Refused("The key was revoked.")

    monkeypatch.setenv("THOR_API_KEY", "thor_x")
    monkeypatch.setattr(Bridge, "step", refuse)
    monkeypatch.setattr("importlib.import_module", xlwings_that_fails)

    with pytest.raises(SystemExit, match="The key was revoked"):
        program.main(RUN)


def test_where_there_is_no_excel_the_program_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THOR_API_KEY", "thor_x")

    with pytest.raises(SystemExit, match="beside Excel"):
        program.main(RUN)


def test_an_excel_that_does_not_answer_has_no_cells_to_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.import_module", xlwings_that_fails)

    with pytest.raises(NotReadable, match="rejected by callee"):
        open_sheet("quotes.xlsx", "LiveData", None)()
