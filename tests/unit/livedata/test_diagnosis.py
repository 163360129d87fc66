from __future__ import annotations

from datetime import timedelta

import pytest

from services.livedata.domain import diagnosis
from services.livedata.domain.diagnosis import Diagnosis, Vouching, of_reading
from services.livedata.domain.headers import find_layout
from services.livedata.domain.sheet import Reading, SheetReader
from tests.support.clock import MONDAY

HEADER = ["Symbol", "Last", "Bid", "Ask"]


def reading(*rows: list[object]) -> Reading:
    layout = find_layout([HEADER])
    assert layout is not None
    return SheetReader().read([HEADER, *rows], layout)


def diagnosed(*rows: list[object], frozen: bool = False) -> Diagnosis:
    return of_reading(reading(*rows), "quotes.xlsx", "LiveData", frozen=frozen)


def test_a_good_workbook_is_live_and_says_how_many_symbols_it_has() -> None:
    assert diagnosed(["AAPL", 1.0], ["META", 2.0]) == (
        "live",
        "2 symbols from sheet 'LiveData' of quotes.xlsx.",
    )
    assert diagnosed(["AAPL", 1.0]).message.startswith("1 symbol from")


def test_what_is_odd_about_single_rows_is_said_but_harms_nobody() -> None:
    found = diagnosed(["AAPL", 1.0], ["ZZQX", "N/A"], ["AAPL", 2.0], ["my notes", 3.0])

    assert found == (
        "live",
        "2 symbols from sheet 'LiveData' of quotes.xlsx. ZZQX: without a price. "
        "AAPL: more than once, first row used. my notes: not a symbol, row ignored.",
    )


def test_a_long_list_of_names_is_cut_short() -> None:
    rows: list[list[object]] = [[f"S{number}", "N/A"] for number in range(9)]

    assert "S0, S1, S2, S3, S4 and 4 more: without a price." in diagnosed(["A", 1.0], *rows).message


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "Write one symbol per row"),
        ([["AAPL", "loading"], ["META", "N/A"]], "Start ThinkOrSwim, log in"),
        ([["AAPL", "N/A"], ["META", ""]], "Check that ThinkOrSwim is running"),
        ([[f"S{number}", 1.0] for number in range(2003)], "3 symbols more than the 2000"),
    ],
    ids=["empty", "loading", "not available", "too many"],
)
def test_a_workbook_that_gives_too_little_is_degraded_and_says_what_to_do(
    rows: list[list[object]], words: str
) -> None:
    found = diagnosed(*rows)

    assert found.state == "degraded"
    assert words in found.message


def test_a_frozen_workbook_points_at_the_connection() -> None:
    found = diagnosed(["AAPL", 1.0], frozen=True)

    assert found.state == "degraded"
    assert "lost its connection" in found.message


def test_every_sentence_names_the_workbook_and_ends_with_advice() -> None:
    sentences = [
        diagnosis.unsaved("quotes.xlsx", 15),
        diagnosis.missing("/home/me/quotes.xlsx"),
        diagnosis.locked("quotes.xlsx", "Permission denied"),
        diagnosis.damaged("quotes.xlsx"),
        diagnosis.with_password("quotes.xlsx"),
        diagnosis.too_large("quotes.xlsx", 32),
        diagnosis.no_sheet("quotes.xlsx", "Mine", ["LiveData"]),
        diagnosis.no_symbol_column("quotes.xlsx", "LiveData"),
        diagnosis.no_price_column("quotes.xlsx", "LiveData"),
        diagnosis.sprawling("quotes.xlsx", "LiveData", "cell XFD2"),
    ]
    for state, message in sentences:
        assert state in ("degraded", "down")
        assert "quotes.xlsx" in message
        assert message.count(". ") >= 1
        assert message.endswith(".")


class TestVouching:
    """A save vouches for the figures, unless they stopped moving."""

    start = Vouching(vouched_at=MONDAY, changed_at=MONDAY)

    def saves(self, *changes: bool, every: float = 10) -> Vouching:
        vouching = self.start
        for number, changed in enumerate(changes, start=1):
            vouching = vouching.saved(
                changed=changed,
                at=MONDAY + timedelta(seconds=number * every),
                saves_max=5,
                frozen_after=timedelta(seconds=60),
            )
        return vouching

    def test_every_save_vouches_while_figures_move(self) -> None:
        vouching = self.saves(True, True, True)

        assert not vouching.frozen
        assert vouching.vouched_at == vouching.changed_at == MONDAY + timedelta(seconds=30)

    def test_a_few_saves_without_a_change_still_vouch(self) -> None:
        vouching = self.saves(True, *[False] * 5)

        assert not vouching.frozen
        assert vouching.vouched_at == MONDAY + timedelta(seconds=60)

    def test_many_saves_in_a_long_time_without_a_change_do_not(self) -> None:
        vouching = self.saves(True, *[False] * 6)

        assert vouching.frozen
        assert vouching.vouched_at == MONDAY + timedelta(seconds=60)

    def test_many_saves_in_a_short_time_still_vouch(self) -> None:
        assert not self.saves(True, *[False] * 50, every=1).frozen

    def test_few_saves_in_a_long_time_still_vouch(self) -> None:
        assert not self.saves(True, *[False] * 4, every=100).frozen

    def test_a_sheet_that_never_moved_is_not_taken_for_dead(self) -> None:
        assert not self.saves(*[False] * 50).frozen

    def test_one_change_brings_it_back_to_life(self) -> None:
        vouching = self.saves(True, *[False] * 10, True)

        assert not vouching.frozen
        assert vouching.vouched_at == MONDAY + timedelta(seconds=120)
