"""What market data says no to, each with its public code."""

from __future__ import annotations

from shared.kernel.errors import Conflict, FieldError, Invalid, NotFound, Unavailable


class PushingOff(Conflict):
    code = "pushing_off"

    def __init__(self) -> None:
        super().__init__(
            "This Thor takes no pushed quotes. Start it with `./thor up --pushed`, or set"
            " THOR_SOURCES=pushed."
        )


class NotReady(Unavailable):
    code = "not_ready"

    def __init__(self) -> None:
        super().__init__("Market data is still starting. Push again in a moment.")


class DirectoryAway(Unavailable):
    code = "storage_unavailable"

    def __init__(self) -> None:
        super().__init__("The database does not answer. Nothing was changed; please try again.")


class NothingAccepted(Invalid):
    code = "no_quote_accepted"

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("No quote of this batch was accepted; nothing was published.", *errors)


class UnknownSymbol(NotFound):
    code = "unknown_symbol"

    def __init__(self, symbol: str) -> None:
        super().__init__(
            f"No instrument is called {symbol}. Search for it with /instruments?query=.",
            FieldError("symbol", "is not a known instrument"),
        )


class EmptySpan(Invalid):
    code = "empty_span"

    def __init__(self) -> None:
        reason = "must be earlier than `to`"
        super().__init__("`from` must be earlier than `to`.", FieldError("from", reason))


class BarsAway(Unavailable):
    code = "storage_unavailable"

    def __init__(self) -> None:
        super().__init__("The database does not answer; ask for the bars again in a moment.")
