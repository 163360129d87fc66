"""What a new order is refused for, and what is said about it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.account import Account
from services.orders.domain.checks import Denial, assess
from services.orders.domain.commands import SubmitOrder
from services.orders.domain.instrument import NO_INDICATION, Indication, Instrument
from services.orders.domain.proposal import Approval, Means, Proposal
from services.orders.handlers.open_account import open_account
from shared.kernel.enums import AccountStatus, OrderType, Side
from tests.support.clock import MONDAY
from tests.support.orders import INSTRUMENTS, BookInMemory, an_instrument, an_opening, an_order, d

ASK_100 = Indication(ask=d("100"), last=d("99.95"))
SELL = Side.SELL


@pytest.fixture
async def account() -> Account:
    return (await open_account(an_opening(), BookInMemory(), at=MONDAY)).account


def verdict(
    account: Account,
    command: SubmitOrder,
    *,
    market: Indication = ASK_100,
    shares: str = "0",
    instruments: dict[str, Instrument] = INSTRUMENTS,
) -> Approval | Denial:
    proposal = Proposal(
        symbol=command.symbol,
        side=command.side,
        type=command.type,
        terms=command.terms,
        means=Means(account.buying_power, d(shares)),
    )
    return assess(proposal, account, instruments.get(command.symbol), market)


REFUSALS = [
    # what is asked, the code, the field, a part of the sentence
    (an_order(symbol="NOPE"), "unknown_symbol", "symbol", "NOPE"),
    (an_order(symbol="SPX"), "not_tradable", "symbol", "watched"),
    (an_order(symbol="SAP"), "wrong_currency", "symbol", "EUR"),
    (an_order(quantity="0"), "not_positive", "quantity", "more than zero"),
    (an_order(quantity="-5"), "not_positive", "quantity", "more than zero"),
    (an_order(quantity="1.5"), "not_fractionable", "quantity", "whole units"),
    (an_order(quantity="1000000001"), "too_large", "quantity", "1000000000"),
    (an_order(symbol="FRAC", quantity="0.0000000001"), "too_fine", "quantity", "9 decimals"),
    (an_order(notional="100"), "not_fractionable", "notional", "Send a quantity"),
    (an_order(symbol="FRAC", notional="0.99"), "too_small", "notional", "less than 1"),
    (an_order(symbol="FRAC", notional="-1"), "not_positive", "notional", "more than zero"),
    (an_order(symbol="FRAC", notional="1.001"), "too_fine", "notional", "2 decimals"),
    (an_order(symbol="FRAC", notional="1e13"), "too_large", "notional", "1000000000000"),
    (
        an_order(symbol="FRAC", notional="100000.01", limit_price="10"),
        "insufficient_buying_power",
        "notional",
        "needs 100,000.01",
    ),
    (
        an_order(SELL, symbol="FRAC", notional="100.01", limit_price="10"),
        "insufficient_shares",
        "notional",
        "sells 10.001",
    ),
    (an_order(limit_price="-1"), "not_positive", "limit_price", "more than zero"),
    (an_order(limit_price="10000000.01"), "too_large", "limit_price", "10000000"),
    (an_order(limit_price="10.001"), "off_tick", "limit_price", "10.00 or 10.01"),
    (an_order(limit_price="0.12345"), "off_tick", "limit_price", "0.1234 or 0.1235"),
    (an_order(limit_price="0.99995"), "off_tick", "limit_price", "0.9999 or 1.0000"),
    (an_order(limit_price="0.00001"), "off_tick", "limit_price", "price is 0.0001."),
    (an_order(stop_price="10.001"), "off_tick", "stop_price", "10.00 or 10.01"),
    (
        an_order(symbol="/ES", limit_price="5000.10"),
        "off_tick",
        "limit_price",
        "5000.00 or 5000.25",
    ),
    (an_order(kind=OrderType.LIMIT), "missing_field", "limit_price", "needs a limit_price"),
    (an_order(kind=OrderType.STOP), "missing_field", "stop_price", "needs a stop_price"),
    (
        an_order(kind=OrderType.STOP_LIMIT, stop_price="1"),
        "missing_field",
        "limit_price",
        "needs a limit_price",
    ),
    (
        an_order(kind=OrderType.MARKET, limit_price="1"),
        "unexpected_field",
        "limit_price",
        "has no limit_price",
    ),
    (
        an_order(kind=OrderType.LIMIT, limit_price="1", trail_percent="1"),
        "unexpected_field",
        "trail_percent",
        "has no trail_percent",
    ),
    (an_order(kind=OrderType.TRAILING_STOP), "one_trail_needed", "trail_amount", "either"),
    (
        an_order(kind=OrderType.TRAILING_STOP, trail_amount="1", trail_percent="1"),
        "one_trail_needed",
        "trail_amount",
        "either",
    ),
    (an_order(trail_percent="100.1"), "too_large", "trail_percent", "100"),
    (an_order(quantity="953"), "insufficient_buying_power", "quantity", "100,000.00 is available"),
    (
        an_order(quantity="1001", limit_price="100"),
        "insufficient_buying_power",
        "quantity",
        "needs 100,100.00",
    ),
    (
        an_order(SELL, quantity="1000000000", limit_price="10000000"),
        "too_large",
        "quantity",
        "1000000000000 USD",
    ),
    (
        an_order(SELL, quantity="11", limit_price="100"),
        "insufficient_shares",
        "quantity",
        "10 is held",
    ),
]


@pytest.mark.parametrize(("command", "code", "field", "part"), REFUSALS)
def test_refused_with_a_code_the_field_and_a_sentence(
    account: Account, command: SubmitOrder, code: str, field: str, part: str
) -> None:
    denial = verdict(account, command, shares="10")

    assert isinstance(denial, Denial)
    assert (denial.code, denial.field) == (code, field)
    assert part in denial.reason


APPROVALS = [
    # what is asked, cash set aside for a unit
    (an_order(), "105"),
    (an_order(quantity="952"), "105"),
    (an_order(quantity="1000", limit_price="100"), "100"),
    (an_order(symbol="FRAC", quantity="0.000000001", limit_price="1"), "1"),
    (an_order(limit_price="0.1234"), "0.1234"),
    (an_order(limit_price="1.00"), "1"),
    (an_order(stop_price="110"), "115.5"),
    (an_order(stop_price="90"), "105"),
    (an_order(stop_price="110", limit_price="111"), "111"),
    (an_order(trail_amount="2"), "107.1"),
    (an_order(trail_percent="10"), "115.5"),
    (an_order(SELL), "0"),
    (an_order(SELL, limit_price="100"), "0"),
    (an_order(SELL, trail_percent="5"), "0"),
]


@pytest.mark.parametrize(("command", "reserve"), APPROVALS)
def test_approved_with_what_a_unit_sets_aside(
    account: Account, command: SubmitOrder, reserve: str
) -> None:
    assert verdict(account, command, shares="10") == Approval(d(reserve), command.terms)


def test_a_contract_sets_aside_its_price_times_the_multiplier(account: Account) -> None:
    assert isinstance(
        verdict(account, an_order(symbol="/ES", quantity="1", limit_price="2000")), Approval
    )
    assert isinstance(
        verdict(account, an_order(symbol="/ES", quantity="1", limit_price="2000.25")), Denial
    )


def test_the_last_price_serves_where_there_is_no_ask(account: Account) -> None:
    command = an_order()
    found = verdict(account, command, market=Indication(last=d("50")))

    assert found == Approval(d("52.5"), command.terms)


@pytest.mark.parametrize("command", [an_order(), an_order(trail_amount="1")])
def test_a_buy_that_cannot_be_reckoned_is_refused(account: Account, command: SubmitOrder) -> None:
    denial = verdict(account, command, market=NO_INDICATION)

    assert isinstance(denial, Denial)
    assert denial.code == "no_price"


def test_a_limit_order_needs_no_quote(account: Account) -> None:
    command = an_order(limit_price="10")
    assert verdict(account, command, market=NO_INDICATION) == Approval(d("10"), command.terms)


def test_a_closed_account_takes_no_order(account: Account) -> None:
    denial = verdict(replace(account, status=AccountStatus.CLOSED), an_order())

    assert isinstance(denial, Denial)
    assert denial.code == "account_closed"


@given(st.decimals("0.00000001", "10000000", places=8), st.sampled_from(["AAPL", "/ES"]))
def test_every_price_that_is_named_as_nearest_is_valid_itself(price: object, symbol: str) -> None:
    instrument = INSTRUMENTS[symbol]
    nearest = instrument.nearest_prices(d(str(price)))

    assert 1 <= len(nearest) <= 2
    assert all(instrument.nearest_prices(near) == (near,) for near in nearest)


def test_a_price_on_the_grid_is_the_nearest_to_itself() -> None:
    assert an_instrument("X").nearest_prices(d("10.010")) == (d("10.01"),)
