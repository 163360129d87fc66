"""What may be asked of an account. Frozen, complete, and free of HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid5

from services.orders.domain.account import DEFAULT_SETTINGS, Settings
from shared.kernel.enums import AccountKind
from shared.kernel.ids import AccountId, UserId


def account_id_of(user_id: UserId, client_account_id: UUID) -> AccountId:
    return AccountId(uuid5(user_id, f"account:{client_account_id}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAccount:
    """`client_account_id` makes a repeated command find the account that the first one opened."""

    user_id: UserId
    client_account_id: UUID
    name: str
    starting_balance: Decimal
    kind: AccountKind = AccountKind.CASH
    settings: Settings = DEFAULT_SETTINGS

    @property
    def account_id(self) -> AccountId:
        return account_id_of(self.user_id, self.client_account_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """What is `None` stays as it is."""

    user_id: UserId
    account_id: AccountId
    name: str | None = None
    fill_model: str | None = None
    fee_model: str | None = None
    hold_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetAccount:
    """`client_reset_id` makes a repeated command find that it was carried out. Without a
    `starting_balance` the account starts again with the one it had."""

    user_id: UserId
    account_id: AccountId
    client_reset_id: UUID
    starting_balance: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneAccount:
    """`client_account_id` is the clone's. Without a `name` it is called a copy of its model."""

    user_id: UserId
    account_id: AccountId
    client_account_id: UUID
    name: str | None = None

    @property
    def clone_id(self) -> AccountId:
        return account_id_of(self.user_id, self.client_account_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAccount:
    user_id: UserId
    account_id: AccountId
