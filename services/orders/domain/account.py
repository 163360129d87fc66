"""Accounts and what they hold: cash, reserved cash, and shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from shared.kernel.enums import AccountKind, AccountStatus
from shared.kernel.ids import AccountId, ExecutionId, Symbol, UserId
from shared.kernel.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`cash` is the sum of the account's ledger, `reserved` the sum of its reservations."""

    account_id: AccountId
    user_id: UserId
    client_account_id: UUID
    name: str
    kind: AccountKind
    currency: str
    status: AccountStatus
    starting_balance: Decimal
    cash: Decimal
    reserved: Decimal = ZERO
    version: int = 1
    opened_at: datetime

    @property
    def buying_power(self) -> Decimal:
        return self.cash - self.reserved

    def moved(self, *, cash: Decimal = ZERO, reserved: Decimal = ZERO) -> Account:
        """The account after both changes, one version on."""
        return replace(
            self, cash=self.cash + cash, reserved=self.reserved + reserved, version=self.version + 1
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Shares of one symbol. `held_quantity` is the part that pending sells may not share."""

    account_id: AccountId
    symbol: Symbol
    quantity: Decimal = ZERO
    held_quantity: Decimal = ZERO

    @property
    def available(self) -> Decimal:
        return self.quantity - self.held_quantity

    def moved(self, *, quantity: Decimal = ZERO, held: Decimal = ZERO) -> Holding:
        return replace(
            self, quantity=self.quantity + quantity, held_quantity=self.held_quantity + held
        )


EntryKind = Literal["opening", "trade", "commission"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One movement of cash, never changed. `balance_after` is the cash that it left."""

    account_id: AccountId
    kind: EntryKind
    amount: Decimal
    balance_after: Decimal
    execution_id: ExecutionId | None = None
    booked_at: datetime
