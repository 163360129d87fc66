"""Splits and dividends: every holder at once, exactly, once, and the audit agrees."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

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


async def holdings(engine: AsyncEngine, account_id: str) -> tuple[str, str]:
    query = text("SELECT quantity, held_quantity FROM orders.holdings WHERE account_id = :account")
    async with engine.connect() as connection:
        row = (await connection.execute(query, {"account": account_id})).one()
    return str(row.quantity), str(row.held_quantity)


async def order(trader: Trader, placed: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await trader.client.get(f"/api/v1/orders/{placed['order_id']}")).json()
    return found


async def test_a_split_moves_holdings_and_pending_orders_of_every_account(
    trader: Trader, engine: AsyncEngine
) -> None:
    holder, watcher = await trader.open(), await trader.open()
    await trader.trade(holder, Side.BUY, "10")
    selling = await trader.submit(holder, Side.SELL, "4", limit_price="120.50")
    buying = await trader.submit(watcher, Side.BUY, "10", limit_price="100.01")

    answer = await trader.act_on_symbol("splits", numerator=4, denominator=1)

    assert answer.json() == {"created": True, "accounts": 1}
    assert await holdings(engine, holder) == ("40", "16")
    now = await order(trader, selling)
    assert (now["status"], now["version"], now["quantity"]) == ("PENDING", 2, "16")
    assert now["limit_price"] == "30.13"  # 30.125, and no worse for the seller
    now = await order(trader, buying)
    assert (now["quantity"], now["limit_price"]) == ("40", "25.00")
    assert (await trader.account(watcher))["reserved"] == "1000.00"


async def test_a_reverse_split_pays_for_what_cannot_be_held(
    trader: Trader, engine: AsyncEngine
) -> None:
    account_id = await trader.open()
    await trader.trade(account_id, Side.BUY, "7")
    odd = await trader.submit(account_id, Side.SELL, "7", limit_price="120")
    before = await trader.account(account_id)

    refused = await trader.act_on_symbol("splits", numerator=1, denominator=3)
    assert (refused.status_code, refused.json()["code"]) == (422, "price_needed")
    assert await holdings(engine, account_id) == ("7", "7")

    await trader.act_on_symbol("splits", numerator=1, denominator=3, price="300")

    assert await holdings(engine, account_id) == ("2", "0")
    after = await trader.account(account_id)
    assert float(after["cash"]) - float(before["cash"]) == pytest.approx(100)
    assert (await order(trader, odd))["reason_code"] == "split"


async def test_an_order_that_is_filled_in_part_ends_with_the_split(
    trader: Trader, engine: AsyncEngine
) -> None:
    account_id = await trader.open()
    half = await trader.trade(account_id, Side.BUY, "10", filled="5")

    await trader.act_on_symbol("splits", numerator=2, denominator=1)

    now = await order(trader, half)
    assert (now["status"], now["filled_quantity"], now["reason_code"]) == (
        "CANCELLED",
        "5",
        "split",
    )
    assert await holdings(engine, account_id) == ("10", "0")
    assert (await trader.account(account_id))["reserved"] == "0"


async def test_a_dividend_pays_what_is_held_and_leaves_orders_alone(trader: Trader) -> None:
    account_id = await trader.open()
    await trader.trade(account_id, Side.BUY, "10")
    pending = await trader.submit(account_id, Side.SELL, "10", limit_price="120")
    before = await trader.account(account_id)

    answer = await trader.act_on_symbol("dividends", amount_per_share="0.24")

    assert answer.json() == {"created": True, "accounts": 1}
    cash = (await trader.account(account_id))["cash"]
    assert float(cash) - float(before["cash"]) == pytest.approx(2.4)
    assert await order(trader, pending) == pending


async def test_an_action_is_carried_out_once_however_often_it_is_sent(
    trader: Trader, engine: AsyncEngine
) -> None:
    account_id = await trader.open()
    await trader.trade(account_id, Side.BUY, "10")
    action = str(uuid4())
    wish = {"action_id": action, "numerator": 3, "denominator": 1}

    answers = await asyncio.gather(*(trader.act_on_symbol("splits", **wish) for _ in range(4)))

    assert sorted(answer.json()["created"] for answer in answers) == [False, False, False, True]
    assert await holdings(engine, account_id) == ("30", "0")
    other = await trader.act_on_symbol("splits", **{**wish, "numerator": 5})
    assert (other.status_code, other.json()["code"]) == (409, "duplicate_action_id")


class Killed(Exception):
    pass


async def test_an_action_that_dies_half_way_has_done_nothing_and_can_be_sent_again(
    trader: Trader, engine: AsyncEngine, around: Surroundings
) -> None:
    holders = [await trader.open() for _ in range(3)]
    for account_id in holders:
        await trader.trade(account_id, Side.BUY, "10")

    async def die_after_it() -> None:
        async with around.transactions() as work:
            await carry_out_action(a_split("2:1"), work, around.market, at=MONDAY)
            raise Killed

    with pytest.raises(Killed):
        await die_after_it()
    assert {await holdings(engine, account_id) for account_id in holders} == {("10", "0")}

    async with around.transactions() as work:
        await carry_out_action(a_split("2:1"), work, around.market, at=MONDAY)
    assert {await holdings(engine, account_id) for account_id in holders} == {("20", "0")}


async def test_orders_wait_for_an_action_and_are_all_before_or_all_after(
    trader: Trader, engine: AsyncEngine
) -> None:
    account_id = await trader.open()
    await trader.trade(account_id, Side.BUY, "10")

    split = asyncio.create_task(trader.act_on_symbol("splits", numerator=2, denominator=1))
    orders = await asyncio.gather(
        *(trader.submit(account_id, quantity="1", limit_price="90") for _ in range(8))
    )

    assert (await split).json()["created"]
    now = [await order(trader, each) for each in orders]
    assert {(o["quantity"], o["limit_price"]) for o in now} <= {("1", "90"), ("2", "45")}
    assert await holdings(engine, account_id) == ("20", "0")


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("splits", {"numerator": 0, "denominator": 1}, "numerator"),
        ("splits", {"numerator": 2, "denominator": 1, "price": "-1"}, "price"),
        ("dividends", {"amount_per_share": "0"}, "amount_per_share"),
    ],
)
async def test_an_action_that_makes_no_sense_is_refused_with_the_field(
    trader: Trader, kind: str, body: dict[str, object], field: str
) -> None:
    answer = await trader.act_on_symbol(kind, **body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_only_an_operator_may_post_actions(trader: Trader) -> None:
    body = {"action_id": str(uuid4()), "symbol": "AAPL", "numerator": 2, "denominator": 1}
    answer = await trader.client.post("/internal/splits", json=body)

    assert answer.status_code in (401, 403)
    unknown = await trader.act_on_symbol("splits", symbol="NOPE", numerator=2, denominator=1)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_symbol")
