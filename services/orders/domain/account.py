"""Accounts and what they hold: cash, reserved cash, and shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from shared.kernel.enums import AccountKind, AccountStatus, Side
from shared.kernel.fee_model import NO_FEES
from shared.kernel.ids import AccountId, ExecutionId, Symbol, UserId
from shared.kernel.money import ZERO

QUOTE = "quote"
"""The fill model of an account that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an account's new orders get where they say nothing else. `hold_seconds`: 0 to 300."""

    fill_model: str = QUOTE
    fee_model: str = NO_FEES.spec
    hold_seconds: int = 0


DEFAULT_SETTINGS = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`cash` is the sum of the ledger of the account's era, `reserved` the sum of its
    reservations. A reset begins the next era; what was booked before stays in its own."""

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
    settings: Settings = DEFAULT_SETTINGS
    era: int = 1
    cloned_from: AccountId | None = None

    @property
    def buying_power(self) -> Decimal:
        return self.cash - self.reserved

    @property
    def is_open(self) -> bool:
        return self.status is AccountStatus.OPEN

    def configured(self, name: str, settings: Settings) -> Account:
        return replace(self, name=name, settings=settings, version=self.version + 1)

    def reset(self, starting_balance: Decimal) -> Account:
        """The account at the start of its next era, with nothing but cash."""
        return replace(
            self,
            starting_balance=starting_balance,
            cash=starting_balance,
            reserved=ZERO,
            era=self.era + 1,
            version=self.version + 1,
        )

    def closed(self) -> Account:
        return replace(self, status=AccountStatus.CLOSED, reserved=ZERO, version=self.version + 1)

    def moved(self, *, cash: Decimal = ZERO, reserved: Decimal = ZERO) -> Account:
        """The account after both changes, one version on."""
        return replace(
            self, cash=self.cash + cash, reserved=self.reserved + reserved, version=self.version + 1
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """From one reset of an account to the next. The first one began with the account, and has
    no `client_reset_id`."""

    account_id: AccountId
    era: int
    client_reset_id: UUID | None
    starting_balance: Decimal
    began_at: datetime

    @classmethod
    def of(cls, account: Account, began_at: datetime, client_reset_id: UUID | None = None) -> Era:
        return cls(
            account_id=account.account_id,
            era=account.era,
            client_reset_id=client_reset_id,
            starting_balance=account.starting_balance,
            began_at=began_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Shares of one symbol, negative where they were sold short. `held_quantity` is the part
    that pending orders are to trade away and may not share."""

    account_id: AccountId
    symbol: Symbol
    quantity: Decimal = ZERO
    held_quantity: Decimal = ZERO

    @property
    def available(self) -> Decimal:
        return self.quantity - self.held_quantity

    def closable(self, side: Side) -> Decimal:
        """How many units an order of `side` can still trade away: of a long by selling, of a
        short by buying."""
        if self.quantity * side.sign >= 0:
            return ZERO
        return max(abs(self.quantity) - self.held_quantity, ZERO)

    def moved(self, *, quantity: Decimal = ZERO, held: Decimal = ZERO) -> Holding:
        return replace(
            self, quantity=self.quantity + quantity, held_quantity=self.held_quantity + held
        )


EntryKind = Literal["opening", "trade", "commission", "split", "dividend"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One movement of cash, never changed. `balance_after` is the cash that it left. A trade
    and its commission name their execution, a split and a dividend their adjustment."""

    account_id: AccountId
    era: int = 1
    kind: EntryKind
    amount: Decimal
    balance_after: Decimal
    execution_id: ExecutionId | None = None
    adjustment_id: UUID | None = None
    booked_at: datetime


def opening_entry(account: Account, at: datetime) -> LedgerEntry:
    """The first entry of an era."""
    return LedgerEntry(
        account_id=account.account_id,
        era=account.era,
        kind="opening",
        amount=account.starting_balance,
        balance_after=account.starting_balance,
        booked_at=at,
    )
