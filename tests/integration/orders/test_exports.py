"""Orders and fills that somebody takes away."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from shared.http import tables
from shared.http.auth import authorization
from shared.kernel.enums import Side
from shared.kernel.ids import UserId
from tests.support.clock import MONDAY
from tests.support.lab import Trader
from tests.support.orders import SECRET, STRANGER
from tests.support.spreadsheet import opened_by_libreoffice, sheet_of

pytestmark = pytest.mark.usefixtures("sound")


@pytest.fixture
async def traded(trader: Trader, account_id: str) -> str:
    """An account that bought ten in two orders, sold four, and has an order waiting."""
    await trader.trade(account_id, Side.BUY, "6", price="100")
    await trader.trade(account_id, Side.BUY, "4", price="99.50")
    await trader.trade(account_id, Side.SELL, "4", price="101.25")
    await trader.submit(account_id, quantity="1", limit_price="90")
    return account_id


async def export(
    client: httpx.AsyncClient, account_id: str, what: str, **query: str
) -> httpx.Response:
    return await client.get(f"/api/v1/accounts/{account_id}/exports/{what}", params=query)


def lines_of(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_fills_are_listed_newest_first_page_by_page(
    client: httpx.AsyncClient, traded: str
) -> None:
    path = f"/api/v1/accounts/{traded}/fills"
    first = (await client.get(path, params={"limit": 2})).json()
    rest = (await client.get(path, params={"limit": 2, "cursor": first["next"]})).json()

    fills = first["fills"] + rest["fills"]
    order = [(fill["booked_at"], fill["execution_id"]) for fill in fills]
    assert (len(fills), rest["next"]) == (3, None)
    assert order == sorted(order, reverse=True)
    assert all(fill["receipt"]["rule"] for fill in fills)
    sold = (await client.get(path, params={"side": "SELL", "symbol": "aapl"})).json()["fills"]
    assert [fill["last_price"] for fill in sold] == ["101.25"]
    client.headers.update(authorization(SECRET, UserId(STRANGER)))
    assert (await client.get(path)).status_code == 404


async def test_orders_say_what_the_api_says(
    client: httpx.AsyncClient, trader: Trader, traded: str
) -> None:
    answer = await export(client, traded, "orders")

    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="orders.csv"'
    shown = {order["order_id"]: order for order in await trader.orders(traded)}
    lines = lines_of(answer)
    assert sorted(line["Status"] for line in lines) == ["FILLED", "FILLED", "FILLED", "PENDING"]
    assert [line["Submitted (UTC)"] for line in lines] == sorted(
        order["submitted_at"] for order in shown.values()
    )
    for line in lines:
        order = shown[line["Order id"]]
        assert line["Client order id"] == order["client_order_id"]
        assert Decimal(line["Filled quantity"]) == Decimal(order["filled_quantity"])
        assert line["Limit price"] == order["limit_price"]


async def test_the_cash_of_the_account_is_its_start_and_all_it_has_filled(
    client: httpx.AsyncClient, trader: Trader, traded: str
) -> None:
    lines = lines_of(await export(client, traded, "fills"))

    moved = sum(Decimal(line["Cash effect"]) for line in lines)
    account = await trader.account(traded)
    assert Decimal(account["starting_balance"]) + moved == Decimal(account["cash"])
    # 6 × 100 + 4 × 99.50 bought, 4 × 101.25 sold, three commissions of 0.35
    assert moved == Decimal(-600) - Decimal(398) + Decimal(405) - Decimal("1.05")


async def test_both_workbooks_opened_by_others_come_to_what_the_book_says(
    client: httpx.AsyncClient, trader: Trader, traded: str, tmp_path: Path
) -> None:
    made = {
        what: (await export(client, traded, what, format="xlsx")).content
        for what in ("fills", "orders")
    }
    fills, orders = sheet_of(made["fills"], "Fills"), sheet_of(made["orders"], "Orders")
    titles = [str(cell.value) for cell in fills[1]]
    total = fills.cell(5, titles.index("Cash effect") + 1).value
    assert str(total).startswith("=SUBTOTAL(109,")
    assert [cell.data_type for cell in orders[2]][:6] == ["d", "s", "s", "s", "s", "n"]

    shown = opened_by_libreoffice(made, tmp_path)
    account, placed = await trader.account(traded), await trader.orders(traded)
    moved = Decimal(account["cash"]) - Decimal(account["starting_balance"])
    assert shown["fills"].total("Fills", "Cash effect") == moved
    assert shown["fills"].total("Fills", "Commission") == Decimal("1.05")
    assert shown["orders"].total("Orders", "Filled quantity") == sum(
        Decimal(order["filled_quantity"]) for order in placed
    )
    assert [row["Order id"] for row in shown["orders"].rows("Orders")[:-1]] == [
        order["order_id"] for order in reversed(placed)
    ]


async def test_symbol_and_side_choose_what_is_taken_away(
    client: httpx.AsyncClient, trader: Trader, traded: str
) -> None:
    placed = await trader.orders(traded)
    sold = [order["order_id"] for order in placed if order["side"] == "SELL"]

    for what in ("orders", "fills"):
        lines = lines_of(await export(client, traded, what, side="SELL"))
        assert [line["Order id"] for line in lines] == sold
        everything = lines_of(await export(client, traded, what))
        assert lines_of(await export(client, traded, what, symbol="aapl")) == everything
        assert lines_of(await export(client, traded, what, symbol="MSFT")) == []
    answer = await export(client, traded, "fills", side="up")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "side")


async def test_a_period_leaves_out_what_was_before_and_after(
    client: httpx.AsyncClient, traded: str
) -> None:
    later = (MONDAY + timedelta(days=1)).isoformat()

    assert len(lines_of(await export(client, traded, "fills", to=later))) == 3
    assert lines_of(await export(client, traded, "fills", **{"from": later})) == []
    answer = await export(client, traded, "orders", to="yesterday")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "to"


async def test_more_rows_than_a_file_takes_are_refused_and_never_cut_off(
    client: httpx.AsyncClient, traded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROWS_MAX", 2)

    answer = await export(client, traded, "fills")

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_rows")


async def test_nobody_takes_away_what_is_not_theirs(client: httpx.AsyncClient, traded: str) -> None:
    for what in ("orders", "fills"):
        path = f"/api/v1/accounts/{traded}/exports/{what}"
        theirs = await client.get(path, headers=authorization(SECRET, STRANGER))
        assert (theirs.status_code, theirs.json()["code"]) == (404, "no_such_account")
        assert (await export(client, str(uuid4()), what)).status_code == 404
