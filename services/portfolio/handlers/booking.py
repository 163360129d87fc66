"""Events of the book, carried into accounts, positions and the journal.

Each runs on a page that the consumer loads and saves in the transaction that advances the
shard's position, so an event takes effect once; one that is not newer than its account is a
repetition and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from services.portfolio.domain.account import Account
from services.portfolio.domain.corporate_action import (
    Dividend,
    Split,
    forget,
    pay_dividend,
    split,
)
from services.portfolio.domain.journal import Entry, record
from services.portfolio.domain.position import Fill, Position
from services.portfolio.ports.book import Page, PositionKey
from shared.contracts.executions import (
    AccountClosed,
    AccountEvent,
    AccountOpened,
    AccountReset,
    AccountSettingsChanged,
    ExecutionBooked,
    FundsChanged,
    PositionDividend,
    PositionSplit,
)
from shared.kernel.ids import AccountId, ExecutionId, Symbol, UserId
from shared.kernel.money import ZERO, Price


class AccountNeverOpened(LookupError):
    """An event of an account whose opening has not been seen."""

    def __init__(self, event: AccountEvent) -> None:
        super().__init__(f"{event.type} of account {event.account_id}, which was never opened")


def open_account(event: AccountOpened, page: Page) -> None:
    if AccountId(event.account_id) in page.accounts:
        return
    page.put_account(
        Account(
            account_id=AccountId(event.account_id),
            user_id=UserId(event.user_id),
            name=event.name,
            kind=event.kind,
            currency=event.currency,
            starting_balance=event.starting_balance,
            cash=event.funds.cash,
            reserved=event.funds.reserved,
            buying_power=event.funds.buying_power,
            version=event.funds.version,
            opened_at=event.occurred_at,
            era=event.era,
        )
    )


def change_funds(event: FundsChanged, page: Page) -> None:
    account = _account(event, page)
    if _is_news(event, account):
        page.put_account(_with_funds(account, event))


def change_settings(event: AccountSettingsChanged, page: Page) -> None:
    account = _account(event, page)
    if _is_news(event, account):
        page.put_account(replace(_with_funds(account, event), name=event.name))


def close_account(event: AccountClosed, page: Page) -> None:
    account = _account(event, page)
    if _is_news(event, account):
        page.put_account(replace(_with_funds(account, event), closed_at=event.occurred_at))


def reset_account(event: AccountReset, page: Page) -> None:
    """Begin the next era with nothing but the starting balance. Round trips that ended stay in
    the journal of their era; one under way leaves only its lines in the position's history."""
    account = _account(event, page)
    if not _is_news(event, account):
        return
    for key in page.positions_of(account.account_id):
        position, line = forget(
            page.positions[key], page.trips.get(key), event.event_id, event.occurred_at
        )
        page.put_position(key, position)
        page.forget_trip(key)
        if line is not None:
            page.history.append((key.account_id, None, line))
    page.put_account(
        replace(
            _with_funds(account, event),
            starting_balance=event.starting_balance,
            realized_pnl=ZERO,
            fees=ZERO,
            dividends=ZERO,
            era=event.era,
            era_began_at=event.occurred_at,
        )
    )


def book_fill(event: ExecutionBooked, page: Page) -> None:
    """Move one position by one execution and write its journal."""
    account = _account(event, page)
    if not _is_news(event, account):
        return
    key = PositionKey(account.account_id, Symbol(event.symbol))
    position = page.positions.get(key) or Position(key.symbol)
    execution_id = ExecutionId(event.execution_id)
    entry = record(position, page.trips.get(key), _fill_from(event), execution_id, era=account.era)
    page.put_entry(key, event.order_id, entry)
    page.put_account(_with_entry(account, event, position, entry))


def book_split(event: PositionSplit, page: Page) -> None:
    account = _account(event, page)
    if not _is_news(event, account):
        return
    key = PositionKey(account.account_id, Symbol(event.symbol))
    position, action = (
        page.positions[key],
        Split(
            event_id=event.event_id,
            symbol=key.symbol,
            numerator=event.numerator,
            denominator=event.denominator,
            quantity_before=event.quantity_before,
            quantity_after=event.quantity_after,
            cash_in_lieu=event.cash_in_lieu,
            at=event.occurred_at,
        ),
    )
    entry = split(position, page.trips[key], action)
    page.put_entry(key, None, entry)
    page.put_account(_with_entry(account, event, position, entry))


def book_dividend(event: PositionDividend, page: Page) -> None:
    account = _account(event, page)
    if not _is_news(event, account):
        return
    key = PositionKey(account.account_id, Symbol(event.symbol))
    position, action = (
        page.positions[key],
        Dividend(
            event_id=event.event_id,
            symbol=key.symbol,
            amount_per_share=event.amount_per_share,
            quantity=event.quantity,
            amount=event.amount,
            at=event.occurred_at,
        ),
    )
    entry = pay_dividend(position, page.trips[key], action)
    page.put_entry(key, None, entry)
    page.put_account(_with_entry(account, event, position, entry))


def _account(event: AccountEvent, page: Page) -> Account:
    account = page.accounts.get(AccountId(event.account_id))
    if account is None:
        raise AccountNeverOpened(event)
    return account


def _is_news(event: AccountEvent, account: Account) -> bool:
    return event.funds.version > account.version


def _with_entry(account: Account, event: AccountEvent, before: Position, entry: Entry) -> Account:
    """The account after an event that moved one of its positions."""
    after = entry.position
    return replace(
        _with_funds(account, event),
        realized_pnl=account.realized_pnl + after.realized_pnl - before.realized_pnl,
        fees=account.fees + after.fees - before.fees,
        dividends=account.dividends + after.dividends - before.dividends,
    )


def _with_funds(account: Account, event: AccountEvent) -> Account:
    return replace(
        account,
        cash=event.funds.cash,
        reserved=event.funds.reserved,
        buying_power=event.funds.buying_power,
        version=event.funds.version,
    )


def _fill_from(event: ExecutionBooked) -> Fill:
    return Fill(
        symbol=Symbol(event.symbol),
        quantity=event.last_quantity * event.side.sign,
        price=Price(event.last_price),
        at=event.occurred_at,
        multiplier=event.multiplier,
        fee=event.commission,
    )
