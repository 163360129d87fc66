"""What the book tells of accounts: one event for each version of an account, with its funds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from services.orders.domain.account import Account
from services.orders.domain.corporate_action import Adjustment, CorporateAction, Dividend, Split
from services.orders.domain.execution import Execution
from shared.contracts.executions import (
    AccountClosed,
    AccountOpened,
    AccountReset,
    AccountSettingsChanged,
    ExecutionBooked,
    Funds,
    FundsChanged,
    PositionDividend,
    PositionSplit,
    Receipt,
)


def account_opened(account: Account) -> AccountOpened:
    return AccountOpened(
        event_id=_account_event_id(account),
        occurred_at=account.opened_at,
        account_id=account.account_id,
        funds=funds_of(account),
        user_id=account.user_id,
        name=account.name,
        kind=account.kind,
        currency=account.currency,
        starting_balance=account.starting_balance,
        era=account.era,
        cloned_from=account.cloned_from,
    )


def settings_changed(account: Account, *, at: datetime) -> AccountSettingsChanged:
    return AccountSettingsChanged(
        event_id=_account_event_id(account),
        occurred_at=at,
        account_id=account.account_id,
        funds=funds_of(account),
        name=account.name,
        fill_model=account.settings.fill_model,
        fee_model=account.settings.fee_model,
        hold_seconds=account.settings.hold_seconds,
    )


def account_reset(account: Account, *, at: datetime) -> AccountReset:
    return AccountReset(
        event_id=_account_event_id(account),
        occurred_at=at,
        account_id=account.account_id,
        funds=funds_of(account),
        starting_balance=account.starting_balance,
        era=account.era,
    )


def account_closed(account: Account, *, at: datetime) -> AccountClosed:
    return AccountClosed(
        event_id=_account_event_id(account),
        occurred_at=at,
        account_id=account.account_id,
        funds=funds_of(account),
    )


def funds_changed(account: Account, *, at: datetime, caused_by: UUID | None = None) -> FundsChanged:
    return FundsChanged(
        event_id=_account_event_id(account),
        occurred_at=at,
        caused_by=caused_by,
        account_id=account.account_id,
        funds=funds_of(account),
    )


def execution_booked(execution: Execution, account: Account) -> ExecutionBooked:
    return ExecutionBooked(
        event_id=_account_event_id(account),
        occurred_at=execution.booked_at,
        caused_by=execution.execution_id,
        account_id=account.account_id,
        funds=funds_of(account),
        execution_id=execution.execution_id,
        order_id=execution.order_id,
        symbol=execution.symbol,
        side=execution.side,
        last_quantity=execution.quantity,
        last_price=execution.price,
        multiplier=execution.multiplier,
        notional=execution.notional,
        commission=execution.commission,
        receipt=Receipt.model_validate(execution.receipt),
    )


def action_booked(
    adjustment: Adjustment, action: CorporateAction, account: Account
) -> PositionSplit | PositionDividend:
    if isinstance(action, Split):
        return _position_split(adjustment, action, account)
    return _position_dividend(adjustment, action, account)


def _position_split(adjustment: Adjustment, split: Split, account: Account) -> PositionSplit:
    return PositionSplit(
        event_id=_account_event_id(account),
        occurred_at=adjustment.booked_at,
        caused_by=split.action_id,
        account_id=account.account_id,
        funds=funds_of(account),
        action_id=split.action_id,
        symbol=split.symbol,
        numerator=split.numerator,
        denominator=split.denominator,
        quantity_before=adjustment.quantity_before,
        quantity_after=adjustment.quantity_after,
        cash_in_lieu=adjustment.amount,
        effective_at=split.effective_at,
    )


def _position_dividend(
    adjustment: Adjustment, dividend: Dividend, account: Account
) -> PositionDividend:
    return PositionDividend(
        event_id=_account_event_id(account),
        occurred_at=adjustment.booked_at,
        caused_by=dividend.action_id,
        account_id=account.account_id,
        funds=funds_of(account),
        action_id=dividend.action_id,
        symbol=dividend.symbol,
        amount_per_share=dividend.amount_per_share,
        quantity=adjustment.quantity_before,
        amount=adjustment.amount,
        effective_at=dividend.effective_at,
    )


def funds_of(account: Account) -> Funds:
    return Funds(
        cash=account.cash,
        reserved=account.reserved,
        buying_power=account.buying_power,
        version=account.version,
    )


def _account_event_id(account: Account) -> UUID:
    """One event for each version of an account."""
    return uuid5(account.account_id, f"account:{account.version}")
