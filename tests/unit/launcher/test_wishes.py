from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local.places import LauncherError
from deploy.local.wishes import Wishes


def test_without_a_workbook_the_market_is_simulated() -> None:
    assert Wishes(seed=7).source() == {"THOR_SOURCES": "simulated", "THOR_SIMULATION_SEED": "7"}


def test_a_workbook_is_named_by_its_whole_path_wherever_thor_is_called_from() -> None:
    source = Wishes(excel=Path("quotes.xlsx"), sheet="RTD", stale_after=5).source()

    assert source == {
        "THOR_SOURCES": "excel",
        "THOR_EXCEL_FILE": str(Path.cwd() / "quotes.xlsx"),
        "THOR_EXCEL_SHEET": "RTD",
        "THOR_STALE_AFTER_SECONDS": "5",
    }


def test_pushed_quotes_come_first_and_a_workbook_stands_in_for_them() -> None:
    assert Wishes(pushed=True).source()["THOR_SOURCES"] == "pushed"
    assert Wishes(pushed=True, excel=Path("q.xlsx")).source()["THOR_SOURCES"] == "pushed,excel"


def test_a_range_of_the_sheet_is_passed_on() -> None:
    source = Wishes(excel=Path("q.xlsx"), cells="A1:N13").source()

    assert source["THOR_EXCEL_RANGE"] == "A1:N13"


@pytest.mark.parametrize("cells", ["A1", "N13:A1", "A1:B", "A1:N13:Z9", "1:2", "A0:B2", ""])
def test_what_is_no_range_is_refused(cells: str) -> None:
    with pytest.raises(LauncherError, match="--range"):
        Wishes(excel=Path("q.xlsx"), cells=cells).source()
    with pytest.raises(LauncherError, match="--excel"):
        Wishes(cells="A1:N13").source()


def test_sources_may_be_named_and_put_in_order() -> None:
    source = Wishes(sources="alpaca,excel", excel=Path("quotes.xlsx")).source()

    assert source["THOR_SOURCES"] == "alpaca,excel"
    assert source["THOR_EXCEL_FILE"] == str(Path.cwd() / "quotes.xlsx")


def test_a_sheet_without_a_workbook_is_refused() -> None:
    with pytest.raises(LauncherError, match="--excel"):
        Wishes(sheet="RTD").source()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_a_database_may_be_named_as_people_do(scheme: str) -> None:
    wishes = Wishes(postgres_url=f"{scheme}://thor:secret@db:5432/thor")

    assert wishes.database() == "postgresql+asyncpg://thor:secret@db:5432/thor"


@pytest.mark.parametrize("url", ["mysql://db/thor", "db:5432", ""])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(LauncherError, match="postgresql://"):
        Wishes(postgres_url=url).database()
