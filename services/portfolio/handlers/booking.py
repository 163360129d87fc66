"""Events of the book, carried into accounts, positions and the journal.

Each runs on a page that the consumer loads and saves in the transaction that advances the
shard's position, so an event takes effect once; one that is not newer than its account is a
repetition and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from services.portfolio.domain.account import Account
from services.portfolio.domain.journal import record
from services.portfolio.domain.position import Fill, Position
from services.portfolio.ports import Page, PositionKey
from shared.contracts.executions import (
    AccountEvent,
    AccountOpened,
    ExecutionBooked,
    FundsChanged,
)
from shared.kernel.ids import AccountId, ExecutionId, Symbol, UserId
from shared.kernel.money import Price


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
        )
    )


def change_funds(event: FundsChanged, page: Page) -> None:
    account = _account(event, page)
    if event.funds.version > account.version:
        page.put_account(_with_funds(account, event))


def book_fill(event: ExecutionBooked, page: Page) -> None:
    """Move one position by one execution and write its journal."""
    account = _account(event, page)
    if event.funds.version <= account.version:
        return
    key = PositionKey(account.account_id, Symbol(event.symbol))
    position = page.positions.get(key) or Position(key.symbol)
    execution_id = ExecutionId(event.execution_id)

    entry = record(position, page.trips.get(key), _fill_from(event), execution_id)

    page.put_position(key, entry.position)
    for trip in entry.trips:
        page.put_trip(key, trip)
    page.history.extend((key.account_id, event.order_id, line) for line in entry.events)
    page.put_account(
        replace(
            _with_funds(account, event),
            realized_pnl=account.realized_pnl + entry.position.realized_pnl - position.realized_pnl,
            fees=account.fees + event.commission,
        )
    )


def _account(event: AccountEvent, page: Page) -> Account:
    account = page.accounts.get(AccountId(event.account_id))
    if account is None:
        raise AccountNeverOpened(event)
    return account


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
