"""`reports.v1`, the engine's proposals, and `fills.v1`, what the book made of accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.contracts.event import Amount, Event
from shared.contracts.streams import Stream
from shared.kernel.enums import AccountKind, OrderType, QuoteQuality, Side

REPORT_TYPE = "execution.report.v1"
"""Field `t` of a `reports.v1` entry; field `e` is an `ExecutionReport` as JSON."""


class Fee(BaseModel, frozen=True):
    """One part of a commission: `per_share`, `flat` or `percent`."""

    kind: str
    amount: Amount


class OrderAsFilled(BaseModel, frozen=True):
    """What of an order its fill depended on, as the engine had it: with the quote, all that is
    needed to work the fill out again. `quantity` is what the engine proposed; a book that could
    not pay for all of it booked less, at the same share of the commission. `first`: nothing of
    the order had been filled before."""

    version: int
    side: Side
    type: OrderType
    limit_price: Amount | None
    started_at: datetime
    quantity: Amount
    multiplier: Amount
    first: bool


class Receipt(BaseModel, frozen=True):
    """Why a fill has the price it has: the quote used and the rule applied to it.

    `age_ms` is the quote's age when the engine decided; `price_improvement` is per share
    against the order's own limit (zero for a market order). `fees` are the parts of the
    commission by `fee_model`. `order` is missing on receipts from before it was recorded.
    """

    quote_sequence: int
    quote_as_of: datetime
    source: str
    quality: QuoteQuality
    bid: Amount | None
    ask: Amount | None
    last: Amount | None
    bid_size: Amount | None
    ask_size: Amount | None
    age_ms: int
    rule: str
    model: str
    model_version: int
    price_improvement: Amount
    quote_changed_at: datetime | None = None
    fee_model: str = "none"
    fees: list[Fee] = []
    order: OrderAsFilled | None = None


class ExecutionReport(BaseModel, frozen=True):
    """A proposal (FIX ExecutionReport): the book may refuse it.

    `report_id` is a pure function of order, version and quote, so that a report proposed
    twice is recognised. `order_version` is the version the engine decided on: a book that
    has moved on refuses. `last_quantity`, `last_price`, `commission` and `receipt` are there
    for `fill`; `trail_reference` for `trail`; `reason_code` and `reason` for the other kinds.
    """

    report_id: UUID
    kind: Literal["fill", "cancel", "expire", "reject", "trigger", "trail"]
    order_id: UUID
    account_id: UUID
    symbol: str
    order_version: int
    decided_at: datetime
    last_quantity: Amount | None = None
    last_price: Amount | None = None
    commission: Amount | None = None
    receipt: Receipt | None = None
    trail_reference: Amount | None = None
    reason_code: str | None = None
    reason: str | None = None


class Funds(BaseModel, frozen=True):
    """An account's money after the change. `version` grows with every change of the account.

    `buying_power` is `cash` less `reserved`. A margin account has more, or less, by what it
    holds at the prices of the moment: `shared.kernel.margin` says how much.
    """

    cash: Amount
    reserved: Amount
    buying_power: Amount
    version: int


class AccountEvent(Event, frozen=True):
    stream: ClassVar[Stream] = Stream.FILLS
    source: ClassVar[str] = "/thor/orders"

    account_id: UUID
    funds: Funds

    @property
    def key(self) -> str:
        return str(self.account_id)


class AccountOpened(AccountEvent, frozen=True):
    type: Literal["account.opened.v1"] = "account.opened.v1"
    user_id: UUID
    name: str
    kind: AccountKind
    currency: str
    starting_balance: Amount
    era: int = 1
    """Counts the resets of the account, from 1. A clone begins with era 1, whatever its model."""
    cloned_from: UUID | None = None
    """The account whose history follows, told again as events of this one."""


class AccountSettingsChanged(AccountEvent, frozen=True):
    """`hold_seconds` is for orders that do not name one. Orders under way keep their models."""

    type: Literal["account.settings_changed.v1"] = "account.settings_changed.v1"
    name: str
    fill_model: str
    fee_model: str
    hold_seconds: int


class AccountReset(AccountEvent, frozen=True):
    """The account starts again with nothing but `starting_balance`, in a new era. What it did
    before stays readable, and counts for nothing. Its pending orders are cancelled."""

    type: Literal["account.reset.v1"] = "account.reset.v1"
    starting_balance: Amount
    era: int


class AccountClosed(AccountEvent, frozen=True):
    """The account holds nothing, no order of it is pending, and it takes none any more."""

    type: Literal["account.closed.v1"] = "account.closed.v1"


class FundsChanged(AccountEvent, frozen=True):
    """Cash was reserved or released; nothing was traded."""

    type: Literal["account.funds_changed.v1"] = "account.funds_changed.v1"


class ExecutionBooked(AccountEvent, frozen=True):
    """A fill: an execution that the book accepted. `notional` is quantity × price × multiplier."""

    type: Literal["execution.booked.v1"] = "execution.booked.v1"
    execution_id: UUID
    order_id: UUID
    symbol: str
    side: Side
    last_quantity: Amount
    last_price: Amount
    multiplier: Amount
    notional: Amount
    commission: Amount
    receipt: Receipt


class PositionSplit(AccountEvent, frozen=True):
    """`numerator` new units for `denominator` old ones; the cost of the position stays as it is.

    `quantity_after` is `quantity_before` × numerator / denominator in whole steps of the
    instrument, cut towards zero. The fraction that was cut is settled for `cash_in_lieu`
    (negative for a short, which pays), as if it had been sold or covered for that. Quantities
    are signed.
    """

    type: Literal["position.split.v1"] = "position.split.v1"
    action_id: UUID
    symbol: str
    numerator: int
    denominator: int
    quantity_before: Amount
    quantity_after: Amount
    cash_in_lieu: Amount
    effective_at: datetime


class PositionDividend(AccountEvent, frozen=True):
    """`amount` is what the account got for what it held; negative for a short, which pays."""

    type: Literal["position.dividend.v1"] = "position.dividend.v1"
    action_id: UUID
    symbol: str
    amount_per_share: Amount
    quantity: Amount
    amount: Amount
    effective_at: datetime


AnyAccountEvent = Annotated[
    AccountOpened
    | AccountSettingsChanged
    | AccountReset
    | AccountClosed
    | FundsChanged
    | ExecutionBooked
    | PositionSplit
    | PositionDividend,
    Field(discriminator="type"),
]
