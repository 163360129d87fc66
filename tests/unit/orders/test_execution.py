"""What an execution moves, and how much of it an account can pay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.account import Account
from services.orders.domain.entry import accepted
from services.orders.domain.execution import Execution, affordable
from services.orders.domain.instrument import Instrument
from services.orders.domain.order import Order
from services.orders.domain.proposal import Approval
from services.orders.handlers.open_account import open_account
from shared.kernel.enums import Side
from shared.kernel.ids import ExecutionId
from shared.kernel.money import ZERO
from tests.support.clock import MONDAY
from tests.support.orders import INSTRUMENTS, BookInMemory, an_account, an_opening, an_order, d, ds


@pytest.fixture
async def account() -> Account:
    return (await open_account(an_opening("1000"), BookInMemory(), at=MONDAY)).account


def order_of(side: Side, quantity: str, instrument: Instrument = INSTRUMENTS["AAPL"]) -> Order:
    command = an_order(side, quantity, symbol=instrument.symbol)
    return accepted(
        command, an_account(), Approval(ZERO, command.terms), instrument, at=MONDAY, expires_at=None
    )


def execution(order: Order, price: Decimal, commission: Decimal = ZERO) -> Execution:
    return Execution(
        execution_id=ExecutionId(order.order_id),
        order_id=order.order_id,
        account_id=order.account_id,
        symbol=order.symbol,
        side=order.side,
        quantity=order.remaining_quantity,
        price=price,
        multiplier=order.multiplier,
        commission=commission,
        receipt={},
        booked_at=MONDAY,
    )


def test_a_buy_costs_its_notional_and_the_commission() -> None:
    bought = execution(order_of(Side.BUY, "10"), d("12.5"), d("1"))

    assert (bought.notional, bought.cash_effect, bought.shares_effect) == ds(125, -126, 10)
    trade, commission = bought.entries(d("200"))
    assert (trade.kind, commission.kind) == ("trade", "commission")
    assert (trade.amount, trade.balance_after) == ds(-125, 75)
    assert (commission.amount, commission.balance_after) == ds(-1, 74)


def test_a_sell_brings_its_notional_less_the_commission() -> None:
    sold = execution(order_of(Side.SELL, "10"), d("12.5"))

    assert (sold.cash_effect, sold.shares_effect) == ds(125, -10)
    assert [entry.amount for entry in sold.entries(ZERO)] == [125]


def test_what_can_be_paid_is_booked_as_proposed(account: Account) -> None:
    order = order_of(Side.BUY, "10")
    proposed = execution(order, d("100"))

    assert affordable(proposed, order, account) is proposed


def test_a_market_that_ran_away_fills_the_whole_shares_that_can_be_paid(account: Account) -> None:
    order = order_of(Side.BUY, "10")
    booked = affordable(execution(order, d("150"), d("5")), order, account)

    assert booked is not None
    assert booked.quantity == 6
    assert booked.commission == 3


def test_cash_set_aside_for_other_orders_is_not_spent(account: Account) -> None:
    order = order_of(Side.BUY, "10")
    booked = affordable(execution(order, d("100")), order, account.moved(reserved=d("401")))

    assert booked is not None
    assert booked.quantity == 5


def test_nothing_is_booked_where_not_even_one_share_can_be_paid(account: Account) -> None:
    order = order_of(Side.BUY, "1")

    assert affordable(execution(order, d("1001")), order, account) is None


def test_a_sale_whose_commission_nobody_can_pay_is_not_booked(account: Account) -> None:
    order = order_of(Side.SELL, "1")
    poor = replace(account, cash=ZERO)

    assert affordable(execution(order, d("1"), d("2")), order, poor) is None


@given(
    cash=st.decimals("0", "100000", places=2),
    quantity=st.decimals("0.000000001", "10000", places=9),
    price=st.decimals("0.0001", "5000", places=4),
    commission=st.decimals("0", "50", places=2),
    fractionable=st.booleans(),
)
async def test_a_cash_account_is_never_overdrawn_and_no_more_could_be_bought(
    cash: Decimal, quantity: Decimal, price: Decimal, commission: Decimal, fractionable: bool
) -> None:
    account = (await open_account(an_opening("1"), BookInMemory(), at=MONDAY)).account
    account = replace(account, cash=cash)
    whole = max(Decimal(1), quantity.to_integral_value())
    order = order_of(
        Side.BUY,
        str(quantity if fractionable else whole),
        INSTRUMENTS["FRAC" if fractionable else "AAPL"],
    )
    proposed = execution(order, price, commission)

    booked = affordable(proposed, order, account)

    if booked is None:
        assert cash < order.quantity_step * price + commission
        return
    assert cash + booked.cash_effect >= 0
    assert 0 < booked.quantity <= proposed.quantity
    assert booked.quantity % order.quantity_step == 0
    if booked is not proposed:
        one_more = (booked.quantity + order.quantity_step) * price + commission
        assert one_more > cash
