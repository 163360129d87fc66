"""What a client sees of previews, and of closing and cancelling at once."""

from __future__ import annotations

import httpx
import pytest

from services.orders.dependencies import Surroundings
from tests.integration.orders.test_orders_over_http import a_body, account, submit
from tests.integration.orders.test_races import Trading
from tests.support.orders import a_report, d

pytestmark = pytest.mark.usefixtures("sound")


async def preview(client: httpx.AsyncClient, account_id: str, **more: object) -> dict[str, object]:
    answer = await client.post("/api/v1/orders/preview", json=a_body(account_id, **more))
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_a_preview_tells_everything_and_does_nothing(
    client: httpx.AsyncClient, account_id: str
) -> None:
    before = await account(client, account_id)
    found = await preview(client, account_id, type="MARKET", limit_price=None)

    assert found["refusal"] is None
    assert found["marketable"] is True
    assert (found["estimated_price"], found["estimated_value"]) == ("100.00", "1000.00")
    assert (found["reserved_cash"], found["buying_power_after"]) == ("1050.0000", "98950.0000")
    quote = found["quote"]
    assert isinstance(quote, dict)
    assert (quote["bid"], quote["quality"], quote["age_ms"]) == ("99.90", "fresh", 0)
    assert await account(client, account_id) == before
    assert (await client.get("/api/v1/orders")).json()["orders"] == []


async def test_a_preview_says_why_an_order_would_be_refused(
    client: httpx.AsyncClient, account_id: str
) -> None:
    dear = await preview(client, account_id, quantity="100000")
    unknown = await preview(client, account_id, symbol="NOPE")

    assert dear["refusal"] == {
        "code": "insufficient_buying_power",
        "reason": "This order needs 10,000,000.00 of buying power; 100,000.00 is available.",
        "field": "quantity",
    }
    assert isinstance(unknown["refusal"], dict)
    assert (unknown["refusal"]["code"], unknown["quote"]) == ("unknown_symbol", None)


async def test_a_preview_of_a_pair_of_exits_reckons_both_and_says_why_there_can_be_none(
    client: httpx.AsyncClient, account_id: str, around: Surroundings
) -> None:
    trading = Trading(around, account_id)
    await trading.report(a_report(await trading.submit("buy"), last_price=d("10")))
    pair = {
        "account_id": account_id,
        "symbol": "AAPL",
        "side": "SELL",
        "quantity": "10",
        "take_profit": {"limit_price": "120"},
        "stop_loss": {"stop_price": "90"},
    }

    async def previews(**more: object) -> list[dict[str, object]]:
        answer = await client.post("/api/v1/orders/oco/preview", json={**pair, **more})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, object]] = answer.json()["previews"]
        return found

    profit, loss = await previews()
    assert (profit["estimated_value"], loss["estimated_value"]) == ("1200", "900")
    assert (profit["refusal"], loss["refusal"]) == (None, None)
    assert (profit["reserved_shares"], loss["reserved_shares"]) == ("0", "10")
    (refused,) = await previews(quantity="11")
    assert isinstance(refused["refusal"], dict)
    assert refused["refusal"]["code"] == "insufficient_shares"
    listed = (await client.get("/api/v1/orders", params={"status": "PENDING"})).json()
    assert listed["orders"] == []


async def test_a_position_is_closed_over_its_pending_sell(
    client: httpx.AsyncClient, account_id: str, around: Surroundings
) -> None:
    trading = Trading(around, account_id)
    bought = await trading.submit("buy")
    await trading.report(a_report(bought, last_price=d("10")))
    target = await submit(client, account_id, side="SELL", limit_price="120")
    path = f"/api/v1/accounts/{account_id}/positions/AAPL"
    flipped = await client.post(f"{path}/flip")
    closed = await client.post(f"{path}/close", json={"client_order_id": "out"})
    again = await client.post(f"{path}/close", json={"client_order_id": "out"})

    assert (flipped.status_code, flipped.json()["code"]) == (422, "flip_needs_margin")
    assert (closed.status_code, again.status_code) == (201, 200)
    assert closed.json()["order"]["quantity"] == "10"
    assert [each["order_id"] for each in closed.json()["cancelled"]] == [target["order_id"]]
    assert again.json()["order"] == closed.json()["order"]
    future = await client.post(f"/api/v1/accounts/{account_id}/positions/%2FES/close")
    assert (future.status_code, future.json()["code"]) == (422, "no_position")


async def test_all_orders_of_an_account_are_cancelled_in_one_step(
    client: httpx.AsyncClient, account_id: str
) -> None:
    for _ in range(3):
        await submit(client, account_id)
    path = "/api/v1/orders/cancel-all"
    answer = await client.post(path, params={"account_id": account_id})

    assert [each["status"] for each in answer.json()["orders"]] == ["CANCELLED"] * 3
    assert (await account(client, account_id))["reserved"] == "0"
    assert (await client.post(path)).status_code == 422


async def test_an_order_is_for_a_quantity_or_an_amount_of_money(
    client: httpx.AsyncClient, account_id: str
) -> None:
    both = await client.post("/api/v1/orders", json=a_body(account_id, notional="100"))
    whole = await client.post(
        "/api/v1/orders", json=a_body(account_id, quantity=None, notional="100")
    )

    assert (both.status_code, both.json()["code"]) == (422, "malformed")
    assert "either quantity or notional" in both.json()["detail"]
    assert (whole.status_code, whole.json()["code"]) == (422, "not_fractionable")
    assert whole.json()["order"]["notional"] == "100"
