"""Take an account's round trips away, and what a month of it came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.portfolio.domain.account import Account
from services.portfolio.domain.equity import EquityPoint, Grade
from services.portfolio.domain.statement import Month, Worth, worth_in
from services.portfolio.domain.trip_filter import TripFilter
from services.portfolio.handlers.viewing import own_account
from services.portfolio.ports.curve import Curve
from services.portfolio.ports.journal import Journal, JournalEntry
from services.portfolio.ports.readings import Readings
from shared.kernel.errors import FieldError, Invalid, TooManyRows
from shared.kernel.ids import AccountId, UserId


class NoSuchMonth(Invalid):
    code = "no_such_month"

    def __init__(self, reason: str) -> None:
        super().__init__(reason, FieldError("month", reason))


@dataclass(frozen=True, slots=True)
class Statement:
    account: Account
    month: Month
    worth: Worth
    entries: Sequence[JournalEntry]
    """The round trips that ended in the month, oldest first."""


async def export_round_trips(
    account_id: AccountId,
    user_id: UserId,
    chosen: TripFilter,
    readings: Readings,
    journal: Journal,
    *,
    rows_max: int,
) -> list[JournalEntry]:
    """All that ended and were chosen, oldest first."""
    account = await own_account(account_id, user_id, readings)
    chosen = replace(chosen, era=chosen.era or account.era)
    found = await journal.round_trips(account_id, chosen, limit=rows_max + 1, before=None)
    if len(found) > rows_max:
        raise TooManyRows(rows_max)
    return found[::-1]


async def export_equity(
    account_id: AccountId,
    user_id: UserId,
    readings: Readings,
    curve: Curve,
    *,
    since: datetime | None,
    until: datetime | None,
    rows_max: int,
) -> list[EquityPoint]:
    """Every point of the account's current era that is still kept, oldest first: fine at the
    end and coarse where it is old, unlike what is drawn, which is of one grade."""
    account = await own_account(account_id, user_id, readings)
    begins = max(account.began_at, since or account.began_at)
    kept = await curve.points(account_id, since=begins, grade=Grade.MINUTE)
    found = [point for point in kept if until is None or point.at < until]
    if len(found) > rows_max:
        raise TooManyRows(rows_max)
    return found


async def make_statement(
    account_id: AccountId,
    user_id: UserId,
    text: str,
    readings: Readings,
    journal: Journal,
    curve: Curve,
    *,
    now: datetime,
    rows_max: int,
) -> Statement:
    """The statement of a month such as `2026-03`, up to now where it has not ended."""
    account = await own_account(account_id, user_id, readings)
    month = Month.parse(text)
    if month is None:
        raise NoSuchMonth("A month is written as in 2026-03.")
    if month.begins > now:
        raise NoSuchMonth("That month has not begun yet.")
    if month.ends <= account.began_at:
        raise NoSuchMonth("The account, as it now is, began after that month.")
    ended = TripFilter(since=month.begins, until=month.ends)
    since = max(month.begins, account.began_at)
    return Statement(
        account=account,
        month=month,
        worth=worth_in(
            month,
            account,
            before=await curve.points(account_id, since=account.began_at, grade=Grade.CLOSE),
            during=await curve.points(account_id, since=since, grade=Grade.HOUR),
        ),
        entries=await export_round_trips(
            account_id, user_id, ended, readings, journal, rows_max=rows_max
        ),
    )
