"""What market data says no to, each with its public code."""

from __future__ import annotations

from shared.kernel.errors import Conflict, FieldError, Invalid, Unavailable


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


class NothingAccepted(Invalid):
    code = "no_quote_accepted"

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("No quote of this batch was accepted; nothing was published.", *errors)
