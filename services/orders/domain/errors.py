"""Why the book says no to a request about an order or an account, each with its public code.

Refusals of new orders are not here: those are recorded, see `checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.kernel.errors import Conflict, FieldError, Invalid, NotFound


class NoSuchAccount(NotFound):
    code = "no_such_account"

    def __init__(self) -> None:
        super().__init__("There is no such account, or it is not yours.")


class NoSuchOrder(NotFound):
    code = "no_such_order"

    def __init__(self) -> None:
        super().__init__("There is no such order, or it is not yours.")


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


class BadCursor(Invalid):
    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__("The cursor is not one that this list gave.", FieldError("cursor", "?"))
