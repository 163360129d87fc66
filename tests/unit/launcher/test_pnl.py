"""The workbook of a trader's own that Thor keeps current."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import Workbook, load_workbook

from deploy.local.places import LauncherError
from deploy.local.pnl import keep_current
from tests.support.spreadsheet import money, opened_by_libreoffice

ACCOUNT = "00000000-0000-0000-0000-000000000001"
MONEY = (
    "starting_balance", "cash", "reserved", "buying_power", "positions_value", "equity",
    "unrealized_pnl", "realized_pnl", "fees", "dividends", "day_pnl", "total_pnl",
    "margin_remaining", "maintenance_margin", "leverage",
)  # fmt: skip


def snapshot(equity: str, symbols: tuple[str, ...]) -> dict[str, Any]:
    now = datetime(2026, 3, 2, 15, 0, tzinfo=UTC).isoformat()
    account: dict[str, Any] = dict.fromkeys(MONEY, "1.00")
    account.update(
        account_id=ACCOUNT, name="Main", kind="CASH", currency="USD", equity=equity, as_of=now,
        day_pnl_percent=None, complete=True, stale_marks=0, margin_call=False,
    )  # fmt: skip
    position = {
        "quantity": "10", "multiplier": "1", "average_price": "100", "cost": "1000", "mark": "101",
        "mark_quality": "fresh", "mark_as_of": now, "value": "1010.00", "unrealized_pnl": "10.00",
        "unrealized_pnl_percent": "1.00", "day_pnl": "10.00", "realized_pnl": "0.00",
        "fees": "0.00", "dividends": "0.00", "opened_at": now,
    }  # fmt: skip
    positions = [{"symbol": symbol, **position} for symbol in symbols]
    return {"account": account, "positions": positions, "closed": []}


def api(equity: str = "100010.00", symbols: tuple[str, ...] = ("AAPL",)) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["authorization"] != "Bearer good":
            return httpx.Response(401)
        match request.url.path.removeprefix("/api/v1"):
            case "/accounts":
                return httpx.Response(
                    200, json={"accounts": [{"account_id": ACCOUNT, "name": "Main"}]}
                )
            case path if path.endswith("/equity"):
                points = [
                    {"at": "2026-03-02T14:00:00Z", "equity": "100000.00"},
                    {"at": "2026-03-02T15:00:00Z", "equity": equity},
                ]
                return httpx.Response(200, json={"points": points})
            case _:
                return httpx.Response(200, json=snapshot(equity, symbols))

    return httpx.Client(
        base_url="http://thor",
        headers={"authorization": "Bearer good"},
        transport=httpx.MockTransport(answer),
    )


def test_a_workbook_that_is_not_there_is_made(tmp_path: Path) -> None:
    file = tmp_path / "pnl.xlsx"
    keep_current(file, api(), None, None)

    book = load_workbook(file)
    assert book.sheetnames == [
        "Thor", "Thor positions", "Thor round trips", "Thor equity", "Thor curve",
    ]  # fmt: skip
    assert book["Thor"]["A2"].value == "equity"
    assert book["Thor"]["B2"].value == 100010
    assert book["Thor"]["C2"].value == datetime(2026, 3, 2, 15, 0)  # noqa: DTZ001  a sheet has no zones
    assert book["Thor"]["D2"].value == "Main"
    assert book["Thor positions"]["F3"].value == "=SUBTOTAL(109,F2:F2)"


def test_what_is_the_trader_s_stays_and_what_is_thor_s_is_new(tmp_path: Path) -> None:
    file = tmp_path / "mine.xlsx"
    mine = Workbook()
    assert mine.active is not None
    mine.active.title = "Mine"
    mine.active["A1"] = "=Thor!B2*2"
    mine.save(file)

    keep_current(file, api(symbols=("AAPL", "META", "MSFT")), "Main", None)
    keep_current(file, api("100123.45", symbols=("AAPL",)), ACCOUNT, None)

    book = load_workbook(file)
    assert book.sheetnames[0] == "Mine"
    assert book["Mine"]["A1"].value == "=Thor!B2*2"
    assert Decimal(str(book["Thor"]["B2"].value)) == Decimal("100123.45")
    assert [row[0].value for row in book["Thor positions"].rows] == ["Symbol", "AAPL", None]
    assert [sheet.title for sheet in book.chartsheets] == ["Thor curve"]


def test_others_see_the_new_figures_in_the_trader_s_formulas_and_in_the_chart(
    tmp_path: Path,
) -> None:
    file = tmp_path / "mine.xlsx"
    keep_current(file, api(), None, None)
    mine = load_workbook(file)
    sheet = mine.create_sheet("Mine")
    sheet.append(["Twice"])
    sheet.append(["=Thor!B2*2"])
    mine.save(file)

    keep_current(file, api("100123.45", symbols=("AAPL", "META")), None, None)

    shown = opened_by_libreoffice({"mine": file.read_bytes()}, tmp_path)["mine"]
    assert shown.total("Mine", "Twice") == Decimal("200246.90")
    assert shown.total("Thor positions", "Unrealized P/L") == 20
    assert money(shown.rows("Thor equity")[-1]["Equity"]) == Decimal("100123.45")
    [drawn] = shown.drawn
    assert "Thor equity" in drawn
    assert drawn.endswith(".B3")


def test_again_and_again_it_goes_on_after_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """First it is refreshed, then Thor does not know the key, then it does again."""
    file, client, slept = tmp_path / "pnl.xlsx", api(), list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        client.headers["authorization"] = "Bearer bad" if len(slept) == 1 else "Bearer good"
        if len(slept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        keep_current(file, client, None, 5)

    said = capsys.readouterr().out
    assert said.count("equity 100,010.00") == 2
    assert said.count("Trying again") == 1
    assert slept == [5, 5, 5]


def test_what_goes_wrong_is_said_and_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"no workbook at all")

    with pytest.raises(LauncherError, match="not a workbook"):
        keep_current(file, api(), None, None)
    with pytest.raises(LauncherError, match="those there are: Main"):
        keep_current(tmp_path / "new.xlsx", api(), "Other", None)
    stranger = api()
    stranger.headers["authorization"] = "Bearer bad"
    with pytest.raises(LauncherError, match="API key"):
        keep_current(tmp_path / "new.xlsx", stranger, None, None)

    assert file.read_bytes() == b"no workbook at all"
    assert [path.name for path in tmp_path.iterdir()] == ["broken.xlsx"]
