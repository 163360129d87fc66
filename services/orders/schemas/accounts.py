"""Bodies of requests and answers about accounts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID, uuid4

from pydantic import BaseModel, Field

from services.orders.domain.account import Account
from services.orders.domain.commands import OpenAccount
from services.orders.schemas.fields import (
    AccountName,
    Body,
)
from shared.contracts.event import Amount
from shared.kernel.enums import AccountKind, AccountStatus
from shared.kernel.ids import UserId


class OpenAccountBody(Body):
    """`client_account_id` makes the request safe to repeat."""

    name: AccountName = "Paper account"
    client_account_id: UUID = Field(default_factory=uuid4)

    def to_command(self, user_id: UserId, starting_balance: Decimal) -> OpenAccount:
        return OpenAccount(
            user_id=user_id,
            client_account_id=self.client_account_id,
            name=self.name,
            starting_balance=starting_balance,
        )


class AccountView(BaseModel):
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

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls.model_validate(account, from_attributes=True)


class AccountsView(BaseModel):
    accounts: list[AccountView]
