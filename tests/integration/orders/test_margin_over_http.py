"""A margin account in the real book: shorts, flips and the audit."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.enums import Side
from tests.support.lab import Trader
from tests.support.orders import d

pytestmark = pytest.mark.usefixtures("sound")


async def test_a_margin_account_buys_with_borrowed_money_and_sells_short(trader: Trader) -> None:
    account_id = await trader.open(kind="MARGIN", starting_balance="10000")
    await trader.trade(account_id, Side.BUY, "150")
    assert (await trader.account(account_id))["cash"].startswith("-5000")

    flip = await trader.trade(account_id, Side.SELL, "190")

    assert flip["status"] == "PENDING"
    assert d((await trader.account(account_id))["reserved"]) == 0
    too_much = await trader.submit(account_id, Side.SELL, "1000")
    assert too_much["code"] == "insufficient_buying_power"
    cover = await trader.submit(account_id, Side.BUY, "40", limit_price="99")
    assert (cover["status"], d(cover["reserved_cash"])) == ("PENDING", 0)


async def test_a_dividend_is_paid_by_who_is_short_and_a_split_moves_the_short(
    trader: Trader, engine: AsyncEngine
) -> None:
    account_id = await trader.open(kind="MARGIN", starting_balance="10000")
    await trader.trade(account_id, Side.SELL, "10")
    before = await trader.account(account_id)

    await trader.act_on_symbol("dividends", amount_per_share="0.50")
    await trader.act_on_symbol("splits", numerator=3, denominator=1)

    after = await trader.account(account_id)
    assert float(after["cash"]) - float(before["cash"]) == pytest.approx(-5)
    async with engine.connect() as connection:
        held = await connection.scalar(text("SELECT quantity FROM orders.holdings"))
    assert held == -30
    cloned = (await trader.act(account_id, "clone")).json()
    assert (cloned["kind"], cloned["cash"]) == ("MARGIN", after["cash"])


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE orders.holdings SET quantity = -1",
        "UPDATE orders.holdings SET quantity = 1, held_quantity = 2",
        "UPDATE orders.holdings SET held_quantity = -1",
    ],
)
async def test_the_database_itself_keeps_a_cash_account_from_being_short(
    trader: Trader, engine: AsyncEngine, damage: str
) -> None:
    account_id = await trader.open()
    await trader.trade(account_id, Side.BUY, "10")

    async def do_damage() -> None:
        async with engine.begin() as connection:
            await connection.execute(text(damage))

    with pytest.raises(IntegrityError):
        await do_damage()
