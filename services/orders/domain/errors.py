"""Why the book says no to a request about an order or an account, each with its public code.

Refusals of new orders are not here: those are recorded, see `checks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.orders.domain.account import Holding, Settings
from shared.kernel.errors import Conflict, FieldError, Invalid, NotFound
from shared.kernel.fee_model import UnknownFeeModel, fee_model
from shared.kernel.fill_model import UnknownFillModel, fill_model
from shared.kernel.money import plain


class NoSuchAccount(NotFound):
    code = "no_such_account"

    def __init__(self) -> None:
        super().__init__("There is no such account, or it is not yours.")


class AccountIsClosed(Conflict):
    code = "account_closed"

    def __init__(self) -> None:
        super().__init__("The account is closed. Open another, or clone this one.")


class AccountNotFlat(Conflict):
    """Only an account that holds nothing can be closed."""

    code = "account_not_flat"

    def __init__(self, held: Sequence[Holding]) -> None:
        listed = ", ".join(f"{plain(each.quantity)} {each.symbol}" for each in held)
        reason = f"The account still holds {listed}. Sell or cover that first."
        super().__init__(reason, FieldError("account_id", reason))


class UnknownModel(Invalid):
    """No fill or fee model is described like this."""

    code = "unknown_model"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason, FieldError(field, reason))


def known_models(settings: Settings) -> Settings:
    """`settings`, if both models can be read. Raises `UnknownModel`."""
    try:
        fill_model(settings.fill_model)
    except UnknownFillModel as error:
        raise UnknownModel("fill_model", str(error)) from error
    try:
        fee_model(settings.fee_model)
    except UnknownFeeModel as error:
        raise UnknownModel("fee_model", str(error)) from error
    return settings


class NoSuchOrder(NotFound):
    code = "no_such_order"

    def __init__(self) -> None:
        super().__init__("There is no such order, or it is not yours.")


class NoSuchExecution(NotFound):
    code = "no_such_execution"

    def __init__(self) -> None:
        super().__init__("There is no such execution.")


class OrderConflict(Conflict):
    """`extra` goes into the problem document: the order as it now is."""

    def __init__(self, detail: str, order: object) -> None:
        super().__init__(detail)
        self.extra: Mapping[str, Any] = {"order": order}


class StaleVersion(OrderConflict):
    code = "stale_version"


class OrderNotPending(OrderConflict):
    code = "order_not_pending"


class DuplicateClientOrderId(OrderConflict):
    code = "duplicate_client_order_id"


class ReplaceRefused(Invalid):
    """The new terms cannot be taken; the order stays as it is. The code says why."""

    def __init__(self, code: str, reason: str, field: str, order: object) -> None:
        super().__init__(reason, FieldError(field, reason))
        self.code = code
        self.extra: Mapping[str, Any] = {"order": order}


class NoPosition(Invalid):
    code = "no_position"

    def __init__(self, symbol: str) -> None:
        reason = f"The account holds no {symbol}."
        super().__init__(reason, FieldError("symbol", reason))


class FlipNeedsMargin(Invalid):
    code = "flip_needs_margin"

    def __init__(self, symbol: str) -> None:
        reason = (
            f"To flip {symbol} the account would have to sell short, which a cash account cannot. "
            "Close the position instead, or use a margin account."
        )
        super().__init__(reason, FieldError("account_id", reason))


class UnknownSymbol(NotFound):
    code = "unknown_symbol"

    def __init__(self, symbol: str) -> None:
        super().__init__(f"{symbol} is not a symbol that is known here.")


class ActionIdTaken(Conflict):
    code = "duplicate_action_id"

    def __init__(self) -> None:
        super().__init__("This id was used for another action.")


class PriceNeeded(Invalid):
    """A split leaves somebody a fraction of a unit; nothing was done."""

    code = "price_needed"

    def __init__(self, symbol: str) -> None:
        reason = f"Somebody is left with a fraction of {symbol}: say what a new unit is worth."
        super().__init__(reason, FieldError("price", reason))


class BadCursor(Invalid):
    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__("The cursor is not one that this list gave.", FieldError("cursor", "?"))
