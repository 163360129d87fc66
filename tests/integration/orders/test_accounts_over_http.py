"""Accounts as a lab: as many as one likes, reset, cloned and closed, with a book that holds."""

from __future__ import annotations

from uuid import uuid4

import httpx
import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.dependencies import Surroundings
from services.orders.handlers.carry_out_action import carry_out_action
from shared.kernel.enums import Side
from tests.support.clock import MONDAY
from tests.support.lab import Trader
from tests.support.orders import a_split

pytestmark = pytest.mark.usefixtures("sound")


async def test_an_account_opens_as_it_is_wished_and_gives_that_to_its_orders(
    trader: Trader,
) -> None:
    account_id = await trader.open(
        name="Cautious",
        starting_balance="5000",
        fill_model="strict",
        fee_model="per_share:0.005",
        hold_seconds=20,
    )
    order = await trader.submit(account_id)

    assert (await trader.account(account_id))["starting_balance"] == "5000"
    assert (order["fill_model"], order["fee_model"]) == ("strict", "per_share:0.005")
    assert order["hold_until"] == "2025-06-02T14:30:20Z"
    assert (await trader.submit(account_id, hold_seconds=0))["hold_until"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"fill_model": "generous"}, "fill_model"),
        ({"fee_model": "per_share:much"}, "fee_model"),
        ({"hold_seconds": 301}, "hold_seconds"),
        ({"starting_balance": "0"}, "starting_balance"),
        ({"starting_balance": "NaN"}, "starting_balance"),
        ({"kind": "OFFSHORE"}, "kind"),
    ],
)
async def test_an_account_that_cannot_be_is_refused_with_the_field(
    client: httpx.AsyncClient, body: dict[str, object], field: str
) -> None:
    answer = await client.post("/api/v1/accounts", json=body)

    assert answer.status_code == 422
    assert field in answer.json()["errors"][0]["field"]


async def test_settings_change_for_orders_still_to_come(trader: Trader) -> None:
    account_id = await trader.open()
    before = await trader.submit(account_id)
    wished = {"name": "Renamed", "fill_model": "touch", "hold_seconds": 5}

    answer = await trader.client.patch(f"/api/v1/accounts/{account_id}", json=wished)

    assert answer.json() == {**(await trader.account(account_id)), **wished}
    now = await trader.client.get(f"/api/v1/orders/{before['order_id']}")
    assert now.json()["fill_model"] == "quote"
    assert (await trader.submit(account_id))["fill_model"] == "touch"
    wrong = {"fee_model": "free"}
    refused = await trader.client.patch(f"/api/v1/accounts/{account_id}", json=wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_model")


async def test_a_reset_starts_a_new_era_and_keeps_the_old_one_readable(trader: Trader) -> None:
    account_id = await trader.open(name="Lab")
    filled = await trader.trade(account_id, Side.BUY, "10")
    await trader.submit(account_id)
    await trader.submit(account_id, Side.SELL, "4", limit_price="200")
    wish = {"client_reset_id": str(uuid4()), "starting_balance": "2500"}

    reset = (await trader.act(account_id, "reset", **wish)).json()

    assert (reset["era"], reset["name"]) == (2, "Lab")
    assert [reset[name] for name in ("starting_balance", "cash", "reserved")] == ["2500"] * 2 + [
        "0"
    ]
    orders = await trader.orders(account_id)
    assert [(o["status"], o["era"]) for o in orders].count(("CANCELLED", 1)) == 2
    assert {o["reason_code"] for o in orders} == {None, "account_reset"}
    receipts = await trader.client.get(f"/api/v1/orders/{filled['order_id']}/executions")
    assert len(receipts.json()["executions"]) == 1

    again = await trader.act(account_id, "reset", **wish)
    assert (again.status_code, again.json()) == (200, reset)
    assert (await trader.submit(account_id, Side.SELL, "1"))["code"] == "insufficient_shares"
    assert (await trader.submit(account_id, quantity="20"))["era"] == 2


async def test_a_clone_has_everything_but_the_pending_orders(
    trader: Trader, engine: AsyncEngine, around: Surroundings
) -> None:
    account_id = await trader.open(fee_model="flat:1")
    await trader.trade(account_id, Side.BUY, "10")
    async with around.transactions() as work:
        await carry_out_action(a_split("3:2"), work, around.market, at=MONDAY)
    await trader.trade(account_id, Side.SELL, "5", filled="2", price="90")
    await trader.submit(account_id)
    wish = {"client_account_id": str(uuid4()), "name": "What if"}

    answer = await trader.act(account_id, "clone", **wish)

    clone, model = answer.json(), await trader.account(account_id)
    assert answer.status_code == 201
    assert (clone["name"], clone["cloned_from"]) == ("What if", account_id)
    same = ("cash", "starting_balance", "kind", "opened_at", "fee_model")
    assert [clone[name] for name in same] == [model[name] for name in same]
    assert clone["reserved"] == "0"
    orders = await trader.orders(clone["account_id"])
    assert sorted((o["status"], o["reason_code"]) for o in orders) == [
        ("CANCELLED", "not_cloned"),
        ("FILLED", None),
    ]
    assert await movements(engine, clone["account_id"]) == await movements(engine, account_id)

    again = await trader.act(account_id, "clone", **wish)
    assert (again.status_code, again.json()) == (200, clone)
    # From here on they are two accounts.
    assert (await trader.submit(clone["account_id"], Side.SELL, "13"))["status"] == "PENDING"


async def movements(engine: AsyncEngine, account_id: str) -> list[tuple[object, ...]]:
    """What moved the account, as its readers see it: every event but of cash set aside."""
    told: list[tuple[object, ...]] = []
    query = text(
        "SELECT body FROM bus.outbox WHERE key = :account UNION ALL"
        " SELECT body FROM bus.log WHERE key = :account"
    )
    async with engine.connect() as connection:
        bodies = (await connection.scalars(query, {"account": account_id})).all()
    for body in bodies:
        event = orjson.loads(body)
        data = event["data"]
        if event["type"] == "thor.account.funds_changed.v1":
            continue
        told.append(
            (
                event["type"],
                event["time"],
                data["funds"]["cash"],
                *(data.get(name) for name in ("side", "last_quantity", "quantity_after")),
            )
        )
    return sorted(told, key=str)


async def test_only_a_flat_account_can_be_closed_and_then_it_is_over(trader: Trader) -> None:
    account_id = await trader.open()
    await trader.trade(account_id, Side.BUY, "10")
    refused = await trader.act(account_id, "close")
    assert (refused.status_code, refused.json()["code"]) == (409, "account_not_flat")
    assert "10 AAPL" in refused.json()["detail"]
    await trader.trade(account_id, Side.SELL, "10")
    pending = await trader.submit(account_id)

    closed = await trader.act(account_id, "close")

    assert (closed.status_code, closed.json()["status"]) == (200, "CLOSED")
    assert (await trader.act(account_id, "close")).json() == closed.json()
    order = (await trader.client.get(f"/api/v1/orders/{pending['order_id']}")).json()
    assert (order["status"], order["reason_code"]) == ("CANCELLED", "account_closed")
    assert (await trader.submit(account_id))["code"] == "account_closed"
    for act in ("reset",):
        answer = await trader.act(account_id, act)
        assert (answer.status_code, answer.json()["code"]) == (409, "account_closed")


@pytest.mark.parametrize("act", ["reset", "clone", "close"])
async def test_nobody_can_touch_what_is_not_there_or_not_theirs(trader: Trader, act: str) -> None:
    answer = await trader.act(str(uuid4()), act)

    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_account")
