"""What an order is likely to cost, from the newest quote: a table of cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.orders.domain.commands import SubmitOrder
from services.orders.domain.entry import entered
from services.orders.domain.estimate import Market, estimate
from services.orders.domain.instrument import Indication
from services.orders.domain.order import Order
from services.orders.domain.proposal import Means
from shared.kernel.enums import Side
from tests.support.clock import MONDAY
from tests.support.orders import INSTRUMENTS, a_book, an_order, d

BUY, SELL = Side.BUY, Side.SELL
QUOTE = Market(bid=d("99.90"), ask=d("100.00"), last=d("99.95"))


async def an_entered(command: SubmitOrder) -> Order:
    account = (await a_book()).account
    order = entered(
        command,
        account,
        Means(account.buying_power, d("1000")),
        INSTRUMENTS[command.symbol],
        Indication(ask=QUOTE.ask, last=QUOTE.last),
        at=MONDAY,
        expires_at=None,
    )
    assert order.is_pending, order.reason
    return order


@pytest.mark.parametrize(
    ("command", "price", "value", "marketable"),
    [
        (an_order(BUY), "100.00", "1000.00", True),
        (an_order(SELL), "99.90", "999.00", True),
        (an_order(BUY, limit_price="100.50"), "100.00", "1000.00", True),
        (an_order(BUY, limit_price="99"), "99", "990", False),
        (an_order(SELL, limit_price="101"), "101", "1010", False),
        (an_order(BUY, stop_price="105"), "105", "1050", False),
        (an_order(BUY, stop_price="99"), "100.00", "1000.00", True),
        (an_order(SELL, stop_price="95", limit_price="94"), "94", "940", False),
        (an_order(SELL, trail_amount="2"), "97.95", "979.50", False),
        (an_order(BUY, trail_percent="10"), "109.945", "1099.450", False),
    ],
)
async def test_an_order_is_reckoned_at_the_price_it_would_get_or_waits_for(
    command: SubmitOrder, price: str, value: str, marketable: bool
) -> None:
    found = estimate(await an_entered(command), QUOTE)

    assert found is not None
    assert (found.price, found.value, found.fees) == (d(price), d(value), 0)
    assert found.marketable is marketable


async def test_slippage_and_fees_are_those_of_the_orders_models() -> None:
    order = replace(
        await an_entered(an_order(BUY)), fill_model="quote+slippage:1", fee_model="per_share:0.01"
    )
    found = estimate(order, QUOTE)

    assert found is not None
    assert (found.price, found.fees) == (d("101"), d("0.10"))


async def test_without_a_quote_only_an_order_that_names_its_price_can_be_reckoned() -> None:
    assert estimate(await an_entered(an_order(BUY)), None) is None
    limit = estimate(await an_entered(an_order(BUY, limit_price="99")), None)
    assert limit is not None
    assert (limit.price, limit.marketable) == (d("99"), False)
