"""A month of an account, and what it was worth before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from services.portfolio.domain.account import Account
from services.portfolio.domain.equity import EquityPoint
from services.portfolio.domain.statement import Month, worth_in
from shared.kernel.enums import AccountKind
from shared.kernel.ids import AccountId, UserId

MARCH = Month(2026, 3)
ACCOUNT = Account(
    account_id=AccountId(UUID(int=1)),
    user_id=UserId(UUID(int=2)),
    name="Main",
    kind=AccountKind.CASH,
    currency="USD",
    starting_balance=Decimal("100000.00"),
    cash=Decimal(0),
    reserved=Decimal(0),
    buying_power=Decimal(0),
    version=1,
    opened_at=datetime(2026, 1, 5, tzinfo=UTC),
)


def point(at: datetime, equity: str) -> EquityPoint:
    return EquityPoint(at, Decimal(equity), Decimal(0), complete=True, is_close=True)


def test_a_month_is_the_exchange_s() -> None:
    assert MARCH.begins == datetime(2026, 3, 1, 5, tzinfo=UTC)
    assert MARCH.ends == Month(2026, 4).begins
    assert Month(2026, 12).ends == Month(2027, 1).begins
    assert str(MARCH) == "2026-03"


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-3", "26-03", "2026-03-01", "0000-01"]
)
def test_what_is_no_month_is_none(text: str) -> None:
    assert Month.parse(text) is None


def test_a_month_opens_with_the_last_close_before_it_and_closes_with_the_last_in_it() -> None:
    closes = [
        point(MARCH.begins - timedelta(days=2), "99000"),
        point(MARCH.begins - timedelta(hours=9), "101000"),
        point(MARCH.begins + timedelta(days=3), "101500"),
        point(MARCH.ends - timedelta(hours=9), "103250.50"),
        point(MARCH.ends, "90000"),
    ]

    worth = worth_in(MARCH, ACCOUNT, closes, closes)

    assert (worth.opening, worth.closing) == (101000, Decimal("103250.50"))
    assert worth.change == Decimal("2250.50")
    assert worth.points == closes[2:4]


def test_the_first_month_opens_with_what_the_account_began_with() -> None:
    began = replace(ACCOUNT, opened_at=MARCH.begins + timedelta(days=9))
    closes = [point(MARCH.begins + timedelta(days=10), "99900")]

    assert worth_in(MARCH, began, [], closes).opening == Decimal("100000.00")


def test_a_month_in_which_nobody_looked_closes_as_it_opened() -> None:
    closes = [point(MARCH.begins - timedelta(days=2), "99000")]
    worth = worth_in(MARCH, ACCOUNT, closes, [])

    assert (worth.closing, worth.change, worth.points) == (99000, 0, [])
