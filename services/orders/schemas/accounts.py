"""Bodies of requests and answers about accounts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID, uuid4

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.orders.domain.account import DEFAULT_SETTINGS, Account, Settings
from services.orders.domain.account_commands import (
    ChangeSettings,
    CloneAccount,
    OpenAccount,
    ResetAccount,
)
from services.orders.schemas.fields import AccountName, Body, HoldSeconds
from shared.contracts.event import Amount
from shared.kernel.enums import AccountKind, AccountStatus
from shared.kernel.ids import AccountId, UserId

StartingBalance = Annotated[
    Decimal, Field(gt=0, le=Decimal(10) ** 12, max_digits=14, decimal_places=2)
]
Model = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]
FILL_MODEL = (
    "`quote` (bid, ask and displayed size), `touch` (optimistic) or `strict` (pessimistic); "
    "`+slippage:0.05` after it takes so many percent of the price."
)
FEE_MODEL = (
    "`none`, `per_share:0.005` (a unit), `flat:1.00` (an order) or `percent:0.1` "
    "(of what the fill is worth)."
)
HOLD_SECONDS = "How long an order can be changed before the engine may touch it."


class OpenAccountBody(Body):
    """`client_account_id` makes the request safe to repeat. Without a `starting_balance` it is
    what the installation says."""

    name: AccountName = "Paper account"
    client_account_id: UUID = Field(default_factory=uuid4)
    kind: AccountKind = AccountKind.CASH
    starting_balance: StartingBalance | None = None
    fill_model: Model = Field(DEFAULT_SETTINGS.fill_model, description=FILL_MODEL)
    fee_model: Model = Field(DEFAULT_SETTINGS.fee_model, description=FEE_MODEL)
    hold_seconds: HoldSeconds = Field(DEFAULT_SETTINGS.hold_seconds, description=HOLD_SECONDS)

    def to_command(self, user_id: UserId, usual_balance: Decimal) -> OpenAccount:
        return OpenAccount(
            user_id=user_id,
            client_account_id=self.client_account_id,
            name=self.name,
            kind=self.kind,
            starting_balance=self.starting_balance or usual_balance,
            settings=Settings(
                fill_model=self.fill_model,
                fee_model=self.fee_model,
                hold_seconds=self.hold_seconds,
            ),
        )


class ChangeSettingsBody(Body):
    """What is left out stays as it is. Models and hold are for orders still to come."""

    name: AccountName | None = None
    fill_model: Model | None = Field(None, description=FILL_MODEL)
    fee_model: Model | None = Field(None, description=FEE_MODEL)
    hold_seconds: HoldSeconds | None = Field(None, description=HOLD_SECONDS)

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if all(value is None for _, value in self):
            raise ValueError("name at least one field to change")
        return self

    def to_command(self, account_id: AccountId, user_id: UserId) -> ChangeSettings:
        return ChangeSettings(user_id=user_id, account_id=account_id, **self.model_dump())


class ResetAccountBody(Body):
    """`client_reset_id` makes the request safe to repeat. Without a `starting_balance` the
    account starts again with the one it had."""

    client_reset_id: UUID = Field(default_factory=uuid4)
    starting_balance: StartingBalance | None = None

    def to_command(self, account_id: AccountId, user_id: UserId) -> ResetAccount:
        return ResetAccount(user_id=user_id, account_id=account_id, **self.model_dump())


class CloneAccountBody(Body):
    """`client_account_id`, of the new account, makes the request safe to repeat."""

    client_account_id: UUID = Field(default_factory=uuid4)
    name: AccountName | None = None

    def to_command(self, account_id: AccountId, user_id: UserId) -> CloneAccount:
        return CloneAccount(user_id=user_id, account_id=account_id, **self.model_dump())


class AccountView(BaseModel):
    """`era` counts the resets, from 1: what the account did before the last one belongs to
    earlier eras, and its figures are of this one."""

    account_id: UUID
    name: str
    kind: AccountKind
    currency: str
    status: AccountStatus
    starting_balance: Amount
    cash: Amount
    reserved: Amount
    buying_power: Amount
    opened_at: datetime
    era: int
    cloned_from: UUID | None
    fill_model: str
    fee_model: str
    hold_seconds: int

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(
            account_id=account.account_id,
            name=account.name,
            kind=account.kind,
            currency=account.currency,
            status=account.status,
            starting_balance=account.starting_balance,
            cash=account.cash,
            reserved=account.reserved,
            buying_power=account.buying_power,
            opened_at=account.opened_at,
            era=account.era,
            cloned_from=account.cloned_from,
            fill_model=account.settings.fill_model,
            fee_model=account.settings.fee_model,
            hold_seconds=account.settings.hold_seconds,
        )


class AccountsView(BaseModel):
    accounts: list[AccountView]
